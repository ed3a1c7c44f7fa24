"""Which weeks are looked at: so many up to an instant, a quarter, a year, or those that one's own days lie in."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insights.forms.lengths import (
    FIRST_DAY,
    MOST_WEEKS,
    NAMED,
    OWN,
    OWN_FIELDS,
    WEEKS,
    AsOfField,
    DayField,
    LengthField,
    in_weeks,
    number_of_weeks,
)
from insights.forms.selects import QuickText
from insights.rules.periods import Named, Period
from issues.forms.numbers import WholeField
from issues.forms.sentences import Helpful

_NO_LENGTH: Final = _("Choose from the list, or name a number of weeks from 1 to 104, such as 13.")
_NO_DAY: Final = {"invalid": _("Write a day, such as 2026-03-05.")}
_UNKNOWN: Final = _("Choose a day that is over, or today; nothing is known of later ones.")
_TOO_OLD: Final = _("Choose a later day: nothing is known of that time.")


class PeriodForm(Helpful):
    """The weeks, and as of when. `now` is the latest that can be looked back from."""

    own_fields = OWN_FIELDS

    weeks = LengthField(label=_("Reported in"), required=False, error_messages={"invalid_choice": _NO_LENGTH})
    last = WholeField(
        label=_("Weeks"),
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
        widget=QuickText(attrs={"inputmode": "numeric"}),
    )
    since = DayField(label=_("or from"), required=False, error_messages=_NO_DAY)
    to = DayField(label=_("to"), required=False, error_messages=_NO_DAY)
    as_of = AsOfField(label=_("As it stood after"), required=False, error_messages=_NO_DAY)

    def __init__(self, data: Mapping[str, Any], *, now: datetime) -> None:
        said = {name: data[name] for name in data}
        if not said.get("weeks"):
            said["weeks"] = OWN if any(said.get(name) for name in OWN_FIELDS) else str(WEEKS)
        super().__init__(said)
        self.now = now
        for name, field in self.fields.items():
            if isinstance(field, LengthField | DayField):
                field.tell(said.get(name))

    def clean_weeks(self) -> str:
        """As the address has it, in one way."""
        said: str = self.cleaned_data["weeks"]
        number = number_of_weeks(said)
        return said if number is None else str(number)

    def clean_since(self) -> date | None:
        return self._known("since")

    def clean_to(self) -> date | None:
        return self._known("to")

    def clean_as_of(self) -> datetime | None:
        """The end of the day, in UTC as the weeks are, so that an address says the same to everybody; of today, now. An instant as it is."""
        at = self.cleaned_data["as_of"]
        if isinstance(at, datetime):
            if not FIRST_DAY <= at <= self.now:
                raise ValidationError(_UNKNOWN if at > self.now else _TOO_OLD)
            return at
        day = self._known("as_of")
        if day is None:
            return None
        return min(datetime.combine(day + timedelta(days=1), time(), UTC), self.now)

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"weeks", "as_of", *OWN_FIELDS} & set(self.errors):
            self._understand(chosen)
        return chosen

    @property
    def seen_at(self) -> datetime:
        """As of when. Call it, and what follows, when the form is valid."""
        found: datetime = self.cleaned_data["as_of"] or self.now
        return found

    @property
    def is_own(self) -> bool:
        """Whether days were typed."""
        return self.cleaned_data["weeks"] == OWN and self.cleaned_data["last"] is None

    @property
    def length(self) -> int:
        """Of how many weeks, the last perhaps not over."""
        return len(self.period.cohorts)

    @property
    def length_words(self) -> str:
        """The same in a few words, or the quarter, the year, or the days."""
        if self.is_own:
            return f"{_short(self.first_shown)} – {_short(self.last_shown)}"
        said = self.cleaned_data["last"] if self.cleaned_data["weeks"] == OWN else self.cleaned_data["weeks"]
        number = number_of_weeks(said)
        return in_weeks(number) if number is not None else str(dict(NAMED)[said])

    @property
    def first_shown(self) -> date:
        return self.period.since.date()

    @property
    def last_shown(self) -> date:
        """The last day of the period, or the one that is looked back from."""
        if self.period.until is not None and self.period.is_over:
            return (self.period.until - timedelta(days=1)).date()
        return _ended(self.seen_at)

    @property
    def last_day(self) -> date | None:
        """The day that is looked back at; None when it is the present."""
        as_of = self.cleaned_data.get("as_of")
        return _ended(as_of) if as_of and as_of < self.now else None

    @property
    def is_instant(self) -> bool:
        """Whether an instant is looked back at, and not the end of a day."""
        return "T" in str(self.data.get("as_of", ""))

    @property
    def last_day_words(self) -> str:
        """The same in words; with the zone or the time where it is an instant and no end of a day of the reader."""
        if self.last_day is None:
            return ""
        if not self.is_instant:
            return _long(self.last_day)
        if self.seen_at.astimezone(UTC).time() == time():
            return f"{_long(self.last_day)} (UTC)"
        return date_format(timezone.localtime(self.seen_at), "DATETIME_FORMAT")

    @property
    def days_told(self) -> str:
        """Which days are shown and as of when, in a sentence."""
        days = {"since": _long(self.first_shown), "until": _long(self.last_shown)}
        if self.last_day is None:
            if self.period.is_over:
                return gettext("Reported from %(since)s to %(until)s, as it stands now.") % days
            return gettext("Reported from %(since)s on, as it stands now.") % days
        if self.last_shown == self.last_day and not self.is_instant:
            return gettext("Reported from %(since)s to %(until)s, as it stood when that day was over.") % days
        days["day"] = self.last_day_words
        return gettext("Reported from %(since)s to %(until)s, as it stood when %(day)s was over.") % days

    @property
    def widened(self) -> str:
        """That days in the middle of a week were typed, and what is shown; empty when they were not."""
        since, to = self.cleaned_data["since"], self.cleaned_data["to"]
        if not self.is_own or (since == self.first_shown and to in (None, self.last_shown)):
            return ""
        days = {"since": _long(self.first_shown), "until": _long(self.last_shown)}
        words = gettext("Weeks are counted whole, from Monday to Sunday: shown is %(since)s to %(until)s.")
        return words % days

    @property
    def passed_over(self) -> str:
        """That days were typed but another length was chosen; empty when they count."""
        if self.cleaned_data["weeks"] == OWN or not any(self.data.get(name) for name in OWN_FIELDS):
            return ""
        return gettext(
            "“%(length)s” counts, not the days or weeks that were typed: choose “%(own)s” for them."
        ) % {
            "length": self.length_words,
            "own": dict(NAMED)[OWN],
        }

    def asked_of_time(self) -> dict[str, str]:
        """What the address says of the weeks, in one way."""
        chosen = self.cleaned_data if self.is_valid() else None
        if chosen is None:
            return {name: str(self.data[name]) for name in ("weeks", *OWN_FIELDS) if self.data.get(name)}
        if self.is_own:
            return {name: chosen[name].isoformat() for name in ("since", "to") if chosen[name]}
        return {"weeks": str(chosen["last"] if chosen["weeks"] == OWN else chosen["weeks"])}

    def _understand(self, chosen: dict[str, Any]) -> None:
        """What is meant by it all, or what to do."""
        if chosen["weeks"] in list(Named):
            self.period = Period.named(Named(chosen["weeks"]), self.seen_at)
        elif chosen["weeks"] != OWN:
            self.period = Period.of_weeks(int(chosen["weeks"]), self.seen_at)
        elif chosen["last"] is not None and (chosen["since"] or chosen["to"]):
            self.add_error("last", _("Write a number of weeks or days, not both."))
        elif chosen["last"] is not None:
            self.period = Period.of_weeks(chosen["last"], self.seen_at)
        elif chosen["since"] is None:
            self.add_error(
                "since" if chosen["to"] else "last",
                _("Write from which day on.")
                if chosen["to"]
                else _("Write how many weeks, or from which day on."),
            )
        else:
            self._of_days(chosen["since"], chosen["to"])

    def _of_days(self, since: date, to: date | None) -> None:
        seen = self.last_day or self._today
        later = _("This lies after %(day)s, which you look back at. Choose an earlier day.") % {
            "day": _long(seen)
        }
        if to is not None and to < since:
            self.add_error("to", _("This lies before the first day. Choose a later one, or none."))
        elif since > seen:
            self.add_error("since", later)
        elif to is not None and to > seen:
            self.add_error("to", later)
        else:
            self._of_weeks_of(since, to)

    @property
    def _today(self) -> date:
        """Where it is latest: in UTC, or where the reader is."""
        return max(timezone.localdate(self.now), self.now.astimezone(UTC).date())

    def _of_weeks_of(self, since: date, to: date | None) -> None:
        try:
            self.period = Period.of_days(since, to, self.seen_at)
        except ValueError:  # today's week has begun where the reader is, and not yet in UTC
            self.add_error("since", _("This week begins at midnight, UTC. Choose an earlier day."))
            return
        if (weeks := self.length) > MOST_WEEKS:
            told = {"weeks": weeks, "most": MOST_WEEKS}
            self.add_error(
                "since",
                _("These are %(weeks)s weeks, and %(most)s at most can be shown: choose a later day.") % told,
            )

    def _known(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and day > self._today:
            raise ValidationError(_UNKNOWN)
        if day is not None and day < FIRST_DAY.date():
            raise ValidationError(_TOO_OLD)
        return day


def _ended(at: datetime) -> date:
    """The day in UTC that the instant lies in; midnight belongs to the one that it ends."""
    return (at - timedelta(microseconds=1)).astimezone(UTC).date()


def _long(day: date) -> str:
    return date_format(day, gettext("j F Y"))


def _short(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
