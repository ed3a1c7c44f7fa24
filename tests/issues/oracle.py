"""The oracle: what must become of an issue, told a second time from the numbered *Clocks*, as plainly as possible.

It shares with the product only the names of events, clocks and phases. It looks at every instant, so it knows no gaps,
no alarms and no catching up: each rung is reached at the instant at which it is due. It has its own working time.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inflection_points.rules.policies import Clock, Severity
from issues.rules import events as e
from tests.issues import plain_time
from tests.issues.oracle_deadlines import UNACTED, Deadlines

Rung = tuple[int, int, str, int, datetime]  # cycle, policy version, clock, position, due
ORDER = [Severity.LOW, Severity.NORMAL, Severity.HIGH, Severity.CRITICAL]
CLOSED = {"verified", "declined", "merged"}


@dataclass
class Promise:
    """A commitment: it holds the act ladder until a date, and then the ladder goes one rung up."""

    first_at: datetime
    until: datetime
    rung: int
    extended: bool = False
    void: bool = False


@dataclass
class Oracle(Deadlines):
    """One issue, lived through instant by instant: `people` say what they do, `look` lets time pass."""

    reached: set[Rung] = field(default_factory=set)
    holder: int | None = None
    acted_at: datetime | None = None
    accepted: bool = False
    rung: dict[Clock, int] = field(default_factory=lambda: dict.fromkeys(Clock, 0))
    starts_at_rung: int = 0  # of a reopened cycle
    repeats_at: datetime | None = None
    asks_at: datetime = plain_time.NEVER
    promise: Promise | None = None
    nudge_at: datetime | None = None
    grace_until: datetime | None = None
    shares: dict[Clock, int] = field(default_factory=dict)  # the highest that spoke before a move
    reminded: list[tuple[str, datetime]] = field(default_factory=list)
    # All of this, as it was before people did the last thing.
    before: dict[str, Any] = field(default_factory=dict)

    # What people do

    def people(self, event: e.Event, at: datetime) -> None:
        """Something that was not refused."""
        if isinstance(event, e.Undone):  # it never happened, and nothing else has happened since
            self.__dict__ |= self.before
            return
        self.before = deepcopy({name: value for name, value in vars(self).items() if name != "before"})
        match event:
            case e.Reported(severity=severity, holder=holder):
                self.reported_at = self.started_at = at
                self.severities, self.holder = [(severity, at)], holder
            case e.Accepted(by=by):
                self.accepted, self.holder = True, by
                self.phase = "accepted" if self.phase == "reported" else self.phase
            case e.HandedOver(to=to):
                self.holder, self.nudge_at = to, self._nudge(at)
            case e.ActionPlanned(due_at=due_at) if self.phase in UNACTED:
                self._commit(due_at, at)
            case e.ActionStarted() | e.ActionCompleted() | e.ContainmentRecorded():
                self._act(at)
            case e.SeverityChanged(to=to):
                self._change_severity(to, at)
            case e.Resolved() | e.Verified() | e.Declined() | e.Merged():
                self._end(event, at)
            case e.Reopened():
                self._reopen(at)
            case _:
                self._around(event, at)

    def _around(self, event: e.Event, at: datetime) -> None:
        match event:
            case e.WaitStarted(until=until):
                self._keep_grace(at, [Clock.RESOLVE])
                self.wait = (at, until)
            case e.WaitEnded():
                self._end_wait(at)
            case e.PolicyMoved():
                self._move(event, at)
            case e.Absorbed(reported_at=reported_at) if reported_at < self.reported_at:
                self._keep_grace(at)
                self.reported_at = reported_at
                self.started_at = reported_at if self.cycle == 1 else self.started_at

    def _act(self, at: datetime) -> None:
        self.nudge_at = None
        if self.phase in UNACTED:
            self.phase, self.acted_at = "acting", at
            self.promise = self.repeats_at = None

    def _end(self, event: e.Event, at: datetime) -> None:
        self.phase = type(event).__name__.lower()
        self.promise = self.nudge_at = None
        self._end_wait(at)
        self.asks_at = self._five_days_from(at)

    def _commit(self, due_at: datetime, at: datetime) -> None:
        """Until the date, at most to the policy's limit from the first promise; one later promise may extend it."""
        first_at = self.promise.first_at if self.promise else at
        until = min(due_at, self._limit(first_at))
        if until > at:
            if self.promise is None:
                self.promise = Promise(at, until, self.rung[Clock.ACT] + 1)
            elif not self.promise.extended and (self.promise.void or until > self.promise.until):
                self.promise = Promise(first_at, until, self.rung[Clock.ACT] + 1, extended=True)
        if self.promise and not self.promise.void:
            self.phase, self.nudge_at = "committed", None

    def _change_severity(self, to: Severity, at: datetime) -> None:
        """Raised: the earlier of the old deadline and the new one. Lowered: the new one."""
        raised = ORDER.index(to) > ORDER.index(self.severity)
        in_grace = self.grace_until is not None and at < self.grace_until
        if raised:
            if in_grace and self.repeats_at == self.grace_until:
                self.repeats_at = at
            self._end_grace()
        self._keep_grace(at)
        self.severities = [*self.severities, (to, at)] if raised and not in_grace else [(to, at)]
        if self.promise and not self.promise.void:
            self.promise.until = max(at, min(self.promise.until, self._limit(self.promise.first_at)))

    def _reopen(self, at: datetime) -> None:
        """A new cycle, one rung above the highest reached; what was resolved falsely counts into the resolve age."""
        self._end_grace()
        for clock in (Clock.ACT, Clock.ACCEPT):
            self.shares.pop(clock, None)
        top = max(r.position for r in self._ladder(Clock.ACT))
        self.starts_at_rung = min(self.rung[Clock.ACT] + 1, top)
        self.rung |= {Clock.ACT: self.starts_at_rung - 1, Clock.ACCEPT: 0}
        self.phase, self.cycle, self.started_at = "reported", self.cycle + 1, at
        self.severities = [(self.severity, at)]
        self.accepted, self.acted_at, self.promise, self.repeats_at = False, None, None, None

    def _end_grace(self) -> None:
        self.grace_until, self.floors, self.ceilings, self.overdue = None, {}, {}, {}

    def _keep_grace(self, at: datetime, clocks: Iterable[Clock] = Clock) -> None:
        """Only what has not passed leaves the grace period, when it is reckoned anew."""
        if not self.grace_until:
            return
        dues = {clock: self.deadline(clock) for clock in clocks}
        for clock, due in dues.items():
            for kept in (self.floors, self.ceilings, self.overdue):
                kept.pop(clock, None)
            if due > at:
                self.floors[clock] = self.grace_until
            else:
                self.ceilings[clock] = due

    def _end_wait(self, at: datetime) -> None:
        """What was really waited for pauses the time to resolve."""
        if self.wait:
            since, until = self.wait
            self._keep_grace(min(at, until), [Clock.RESOLVE])
            self.wait, self.waited = None, (*self.waited, (since, min(at, until)))

    def _move(self, event: e.PolicyMoved, at: datetime) -> None:
        """To another version: the share that was climbed stays climbed, and nothing comes before the grace."""
        after = self.policies[event.version].rungs
        for clock in Clock:
            done = [r.percent for r in self._ladder(clock) if r.position <= self.rung[clock]]
            self.shares[clock] = max([self.shares.get(clock, -1), *done])
            share = 10**9 if done and clock is Clock.ACCEPT else self.shares[clock]
            climbed = [r.position for r in after if r.clock is clock and r.percent <= share]
            self.rung[clock] = max(climbed, default=0)
        before = {clock: self.deadline(clock) for clock in Clock}
        self.policy, self.grace_until = self.policies[event.version], event.grace_until
        self.floors = {clock: self.grace_until for clock, due in before.items() if due > at}
        self.ceilings = {}
        self.overdue = {clock: due for clock, due in before.items() if due <= at}
        self.starts_at_rung, self.repeats_at = (
            0,
            event.grace_until,
        )  # the last rung, when it counts as climbed
        if self.promise:
            self.promise.rung = 0 if self.promise.void else self.rung[Clock.ACT] + 1

    # What time does

    def look(self, now: datetime) -> None:
        """Reach every rung that is due by now, each at its own instant."""
        if self.phase == "resolved":
            while self.asks_at <= now:
                self.asks_at = self._five_days_from(now)  # from when it was really asked
        self._remind(now)
        while (dues := self._dues()) and min(dues)[0] <= now:
            due, _, clock, position = min(dues)
            self._reach(clock, position, due, now)

    def next_due(self) -> datetime | None:
        """The next instant at which something happens unless somebody does something."""
        if self.phase == "resolved":
            return self.asks_at
        if self.phase in CLOSED:
            return None
        reminders = [self.nudge_at, self.wait and self.wait[1]]
        return min([due for due, *_ in self._dues()] + [due for due in reminders if due])

    def _remind(self, now: datetime) -> None:
        """Of a hand-over that brought no promise, and of a wait that is over."""
        if self.nudge_at and self.nudge_at <= now:
            self.reminded.append(("nudged", self.nudge_at))
            self.nudge_at = None
        if self.wait and self.wait[1] <= now:
            self.reminded.append(("wait expired", self.wait[1]))
            self._end_wait(now)

    def _dues(self) -> list[tuple[datetime, int, Clock, int]]:
        """Every rung still to be reached: when, which clock comes first of those due at once, clock, position."""
        return [(self._graced(due), order, clock, rung) for due, order, clock, rung in self._clocks()]

    def _graced(self, due: datetime) -> datetime:
        return max(due, self.grace_until) if self.grace_until else due

    def _clocks(self) -> list[tuple[datetime, int, Clock, int]]:
        if self.phase in UNACTED:
            accept = [] if self.accepted or self.promise else self._pending(Clock.ACCEPT)
            found = [(self._natural(Clock.ACCEPT, r), 0, Clock.ACCEPT, r) for r in accept]
            return found + [(self._act_due(r), 1, Clock.ACT, r) for r in self._pending(Clock.ACT)]
        if self.phase == "acting" and self.acted_at is not None:
            pending = self._pending(Clock.RESOLVE)
            return [(max(self.acted_at, self._resolve_due(r)), 2, Clock.RESOLVE, r) for r in pending]
        return []

    def _pending(self, clock: Clock) -> list[int]:
        """The rungs above the highest reached; at the top of a ladder the last one, again and again."""
        ladder = [r.position for r in self._ladder(clock)]
        above = [position for position in ladder if position > self.rung[clock]]
        return above or ([] if clock is Clock.ACCEPT else [max(ladder)])

    def _act_due(self, position: int) -> datetime:
        if self.promise and not self.promise.void and position == self.promise.rung:
            return self.promise.until  # the date passes: one rung up, however young the issue
        if position > self.rung[Clock.ACT] and position == self.starts_at_rung:
            return self.started_at
        repeat = position <= self.rung[Clock.ACT]
        due = self.repeats_at if repeat and self.repeats_at else self._natural(Clock.ACT, position)
        return max(due, self.promise.until) if self.promise else due

    def _resolve_due(self, position: int) -> datetime:
        if position > self.rung[Clock.RESOLVE]:
            return self._natural(Clock.RESOLVE, position)
        return self.repeats_at or self.reported_at

    def _reach(self, clock: Clock, position: int, due: datetime, now: datetime) -> None:
        if position > self.rung[clock]:  # else it is a repeat
            self.reached.add((self.cycle, self.policy.version, clock.value, position, due))
        self.rung[clock] = max(self.rung[clock], position)
        if clock is not Clock.ACCEPT and position == max(r.position for r in self._ladder(clock)):
            self.repeats_at = plain_time.after(self._where(self.severity), due, self._day(self.severity))
        if clock is Clock.ACT:
            if self.promise:
                self.promise.void = True
            lapsed = now >= self.deadline(Clock.ACT) or not self.accepted
            if self.phase == "committed" or (self.phase == "accepted" and lapsed):
                self.phase = "reported" if lapsed else "accepted"
