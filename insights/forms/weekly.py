"""When the figures are to come by mail, and of what."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from insights.commands.weekly import Wish
from insights.forms.lengths import NAMED, WEEKS, lengths, number_of_weeks
from insights.forms.scope import ScopeForm
from insights.forms.selects import QuickSelect
from insights.models import WeeklyMail
from issues.forms.sentences import Helpful, help_with

OF_WHAT: Final = ("weeks", "stage", "point", "department", "severity")
MOST_BY_MAIL: Final = 52  # weeks
_HOURS: Final = [(hour, f"{hour:02}:00") for hour in range(24)]


class WeeklyMailForm(Helpful):
    """The day and the hour on the reader's clock, and the filters of the overview but for the day."""

    weekday = forms.TypedChoiceField(
        label=_("Every"), choices=WeeklyMail.Weekday.choices, coerce=int, initial=WeeklyMail.Weekday.MONDAY
    )
    hour = forms.TypedChoiceField(label=_("At"), choices=_HOURS, coerce=int, initial=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = number_of_weeks((self.data if self.is_bound else self.initial).get("weeks"))
        is_offered = asked is not None and asked <= MOST_BY_MAIL
        if not (is_offered or self.is_bound):
            self.initial["weeks"] = WEEKS  # quarters and days are none of a mail
        offered = lengths(*([asked] if asked and is_offered else []))
        self.fields["weeks"] = forms.ChoiceField(label=_("Reported in"), required=False, choices=offered)
        for name in OF_WHAT[1:]:
            self.fields[name] = ScopeForm.base_fields[name].__deepcopy__({})
        for name in OF_WHAT:  # what was asked for and is no option stays to be read
            help_with(self.fields[name])
            widget = self.fields[name].widget
            assert isinstance(widget, forms.Select)  # noqa: S101  for the type checker
            self.fields[name].widget = QuickSelect(widget.attrs, widget.choices)

    @classmethod
    def of(cls, mail: WeeklyMail | None, asked: dict[str, str]) -> "WeeklyMailForm":
        """As the mail is; the filters that the page was opened with win over those that it has."""
        times = {"weekday": mail.weekday, "hour": mail.hour} if mail else {}
        return cls(initial={"weeks": WEEKS, **times, **(asked or (mail.asked() if mail else {}))})

    @classmethod
    def read(cls, mail: WeeklyMail | None, asked: dict[str, str]) -> "WeeklyMailForm":
        """The same as if it had been sent: it says what of the address cannot be read."""
        started = cls.of(mail, {})
        times = {name: str(started[name].value()) for name in ("weekday", "hour")}
        weeks = asked.get("weeks", "")
        length = number_of_weeks(weeks)
        is_none_of_a_mail = weeks in dict(NAMED) or (length is not None and length > MOST_BY_MAIL)
        return cls({**times, **asked, "weeks": str(WEEKS) if is_none_of_a_mail or not weeks else weeks})

    @property
    def when(self) -> list[Any]:
        return [self["weekday"], self["hour"]]

    @property
    def of_what(self) -> list[Any]:
        return [self[name] for name in OF_WHAT]

    def wish(self) -> Wish:
        """What was asked for. Call it when the form is valid."""
        chosen = self.cleaned_data
        return Wish(
            chosen["weekday"],
            chosen["hour"],
            int(chosen["weeks"] or WEEKS),
            **{name: chosen[name] for name in OF_WHAT if name != "weeks"},
        )
