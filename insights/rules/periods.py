"""Cohorts by report date: whole ISO weeks in UTC, the same for everybody, wherever they look from."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

WEEK = timedelta(weeks=1)
YEAR = 52 * WEEK  # the same weekdays, and nearly always the same ISO weeks


class Against(StrEnum):
    """With what a number is compared."""

    BEFORE = "before"
    YEAR = "year"
    NOTHING = "nothing"


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
        return cls(week_of(as_of) - (weeks - 1) * WEEK, as_of)

    @property
    def cohorts(self) -> list[datetime]:
        """The Monday of each week, the first perhaps begun before `since`."""
        first = week_of(self.since)
        return [first + i * WEEK for i in range((week_of(self.as_of) - first) // WEEK + 1)]

    def cohort(self, monday: datetime) -> "Period":
        """Only the week that begins then."""
        return Period(monday, self.as_of, until=monday + WEEK)

    @property
    def before(self) -> "Period":
        """As many whole weeks directly before, as they stood when they were over."""
        return Period(self.since - len(self.cohorts) * WEEK, self.since, until=self.since)

    @property
    def a_year_before(self) -> "Period":
        """The same weeks 52 weeks before, as they stood then: a week that is not over yet is compared with as much of it."""
        until = self.until - YEAR if self.until is not None else None
        return Period(self.since - YEAR, self.as_of - YEAR, until)


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
    def before(self) -> "Scope":
        """The same places in the period that it is compared with; where it is compared with nothing, directly before."""
        is_year = self.against is Against.YEAR
        return replace(self, period=self.period.a_year_before if is_year else self.period.before)


def week_of(at: datetime) -> datetime:
    """The Monday, 00:00 UTC, of the ISO week that the instant lies in."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def iso_name(monday: datetime) -> str:
    """The week as ISO 8601 names it: 2026-W10."""
    return f"{monday.astimezone(UTC):%G-W%V}"


def monday_of(name: str) -> datetime:
    """What `iso_name` named. Raises `ValueError`."""
    return datetime.strptime(f"{name}-1", "%G-W%V-%u").replace(tzinfo=UTC)
