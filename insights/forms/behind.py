"""Which issues are behind a number. Every number that counts issues leads here."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from insights.forms.addresses import FORMERLY, LEAFS
from insights.forms.scope import ANY, ScopeForm, departments, key_of
from insights.querysets.behind import Narrower
from insights.querysets.hands import Hands
from insights.rules.behind import Behind
from insights.rules.flow import HIGHEST, Age
from insights.rules.periods import WEEK, Scope, iso_name, monday_of
from issues.forms.choices import PastPointField
from issues.rules.moves import last_told
from people.models import User

LISTS: Final[dict[Behind, Any]] = {
    Behind.REPORTED: _("Reported"),
    Behind.IN_TIME: _("Acted on in time"),
    Behind.LATE: _("Acted on late"),
    Behind.NEVER: _("Reported, not acted on"),
    Behind.DECLINED: _("Declined"),
    Behind.MATURING: _("Still maturing"),
    Behind.JUDGED: _("Their time to act is over"),
    Behind.DECIDED: _("Acted on or declined"),
    Behind.VALID: _("Reported and not declined"),
    Behind.ACTED: _("Acted on in their first cycle"),
    Behind.BORN_URGENT: _("Urgent from the beginning, and acted on"),
    Behind.TRIGGERED: _("Acted on after they became urgent"),
    Behind.URGENT_ONLY: _("Acted on when it was urgent"),
    Behind.ASKED: _("The reporter was asked whether it is fixed"),
    Behind.SAID_YES: _("The reporter said that it is fixed"),
    Behind.NOT_YES: _("The reporter did not say that it is fixed"),
    Behind.RESOLVED: _("Resolved"),
    Behind.REOPENED: _("Resolved, and reopened"),
    Behind.OPENED_AGAIN: _("Opened again"),
    Behind.RECEIVED: _("Received by a department"),
    Behind.PASSED: _("Passed on, and nobody had acted"),
    Behind.RETURNED: _("Came back to a department"),
    Behind.FIXED_30: _("Fixed at least 30 days ago"),
    Behind.AGAIN_30: _("Fixed, and reported again within 30 days"),
    Behind.FIXED_90: _("Fixed at least 90 days ago"),
    Behind.AGAIN_90: _("Fixed, and reported again within 90 days"),
    Behind.KNOWN: _("Where it began is known"),
    Behind.ESCAPED: _("Felt downstream of where it began"),
    Behind.FELT_ELSEWHERE: _("Caused in one department, felt in another"),
    Behind.OPEN: _("Open"),
    Behind.OPEN_ACTED: _("Open, and somebody has acted"),
    Behind.UNACTED: _("Open, and nobody ever acted"),
    Behind.ACTED_IN_PERIOD: _("First acted on in this time"),
    Behind.RESOLVED_IN_PERIOD: _("First resolved in this time"),
    Behind.COMPLETED: _("With work completed in this period"),
    Behind.PREVENTIVE: _("With preventive work completed in this period"),
}
AGES: Final[dict[Age, Any]] = {
    Age.UNDER_1: _("under 1 day"),
    Age.UNDER_3: _("1 to 3 days"),
    Age.UNDER_10: _("3 to 10 days"),
    Age.UNDER_30: _("10 to 30 days"),
    Age.OLDER: _("over 30 days"),
}
AGAIN: Final = "again"
TOLD: Final = [("", ANY), ("once", _("reported once")), (AGAIN, _("reported again"))]
NAME_A_WEEK: Final = _("Name the week as 2026-W10, or leave it empty.")
_NOT_BEGUN: Final = _("Choose a week that has begun; nothing is known of later ones.")
_TOO_EARLY: Final = _("This lies before the first week that is looked at. Choose a later one.")

_HOW_A_WEEK: Final = _("Year and week, such as %(week)s")
_WEEKS: Final = ("week", "up_to")
_BY_LINK: Final = ("in_hand", "in_hand_of", "told", "up_to", "age", "rung", "reason", "began_in")
_OTHERWISE: Final = {"came_in": Behind.REPORTED.value}


def _rungs() -> list[tuple[str, str]]:
    return [("", str(ANY)), *((str(rung), last_told(rung)) for rung in range(HIGHEST + 1))]


def _week(label: Any) -> forms.CharField:
    too_long = {"max_length": NAME_A_WEEK}
    return forms.CharField(label=label, required=False, max_length=8, error_messages=too_long)


class BehindForm(ScopeForm):
    """Which list, of one week or of all; and what a link narrowed it to, which the form shows only then."""

    tells_days = False
    keeps_views = False
    leafs = LEAFS

    what = forms.ChoiceField(label=_("What became of them"), choices=list(LISTS.items()))
    week = _week(_("Week"))
    origin = PastPointField(label=_("Where it began"), required=False, empty_label=ANY)
    up_to = _week(_("Up to the week"))
    age = forms.ChoiceField(label=_("Age"), required=False, choices=[("", ANY), *AGES.items()])
    rung = forms.ChoiceField(label=_("Who was told last"), required=False, choices=_rungs)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
    began_in = departments(_("Began in"))
    in_hand = forms.ModelChoiceField(
        User.objects.all(), label=_("In the hands of"), required=False, widget=forms.HiddenInput
    )
    in_hand_of = departments(_("In the hands of"), widget=forms.HiddenInput)
    told = forms.ChoiceField(
        label=_("How often reported"), required=False, choices=TOLD, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, now: datetime) -> None:
        asked = {name: data[name] for name in data}
        super().__init__({**asked, "what": _asked_for(asked)}, now=now)
        self.fields["compare"].widget = forms.HiddenInput()  # a list is compared with nothing
        for name in _WEEKS:
            self.fields[name].help_text = _HOW_A_WEEK % {"week": iso_name(now)}
        for name in _BY_LINK:
            if not self.data.get(name):
                del self.fields[name]

    def clean_week(self) -> datetime | None:
        name = self.cleaned_data["week"]
        try:
            return monday_of(name) if name else None
        except ValueError:
            raise ValidationError(NAME_A_WEEK) from None

    def clean_up_to(self) -> datetime | None:
        """When that week ends."""
        try:
            return monday_of(self.cleaned_data["up_to"]) + WEEK
        except (ValueError, OverflowError):
            raise ValidationError(NAME_A_WEEK) from None

    def clean(self) -> dict[str, Any]:
        """A week that is none of what is looked at is refused: else another one would be shown in its place."""
        chosen = super().clean()
        week, until = chosen.get("week"), chosen.get("up_to")
        if week is not None and not self.has_error("as_of") and week > self.seen_at:
            self.add_error("week", _NOT_BEGUN)
        elif until is not None and not self.errors and until <= (week or self.period.since):
            self.add_error("up_to", _TOO_EARLY)
        return chosen

    def scope(self) -> Scope:
        scope, week, until = super().scope(), self.cleaned_data["week"], self.cleaned_data.get("up_to")
        if week is not None:
            scope = replace(scope, period=scope.period.cohort(week))
        if until is not None:
            scope = replace(scope, period=replace(scope.period, until=until))
        return scope

    def which(self) -> Behind:
        """Call it when the form is valid."""
        return Behind(self.cleaned_data["what"])

    def narrower(self) -> Narrower:
        """What else was asked. Call it when the form is valid."""
        chosen = self.cleaned_data
        person, department = key_of(chosen.get("in_hand")), key_of(chosen.get("in_hand_of"))
        return Narrower(
            origin=key_of(chosen["origin"]),
            began_in=key_of(chosen.get("began_in")),
            age=Age(chosen["age"]) if chosen.get("age") else None,
            rung=int(chosen["rung"]) if chosen.get("rung") else None,
            reason=chosen.get("reason", "").strip().lower(),
            hands=None if person is None and department is None else Hands(person, department),
            again=chosen["told"] == AGAIN if chosen.get("told") else None,
        )

    @property
    def narrowed_to(self) -> list[str]:
        """In whose hands, and how often reported: in words, because no field shows them."""
        chosen = self.cleaned_data
        hands = [chosen[name].name for name in ("in_hand", "in_hand_of") if chosen.get(name)]
        said = [_("in the hands of %(name)s") % {"name": name} for name in hands]
        return [str(one) for one in [*said, *([dict(TOLD)[chosen["told"]]] if chosen.get("told") else [])]]


def _asked_for(data: dict[str, Any]) -> str:
    """Which list; by the names as well that lists had before, since files and mails still hold them."""
    name = data.get("what") or data.get(FORMERLY) or Behind.REPORTED.value
    return _OTHERWISE.get(name, name)
