"""Three tellings of one story: the fold, the oracle and the auditor agree on every history that people can make."""

import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from inflection_points.rules.policies import Clock, Severity
from issues.rules import events as e
from issues.rules.audit import PATIENCE, wrong_rung
from issues.rules.lifecycle import fold
from issues.rules.moving import policy_moved
from issues.rules.state import Terms
from issues.rules.undoing import UNDO_WITHIN
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


@dataclass(frozen=True)
class Waits:
    """For a customer, so long from the moment on."""

    during: timedelta

    def event(self, now: datetime) -> e.WaitStarted:
        return e.WaitStarted(OWNER, e.WaitsFor.CUSTOMER, "Frau Krause", now + self.during)


@dataclass(frozen=True)
class Merges:
    """A duplicate that was reported so long before."""

    before: timedelta

    def event(self, now: datetime) -> e.Absorbed:
        return e.Absorbed(77, now - self.before, (HOLDER,), 2, 3)


@dataclass(frozen=True)
class Moves:
    """To another policy version, with so much grace. What counts as climbed is said by the rules."""

    to: int
    grace: timedelta

    def event(self, now: datetime, product: Simulated) -> e.PolicyMoved:
        moved = policy_moved(product.state, product.terms, product.policies[self.to], now=now)
        return replace(moved, grace_until=now + self.grace)


@dataclass(frozen=True)
class TakesBack:
    """Something that is taken back so many seconds after it was done."""

    step: object
    seconds: int


done_by_people = st.one_of(
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
    st.just(e.Verified(None, receipt=7)),
    st.just(e.Reopened(None, "not fixed", receipt=7)),
    st.just(e.Declined(OWNER, "cannot be helped")),
    st.builds(Waits, minutes.map(lambda n: timedelta(minutes=n + 1))),
    st.just(e.WaitEnded(OWNER)),
    st.builds(Merges, minutes.map(lambda n: timedelta(minutes=n))),
    st.just(e.Merged(OWNER, 5)),
    st.builds(
        Moves,
        st.sampled_from([policy.version for policy in POLICIES]),
        minutes.map(lambda n: timedelta(minutes=n)),
    ),
)
steps = st.builds(
    lambda step, seconds: TakesBack(step, seconds) if step is not None and seconds else step,
    st.one_of(done_by_people, st.none(), st.none()),  # none: the engine looks
    st.sampled_from([0, 0, 1, 8, UNDO_WITHIN.seconds, UNDO_WITHIN.seconds + 1]),
)
stories = st.lists(st.tuples(minutes, steps), max_size=16).map(
    lambda told: sorted(told, key=lambda step: step[0])
)
policies, places = st.integers(0, len(POLICIES) - 1), st.integers(0, len(CALENDARS) - 1)


class Tellings:
    """The product and the oracle side by side, told the same."""

    def __init__(self, start: datetime, severity: Severity, terms: Terms) -> None:
        self.product = Simulated.reported(start, severity, terms)
        self.product.policies = {policy.version: policy for policy in POLICIES}
        self.oracle = Oracle(terms.policy, terms.calendar, dict(self.product.policies))
        self.oracle.people(self.product.history[0][0], start)
        self.planned: set[UUID] = set()
        self.first_terms, self.now, self.taken_back = terms, start, 0

    def step(self, step, now):
        self.now = now = max(now, self.now)
        if isinstance(step, TakesBack):
            self.step(step.step, now)
            self.take_back(now + timedelta(seconds=step.seconds))
            return
        event = step
        if isinstance(step, Planned | Waits | Merges):
            event = step.event(now)
        elif isinstance(step, Moves):
            self.product.sweep(now)
            event = step.event(now, self.product)
        if isinstance(event, e.ActionPlanned) and event.action in self.planned:
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

    def take_back(self, now):
        self.now = now
        self.oracle.look(now)
        event, _ = self.product.history[-1]
        if (undone := self.product.take_back(getattr(event, "by", OWNER), now)) is not None:
            self.taken_back += 1
            self.oracle.people(undone, now)
            self.planned -= {event.action} if isinstance(event, e.ActionPlanned) else set()
            self.oracle.look(now)

    def reminders(self):
        names = {e.Nudged: "nudged", e.WaitExpired: "wait expired"}
        return [
            (names[type(event)], event.due_at) for event, _ in self.product.history if type(event) in names
        ]

    def differences(self):
        state, oracle = self.product.state, self.oracle
        both = {
            "phase": (state.phase.value, oracle.phase),
            "holder": (state.holder, oracle.holder),
            "cycle": (state.cycle, oracle.cycle),
            "next due": (state.next_due, oracle.next_due()),
            "rungs": (self.product.reached(), oracle.reached),
            "reminders": (sorted(self.reminders()), sorted(oracle.reminded)),
        }
        both["deadlines"] = (
            (state.act_by, state.resolve_by),
            (oracle.deadline(Clock.ACT), oracle.deadline(Clock.RESOLVE)),
        )
        return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def live(story, severity, policy, place, start):
    """Both tell the story and are compared after every step; the two, and when they come to the end."""
    begins = START + timedelta(minutes=start % (7 * 24 * 60))
    told = Tellings(begins, severity, Terms(POLICIES[policy], CALENDARS[place]))
    for minute, step in [*story, (60 * 24 * 45, None)]:
        told.step(step, begins + timedelta(minutes=minute))
        assert told.differences() == {}
    return told, told.now


