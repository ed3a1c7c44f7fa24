"""What a policy promises: a target per severity and clock, and the ladder that escalation climbs."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from inflection_points.rules.calendars import ROUND_THE_CLOCK, Target, Unit, WorkingCalendar


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the least severe; compare ranks, never names."""
        return _RANK[self]

    @property
    def is_urgent(self) -> bool:
        return self in {Severity.CRITICAL, Severity.HIGH}


_RANK: Final = {Severity.LOW: 0, Severity.NORMAL: 1, Severity.HIGH: 2, Severity.CRITICAL: 3}


class Clock(StrEnum):
    ACCEPT = "accept"
    ACT = "act"
    RESOLVE = "resolve"


class Whom(StrEnum):
    """Whom a rung tells; looked up when the rung fires."""

    HOLDER = "holder"
    OWNER = "accountable_owner"
    DEPUTY = "deputy"
    DEPARTMENT_HEAD = "department_head"
    STAGE_SPONSOR = "stage_sponsor"
    EXECUTIVE_SPONSOR = "executive_sponsor"
    ROLE = "role"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One addressee of a rung. `person` and `role` are set only where `whom` asks for them."""

    whom: Whom
    person: int | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder on one clock: `percent` of that clock's target, and whom it tells."""

    clock: Clock
    position: int  # 1 is the lowest of its clock
    percent: int  # of the target, in working time
    tells: tuple[Recipient, ...]


@dataclass(frozen=True)
class Policy:
    """One immutable version of a policy. `version` is its identity; two with the same number are the same."""

    version: int
    targets: dict[tuple[Severity, Clock], Target]
    rungs: tuple[Rung, ...]
    hold_limit_percent: int = 200  # of the act target: the longest that commitments can hold the ladder

    def __hash__(self) -> int:
        return hash(self.version)

    def says_the_same(self, other: "Policy") -> bool:
        """Whether the two differ in nothing but their version. Whom a rung tells has no order."""
        return self._content() == other._content()

    def _content(self) -> tuple[object, ...]:
        rungs = {(r.clock, r.position): (r.percent, frozenset(r.tells)) for r in self.rungs}
        return self.targets, rungs, self.hold_limit_percent

    @cached_property
    def ladders(self) -> dict[Clock, tuple[Rung, ...]]:
        """The rungs of each clock, lowest first."""
        return {
            clock: tuple(sorted((r for r in self.rungs if r.clock is clock), key=lambda r: r.position))
            for clock in Clock
        }

    @property
    def people(self) -> list[int]:
        """Whom its rungs name in person, by primary key."""
        return [one.person for rung in self.rungs for one in rung.tells if one.person is not None]

    def target(self, severity: Severity, clock: Clock, calendar: WorkingCalendar) -> timedelta:
        """The target as working time on the calendar that counts for this severity."""
        return self.targets[severity, clock].working_time(calendar_for(severity, calendar))


def calendar_for(severity: Severity, calendar: WorkingCalendar) -> WorkingCalendar:
    """Critical runs round the clock, everything else in the working time of its place."""
    return ROUND_THE_CLOCK if severity is Severity.CRITICAL else calendar


def _row(clock: Clock, *targets: Target) -> dict[tuple[Severity, Clock], Target]:
    order = (Severity.CRITICAL, Severity.HIGH, Severity.NORMAL, Severity.LOW)
    return {(severity, clock): target for severity, target in zip(order, targets, strict=True)}


def _hours(amount: int) -> Target:
    return Target(amount, Unit.HOURS)


def _days(amount: int) -> Target:
    return Target(amount, Unit.DAYS)


DEFAULT_TARGETS: Final = {
    **_row(Clock.ACCEPT, _hours(1), _hours(4), _days(1), _days(3)),
    **_row(Clock.ACT, _hours(4), _days(1), _days(3), _days(10)),
    **_row(Clock.RESOLVE, _days(2), _days(5), _days(20), _days(60)),
}


def _rung(clock: Clock, position: int, percent: int, *whom: Whom) -> Rung:
    return Rung(clock, position, percent, tuple(Recipient(one) for one in whom))


DEFAULT_RUNGS: Final = (
    _rung(Clock.ACCEPT, 1, 100, Whom.OWNER),
    _rung(Clock.ACT, 1, 75, Whom.HOLDER),
    _rung(Clock.ACT, 2, 100, Whom.OWNER),
    _rung(Clock.ACT, 3, 150, Whom.DEPARTMENT_HEAD),
    _rung(Clock.ACT, 4, 200, Whom.EXECUTIVE_SPONSOR),
    _rung(Clock.RESOLVE, 1, 100, Whom.OWNER),
    _rung(Clock.RESOLVE, 2, 150, Whom.DEPARTMENT_HEAD),
    _rung(Clock.RESOLVE, 3, 200, Whom.EXECUTIVE_SPONSOR),
)
