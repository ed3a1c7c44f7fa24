"""An issue in memory with a hand on the clock: what the engine does with it, without a database.

It does what `commands.recording` does (catch up, check, apply, catch up), and keeps every rung that was reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from inflection_points.rules.calendars import Span, WorkingCalendar
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Policy, Severity
from issues.rules import events as e
from issues.rules.guards import check
from issues.rules.ladder import overdue
from issues.rules.lifecycle import apply
from issues.rules.refusals import Refusal
from issues.rules.state import State, Terms
from issues.rules.undoing import Recorded, undone

OFFICE = WorkingCalendar("UTC", tuple([(Span(9 * 60, 17 * 60),)] * 5 + [(), ()]))
POLICY = Policy(1, dict(DEFAULT_TARGETS), DEFAULT_RUNGS)
TERMS = Terms(POLICY, OFFICE)
OWNER, HOLDER, REPORTER = 1, 2, 3


@dataclass
class Simulated:
    terms: Terms
    state: State
    history: list[tuple[e.Event, datetime]]
    fired: list[e.Escalated] = field(default_factory=list)
    policies: Mapping[int, Policy] = field(default_factory=dict)  # those that it may be moved to
    before: dict[int, State] = field(default_factory=dict)  # what it was after each event

    def __post_init__(self) -> None:
        self.before[len(self.history)] = self.state

    @classmethod
    def reported(
        cls, at: datetime, severity: Severity = Severity.NORMAL, terms: Terms = TERMS
    ) -> "Simulated":
        event = e.Reported(severity, OWNER, None, REPORTER)
        return cls(terms, apply(None, event, at, terms), [(event, at)])

    def sweep(self, now: datetime) -> list[e.Event]:
        """What one look of the engine records."""
        recorded = []
        while (event := overdue(self.state, self.terms, now)) is not None:
            self._append(event, now)
            recorded.append(event)
        return recorded

    def try_to(self, event: e.Event, now: datetime) -> bool:
        """One command. False when it is refused; then nothing of it happened."""
        self.sweep(now)
        try:
            check(self.state, event, now, self.terms)
        except Refusal:
            return False
        self._append(event, now)
        self.sweep(now)
        return True

    def take_back(self, by: int, now: datetime) -> e.Undone | None:
        """What somebody did last, if it can be."""
        self.sweep(now)
        last = [
            Recorded(n, event, getattr(event, "by", by), at)
            for n, (event, at) in list(enumerate(self.history, start=1))[-2:]
        ]
        try:
            event = undone(last[::-1], seq=len(self.history), by=by, now=now)
        except Refusal:
            return None
        self._append(event, now)
        self.sweep(now)
        return event

    def do(self, event: e.Event, now: datetime) -> State:
        assert self.try_to(event, now), f"{event} was refused"
        return self.state

    def reached(self) -> set[tuple[int, int, str, int, datetime]]:
        """Every rung reached, fired or passed, of each cycle and policy, with when it was due; no repeats."""
        found: set[tuple[int, int, str, int, datetime]] = set()
        cycle, version = 1, self.first_policy
        for event, _at in self.history:
            if isinstance(event, e.PolicyMoved):
                version = event.version
            if isinstance(event, e.Reopened):
                cycle += 1
            if not isinstance(event, e.Escalated):
                continue
            rungs = [(p.clock, p.rung, p.due_at) for p in event.passed]
            if not event.again:
                rungs.append((event.clock, event.rung, event.due_at))
            found |= {(cycle, version, *rung) for rung in rungs}
        return found

    @property
    def first_policy(self) -> int:
        """The version under which it was reported."""
        moves = [event.before for event, _ in self.history if isinstance(event, e.PolicyMoved)]
        return moves[0] if moves else self.terms.policy.version

    def _append(self, event: e.Event, now: datetime) -> None:
        if isinstance(event, e.PolicyMoved):
            self.terms = replace(self.terms, policy=self.policies[event.version])
        before = self.before[event.of - 1] if isinstance(event, e.Undone) else None
        self.state = apply(self.state, event, now, self.terms, before)
        self.history.append((event, now))
        self.before[len(self.history)] = self.state
        if isinstance(event, e.Escalated):
            self.fired.append(event)
