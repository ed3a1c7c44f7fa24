"""Three tellings of one story: the fold, the oracle and the auditor agree on every history that people can make."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inflection_points.rules.policies import Severity
from issues.rules import events as e
from issues.rules.audit import wrong_rung
from issues.rules.lifecycle import fold
from issues.rules.state import Terms
from tests.issues.odd_places import CALENDARS, POLICIES
from tests.issues.oracle import Oracle
from tests.issues.simulated import HOLDER, OWNER, REPORTER, Simulated

HISTORIES = int(os.environ.get("HISTORIES", "10000" if os.environ.get("FAULTS") == "full" else "400"))
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PEOPLE = [OWNER, HOLDER, 7]
ACTIONS = [UUID(int=n) for n in range(1, 4)]

minutes = st.one_of(
    st.integers(0, 60 * 24 * 3), st.integers(0, 60 * 24 * 40), st.sampled_from(range(0, 60 * 24 * 5, 30))
)


@dataclass(frozen=True)
class Planned:
    """An action that is due so long after it is planned: the date hangs on the moment."""

    action: UUID
    within: timedelta

    def event(self, now: datetime) -> e.ActionPlanned:
        return e.ActionPlanned(self.action, e.ActionKind.CORRECTIVE, "do it", HOLDER, now + self.within)


steps = st.one_of(
    st.sampled_from(PEOPLE).map(e.Accepted),
    st.sampled_from(PEOPLE).map(lambda to: e.HandedOver(to, None, "yours")),
    st.just(e.Commented(OWNER, "seen")),
    st.sampled_from(list(Severity)).map(lambda to: e.SeverityChanged(to, "looked again")),
    st.builds(Planned, st.sampled_from(ACTIONS), minutes.map(lambda n: timedelta(minutes=n + 1))),
    st.builds(Planned, st.sampled_from(ACTIONS), minutes.map(lambda n: timedelta(minutes=n + 1))),
    st.just(e.ContainmentRecorded(OWNER, "stopped the harm")),
    st.sampled_from(ACTIONS).map(lambda key: e.ActionStarted(key, HOLDER)),
    st.sampled_from(ACTIONS).map(lambda key: e.ActionCompleted(key, HOLDER)),
    st.just(e.Resolved(OWNER, e.ClosureReason.FIXED)),
    st.just(e.Verified(REPORTER)),
    st.just(e.Reopened(REPORTER, "not fixed")),
    st.just(e.Declined(OWNER, "cannot be helped")),
    st.none(),  # the engine looks
    st.none(),
)
stories = st.lists(st.tuples(minutes, steps), max_size=16).map(
    lambda told: sorted(told, key=lambda step: step[0])
)
policies, places = st.integers(0, len(POLICIES) - 1), st.integers(0, len(CALENDARS) - 1)


class Tellings:
    """The product and the oracle side by side, told the same."""

    def __init__(self, start: datetime, severity: Severity, terms: Terms) -> None:
        self.product = Simulated.reported(start, severity, terms)
        self.oracle = Oracle(terms.policy, terms.calendar)
        self.oracle.people(self.product.history[0][0], start)
        self.planned: set[UUID] = set()

    def step(self, step: object, now: datetime) -> None:
        event = step.event(now) if isinstance(step, Planned) else step
        if isinstance(event, e.ActionPlanned):
            if event.action in self.planned:
                return
        if event is None:
            self.product.sweep(now)
            self.oracle.look(now)
        else:
            self.oracle.look(now)
            if self.product.try_to(event, now):
                self.oracle.people(event, now)
                self.oracle.look(now)
                if isinstance(event, e.ActionPlanned):
                    self.planned.add(event.action)

    def differences(self) -> dict[str, tuple[object, object]]:
        state, oracle = self.product.state, self.oracle
        both = {
            "phase": (state.phase.value, oracle.phase),
            "holder": (state.holder, oracle.holder),
            "cycle": (state.cycle, oracle.cycle),
            "next due": (state.next_due, oracle.next_due()),
            "rungs": (self.product.reached(), {(c, str(k.value), r, d) for c, k, r, d in oracle.reached}),
        }
        return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories, st.sampled_from(Severity), policies, places, minutes)
def test_fold_oracle_and_auditor_agree(story, severity, policy, place, start):
    terms = Terms(POLICIES[policy], CALENDARS[place])
    begins = START + timedelta(minutes=start % (7 * 24 * 60))
    told = Tellings(begins, severity, terms)
    for minute, step in [*story, (60 * 24 * 45, None)]:
        now = begins + timedelta(minutes=minute)
        told.step(step, now)
        assert told.differences() == {}
    assert fold(told.product.history, terms) == told.product.state
    assert wrong_rung(told.product.state, terms, now) == ""
