"""Cohorts by report date: whole ISO weeks in UTC, the same for everybody, wherever they look from."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

WEEK = timedelta(weeks=1)


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


@dataclass(frozen=True, slots=True)
class Scope:
    """Which issues a measure is of: when reported, and where. Ids; None is everywhere."""

    period: Period
    stage: int | None = None
    point: int | None = None
    department: int | None = None
    severity: str | None = None

    @property
    def before(self) -> "Scope":
        """The same places in the period before."""
        return replace(self, period=self.period.before)


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