def check(*story):
    """Fold, oracle and auditor tell it alike."""
    told, now = live(*story)
    assert fold(told.product.history, told.first_terms, told.product.policies) == told.product.state
    assert wrong_rung(told.product.state, told.product.terms, now) == ""
    return told.taken_back


def test_fold_oracle_and_auditor_agree_on_every_history(record_property):
    """All commands, gaps of the engine, odd calendars with clock changes and holidays, moves between policies."""
    lived = Counter()

    @settings(max_examples=HISTORIES, database=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(stories, st.sampled_from(Severity), policies, places, minutes))
    def agree(story):
        lived["histories"] += 1
        lived["undone"] += check(*story)

    agree()
    assert lived["histories"] >= HISTORIES
    assert lived["undone"] >= HISTORIES / 8
    record_property(
        "figure",
        f"{lived['histories']:,} histories, {lived['undone']:,} commands taken back: 0 differences between fold, oracle "
        "and auditor",
    )


CUSTOMER = Waits(timedelta(minutes=1))
DEFAULT, ONE_RUNG, TWO_TO_ACCEPT = 0, 3, 6


@pytest.mark.parametrize(
    ("story", "policy"),
    [
        # The acceptance lapses with the act target, also when the engine looks only long after.
        ([(0, e.Accepted(OWNER)), (0, Planned(ACTIONS[0], timedelta(minutes=1)))], ONE_RUNG),
        # What was waited for stays a pause when the issue is declined or merged meanwhile.
        ([(0, CUSTOMER), (0, e.Declined(OWNER, "no")), (9, e.Reopened(REPORTER, "yes"))], DEFAULT),
        ([(0, CUSTOMER), (0, e.Merged(OWNER, 5))], DEFAULT),
        # The last rung counts as climbed: it speaks when the grace is over, not whenever something happens.
        (
            [
                (0, e.HandedOver(HOLDER, None, "yours")),
                (0, Merges(timedelta(hours=4))),
                (239, Moves(1, timedelta(minutes=1))),
            ],
            1,
        ),
        # The second rung about accepting is told as well, when the engine has looked after the first.
        ([(40, None)], TWO_TO_ACCEPT),
        # The grace of a move is left by the deadlines that are reckoned anew as well.
        ([(0, CUSTOMER), (0, Moves(1, timedelta(days=2)))], 1),
        ([(0, Moves(2, timedelta(hours=9))), (1, e.SeverityChanged(Severity.HIGH, "looked again"))], DEFAULT),
    ],
)
def test_what_the_oracle_found_is_mended(story, policy):
    check(story, Severity.CRITICAL, policy, 0, 0)


@settings(suppress_health_check=list(HealthCheck))
@given(st.sampled_from(Severity), policies, places, minutes, st.integers(0, 60 * 24 * 40), st.booleans())
def test_a_history_that_was_tampered_with_is_found_by_both(severity, policy, place, start, minute, drop):
    """A rung that was never recorded, or one that was recorded before its time."""
    told = Tellings(START + timedelta(minutes=start), severity, Terms(POLICIES[policy], CALENDARS[place]))
    now = START + timedelta(minutes=start + minute)
    told.step(None, now)
    honest, act = told.product.history, [r for r in told.oracle.reached if r[2] == "act"]
    if drop:
        assume(act and max(due for *_, due in act) < now - PATIENCE)
        forged = [(event, at) for event, at in honest if not isinstance(event, e.Escalated)]
    else:
        assume(len({position for *_, position, _ in act}) < len(told.first_terms.policy.ladders[Clock.ACT]))
        early = e.Escalated(e.AlarmKind.ACT, told.product.state.reached + 1, now)
        forged = [*honest, (early, now)]
    told.product.state, told.product.history = fold(forged, told.first_terms), forged
    assert told.differences() != {}
    assert wrong_rung(told.product.state, told.first_terms, now) != ""
