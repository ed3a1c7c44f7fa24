"""The oracle's deadlines: what is due when, by what an issue is. In working time of its own, see `plain_time`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inflection_points.rules.calendars import Unit, WorkingCalendar
from inflection_points.rules.policies import Clock, Policy, Severity
from tests.issues import plain_time

UNACTED = {"reported", "accepted", "committed"}


@dataclass
class Deadlines:
    """What the deadlines of one issue follow from, and the deadlines themselves."""

    policy: Policy
    place: WorkingCalendar
    policies: dict[int, Policy] = field(default_factory=dict)
    phase: str = "reported"
    cycle: int = 1
    reported_at: datetime = plain_time.NEVER
    started_at: datetime = plain_time.NEVER  # of this cycle
    severities: list[tuple[Severity, datetime]] = field(default_factory=list)
    wait: plain_time.Stretch | None = None  # for a customer or a supplier, until it expires
    waited: tuple[plain_time.Stretch, ...] = ()
    floors: dict[Clock, datetime] = field(default_factory=dict)  # what a move to another version left
    # What was overdue when it was reckoned anew.
    ceilings: dict[Clock, datetime] = field(default_factory=dict)
    overdue: dict[Clock, datetime] = field(default_factory=dict)  # what had passed when it was moved

    @property
    def severity(self) -> Severity:
        return self.severities[-1][0]

    def _natural(self, clock: Clock, position: int) -> datetime:
        """Its share of the target after the clock began; a severity makes nothing due before it was set."""
        percent = next(r.percent for r in self._ladder(clock) if r.position == position)
        return min(max(since, self._share(clock, severity, percent)) for severity, since in self.severities)

    def deadline(self, clock: Clock) -> datetime:
        due = min(self._share(clock, severity, 100) for severity, _ in self.severities)
        if clock in self.overdue:
            return self.overdue[clock]
        return min(max(due, self.floors.get(clock, due)), self.ceilings.get(clock, plain_time.NEVER))

    def _share(self, clock: Clock, severity: Severity, percent: int) -> datetime:
        began = self.reported_at if clock is Clock.RESOLVE else self.started_at
        paused = (*self.waited, *([self.wait] if self.wait else [])) if clock is Clock.RESOLVE else ()
        return plain_time.after(
            self._where(severity), began, self._target(clock, severity) * percent / 100, paused
        )

    def _nudge(self, at: datetime) -> datetime:
        """After a working day, or with the time left; where none is left, after a working day."""
        day_later = plain_time.after(self._where(self.severity), at, self._day(self.severity))
        ends = self.deadline(Clock.ACT if self.phase in UNACTED else Clock.RESOLVE)
        return min(day_later, ends) if ends > at else day_later

    def _limit(self, first_at: datetime) -> datetime:
        share = self._target(Clock.ACT, self.severity) * self.policy.hold_limit_percent / 100
        return plain_time.after(self._where(self.severity), first_at, share)

    def _target(self, clock: Clock, severity: Severity) -> timedelta:
        """Halved in a cycle that a reopening began, except for resolving."""
        told = self.policy.targets[severity, clock]
        unit = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
        target = told.amount * unit.get(told.unit, self._day(severity))
        return target / 2 if self.cycle > 1 and clock is Clock.ACT else target

    def _day(self, severity: Severity) -> timedelta:
        return timedelta(days=1) if severity is Severity.CRITICAL else plain_time.a_day(self.place)

    def _where(self, severity: Severity) -> WorkingCalendar | None:
        return None if severity is Severity.CRITICAL else self.place

    def _five_days_from(self, at: datetime) -> datetime:
        return plain_time.after(self.place, at, 5 * plain_time.a_day(self.place))

    def _ladder(self, clock: Clock) -> list:
        return [rung for rung in self.policy.rungs if rung.clock is clock]
