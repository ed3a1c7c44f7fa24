"""Cohorts by report date: whole ISO weeks in UTC, the same for everybody, wherever they look from."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

WEEK = timedelta(weeks=1)
YEAR = 52 * WEEK  # the same weekdays, and nearly always the same ISO weeks
_INSTANT = timedelta(microseconds=1)


class Against(StrEnum):
    """With what a number is compared."""

    BEFORE = "before"
    YEAR = "year"
    NOTHING = "nothing"


class Named(StrEnum):
    """Periods that have a name. A week belongs to the quarter and the year in which most of its days lie."""

    QUARTER = "quarter"
    LAST_QUARTER = "last_quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """The issues reported from `since` on, up to `as_of` or before `until`, as they stood at `as_of`."""

    since: datetime
    as_of: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.since > self.as_of:
            raise ValueError(f"A period begins before it ends; got {self.since} to {self.as_of}.")

    @classmethod
    def of_weeks(cls, weeks: int, as_of: datetime) -> "Period":
        """The week that `as_of` lies in and those before it, `weeks` in all."""
        last = week_of(as_of - _INSTANT)  # midnight belongs to the day that it ends
        return cls(last - (weeks - 1) * WEEK, as_of, until=_over(as_of))

    @classmethod
    def named(cls, name: Named, as_of: datetime) -> "Period":
        """The quarter or year that was on at `as_of`, up to then, or the quarter before it."""
        shown = as_of - _INSTANT
        if name is Named.YEAR:
            return cls(year_of(shown), as_of, until=_over(as_of))
        quarter = quarter_of(shown)
        if name is Named.QUARTER:
            return cls(quarter, as_of, until=_over(as_of))
        return cls(quarter_of(quarter - WEEK), as_of, until=quarter)

    @classmethod
    def of_days(cls, first: date, last: date | None, as_of: datetime) -> "Period":
        """The weeks from the one of the first day to the one of the last, both whole, up to `as_of`.

        Raises `ValueError` when the first day's week begins after `as_of`.
        """
        until = week_of(_midnight(last)) + WEEK if last is not None else None
        is_over = until is not None and until <= as_of
        return cls(week_of(_midnight(first)), as_of, until if is_over else _over(as_of))

    @property
    def cohorts(self) -> list[datetime]:
        """The Monday of each week, the first perhaps begun before `since`."""
        first, end = week_of(self.since), self.as_of
        if self.until is not None:
            end = max(self.since, min(end, self.until - _INSTANT))
        return [first + i * WEEK for i in range((week_of(end) - first) // WEEK + 1)]

    @property
    def is_over(self) -> bool:
        """Nothing can be reported in it any more."""
        return self.until is not None and self.until <= self.as_of

    def cohort(self, monday: datetime) -> "Period":
        """Only the week that begins then."""
        return Period(monday, self.as_of, until=monday + WEEK)

    @property
    def before(self) -> "Period":
        """As many whole weeks directly before, as they stood when they were over, or as long after as this one is over.

        So both had the same time for something to become of what was reported in them.
        """
        since = self.since - len(self.cohorts) * WEEK
        over_for = self._judged_at - self.until if self.until is not None and self.is_over else timedelta()
        return Period(since, self.since + over_for, until=self.since)

    @property
    def a_year_before(self) -> "Period":
        """The same weeks 52 weeks before, as they stood then: a week that is not over yet is compared with as much of it."""
        until = self.until - YEAR if self.until is not None else None
        return Period(self.since - YEAR, self._judged_at - YEAR, until)

    @property
    def _judged_at(self) -> datetime:
        """For what is over, the end of the week: rollups hold whole ones, and it is old enough for a few days not to matter."""
        if not self.is_over:
            return self.as_of
        monday = week_of(self.as_of)
        return monday if monday == self.as_of else monday + WEEK


@dataclass(frozen=True, slots=True)
class Scope:
    """Which issues a measure is of: when reported, and where. Ids; None is everywhere."""

    period: Period
    stage: int | None = None
    point: int | None = None
    department: int | None = None
    severity: str | None = None
    against: Against = Against.BEFORE

    @property
    def is_everything(self) -> bool:
        """Nothing narrows it but time."""
        return (self.stage, self.point, self.department, self.severity) == (None, None, None, None)

    @property
    def is_compared(self) -> bool:
        return self.against is not Against.NOTHING

    @property
    def before(self) -> "Scope":
        """The same places in the period that it is compared with; where it is compared with nothing, directly before."""
        is_year = self.against is Against.YEAR
        return replace(self, period=self.period.a_year_before if is_year else self.period.before)


def week_of(at: datetime) -> datetime:
    """The Monday, 00:00 UTC, of the ISO week that the instant lies in."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def year_of(at: datetime) -> datetime:
    """The Monday, 00:00 UTC, with which the ISO year of the instant's week begins."""
    return _first_week(_thursday_of(at).replace(month=1, day=1))


def quarter_of(at: datetime) -> datetime:
    """The same of its quarter: the weeks whose Thursday lies in the same three months."""
    thursday = _thursday_of(at)
    return _first_week(thursday.replace(month=thursday.month - (thursday.month - 1) % 3, day=1))


def _thursday_of(at: datetime) -> datetime:
    return week_of(at) + timedelta(days=3)


def _first_week(day: datetime) -> datetime:
    """The first week whose Thursday is not before the day."""
    return week_of(day + timedelta(days=3))


def _over(as_of: datetime) -> datetime | None:
    """On a Monday, 00:00 UTC, the week that begins then holds nothing yet, and is none of the period."""
    return as_of if as_of == week_of(as_of) else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def iso_name(monday: datetime) -> str:
    """The week as ISO 8601 names it: 2026-W10."""
    return f"{monday.astimezone(UTC):%G-W%V}"


def monday_of(name: str) -> datetime:
    """What `iso_name` named. Raises `ValueError`."""
    return datetime.strptime(f"{name}-1", "%G-W%V-%u").replace(tzinfo=UTC)
