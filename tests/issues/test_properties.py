"""What holds for every history, whatever people do and however often the engine looks."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from inflection_points.rules.calendars import ROUND_THE_CLOCK, WorkingCalendar, between
from inflection_points.rules.policies import Clock, Severity, calendar_for
from issues.rules import events as e
from issues.rules.audit import wrong_rung
from issues.rules.lifecycle import fold
from issues.rules.memory import freeze, thaw
from issues.rules.state import CLOSED, Phase, Terms
from issues.rules.undoing import is_undoable, standing
from tests.issues.simulated import HOLDER, OFFICE, OWNER, POLICY, REPORTER, TERMS, Simulated

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTES = st.integers(0, 60 * 24 * 40)
ACTIONS = [UUID(int=n) for n in range(1, 4)]

not_acts = st.one_of(
    st.sampled_from([OWNER, HOLDER]).map(e.Accepted),
    st.sampled_from([OWNER, HOLDER]).map(lambda to: e.HandedOver(to, None, "yours")),
    st.just(e.Commented(OWNER, "seen")),
    st.just(e.ReportAdded(REPORTER, 1)),
    st.just(e.ReportAdded(None, 1, by_receipt=True)),
    st.just(e.PromiseKept(HOLDER, 7, "rang her")),
    st.sampled_from(list(Severity)).map(lambda to: e.SeverityChanged(to, "looked again")),
    MINUTES.map(
        lambda m: e.WaitStarted(OWNER, e.WaitsFor.CUSTOMER, "Frau Krause", START + timedelta(minutes=m))
    ),
    st.just(e.WaitEnded(OWNER)),
    MINUTES.map(lambda m: e.Snoozed(OWNER, START + timedelta(minutes=m))),
    MINUTES.map(lambda m: e.Released(77, START - timedelta(minutes=m % 2), (HOLDER,), 2, 3)),
    MINUTES.map(lambda m: e.Absorbed(77, START - timedelta(minutes=m), (HOLDER,), 2, 3)),
)
plans = st.builds(
    lambda key, day: e.ActionPlanned(
        key, e.ActionKind.CORRECTIVE, "do it", HOLDER, START + timedelta(days=day)
    ),
    st.sampled_from(ACTIONS),
    st.integers(0, 60),
)
acts = st.one_of(
    st.just(e.ContainmentRecorded(OWNER, "stopped the harm")),
    st.sampled_from(ACTIONS).map(lambda key: e.ActionStarted(key, HOLDER)),
    st.sampled_from(ACTIONS).map(lambda key: e.ActionCompleted(key, HOLDER)),
)
answers = st.sampled_from(
    [
        e.Resolved(OWNER, e.ClosureReason.FIXED),
        e.Verified(REPORTER),
        e.Reopened(REPORTER, "not fixed"),
        e.Verified(None, receipt=7),
        e.Reopened(None, "not fixed", receipt=7),
        e.Declined(OWNER, "cannot be helped"),
    ]
)
anything = st.one_of(not_acts, plans, acts, answers)


def stories(events: st.SearchStrategy) -> st.SearchStrategy:
    """What people try, each at its minute, in order."""
    steps = st.lists(st.tuples(MINUTES, events), max_size=12)
    return steps.map(lambda told: sorted(told, key=lambda step: step[0]))


def play(
    story: list, sweeps: list[int], severity: Severity = Severity.NORMAL, terms: Terms = TERMS
) -> Simulated:
    """Live through the story with the engine looking at the given minutes, and once at the end."""
    issue = Simulated.reported(START, severity, terms)
    planned: set[UUID] = set()
    moments = sorted(
        [(minute, 1, event) for minute, event in story] + [(minute, 0, None) for minute in sweeps],
        key=lambda moment: moment[:2],
    )
    for minute, _, event in moments:
        now = START + timedelta(minutes=minute)
        if event is None:
            issue.sweep(now)
        elif not (isinstance(event, e.ActionPlanned) and event.action in planned):
            done = issue.try_to(event, now)
            if done and isinstance(event, e.ActionPlanned):
                planned.add(event.action)
    issue.sweep(START + timedelta(days=41))
    return issue


@given(stories(anything), st.lists(MINUTES, max_size=30), st.sampled_from(Severity))
def test_no_rung_fires_before_it_is_due(story, sweeps, severity):
    issue = play(story, sweeps, severity)
    for event, at in issue.history:
        if isinstance(event, e.Escalated):
            assert all(due <= at for due in [event.due_at, *(p.due_at for p in event.passed)])


@given(st.lists(MINUTES, max_size=40), st.sampled_from(Severity), MINUTES)
def test_an_ignored_issue_never_escalates_before_its_share_of_the_target_has_elapsed(sweeps, severity, start):
    """Told from elapsed working time, not from the deadline that the engine computed."""
    issue = Simulated.reported(START + timedelta(minutes=start), severity)
    for minute in sorted(sweeps):
        issue.sweep(START + timedelta(minutes=start + minute))
    calendar = calendar_for(severity, OFFICE)
    target = POLICY.target(severity, Clock.ACT, OFFICE)
    percent = {rung.position: rung.percent for rung in POLICY.ladders[Clock.ACT]}
    for event, at in issue.history:
        if isinstance(event, e.Escalated) and event.clock is e.AlarmKind.ACT:
            assert between(calendar, issue.state.reported_at, at) * 100 >= target * percent[event.rung]


@given(stories(not_acts), MINUTES, st.lists(MINUTES, max_size=20))
def test_acting_stops_the_act_ladder(story, minute, sweeps):
    acted = START + timedelta(minutes=minute)
    story = sorted([*story, (minute, e.ContainmentRecorded(OWNER, "stopped it"))], key=lambda step: step[0])
    issue = play(story, sweeps)
    at_act = next(n for n, (event, _) in enumerate(issue.history) if isinstance(event, e.ContainmentRecorded))
    later = [event for event, _ in issue.history[at_act:] if isinstance(event, e.Escalated)]
    assert all(event.clock is e.AlarmKind.RESOLVE for event in later)
    assert issue.state.acted_at == acted


@given(stories(anything), MINUTES)
def test_sweeping_twice_equals_once(story, minute):
    issue = play([step for step in story if step[0] <= minute], [])
    now = START + timedelta(days=60)
    issue.sweep(now)
    once = issue.state
    assert issue.sweep(now) == []
    assert issue.state == once


@settings(max_examples=300)
@given(
    stories(anything),
    st.lists(MINUTES, max_size=40),
    st.lists(MINUTES, max_size=3),
    st.sampled_from(Severity),
)
def test_which_rungs_are_reached_and_when_they_were_due_does_not_depend_on_how_often_the_engine_looked(
    story, often, seldom, severity
):
    assert play(story, often, severity).reached() == play(story, seldom, severity).reached()


@given(stories(anything), st.lists(MINUTES, max_size=20), st.sampled_from(Severity))
def test_the_projection_is_the_fold_of_the_events(story, sweeps, severity):
    issue = play(story, sweeps, severity)
    stored = [(e.decode(e.kind_of(event), e.encode(event)), at) for event, at in issue.history]
    assert fold(stored, issue.terms) == issue.state
    assert thaw(json.loads(json.dumps(freeze(issue.state)))) == issue.state


@given(stories(anything), stories(anything), st.sampled_from(Severity))
def test_what_was_taken_back_is_as_if_it_had_never_been(story, slips, severity):
    issue, twin = Simulated.reported(START, severity), Simulated.reported(START, severity)
    told = [(minute, event, False) for minute, event in story] + [
        (minute, event, True) for minute, event in slips
    ]
    planned: set[UUID] = set()
    now = START
    for minute, event, is_slip in sorted(told, key=lambda step: step[0]):
        now = max(now, START + timedelta(minutes=minute))
        if isinstance(event, e.ActionPlanned) and event.action in planned:
            continue
        twin.sweep(now)
        seq = issue.state.seq + len(issue.sweep(now))
        done = issue.try_to(event, now)
        if done and is_slip and issue.state.seq == seq + 1 and is_undoable(event):
            assert issue.take_back(getattr(event, "by", OWNER), now) is not None
        elif done:
            twin.do(event, now)
            planned |= {event.action} if isinstance(event, e.ActionPlanned) else set()
    issue.sweep(START + timedelta(days=41))
    twin.sweep(START + timedelta(days=41))
    counted = {"seq": 0, "last_at": START}
    assert issue.state._replace(**counted) == twin.state._replace(**counted)
    assert fold(issue.history, issue.terms) == issue.state
    assert [event for event, _ in standing(issue.history)] == [event for event, _ in twin.history]


@given(stories(st.one_of(not_acts, plans)), st.lists(MINUTES, max_size=20))
def test_nothing_but_an_act_is_an_act(story, sweeps):
    issue = play(story, sweeps)
    assert issue.state.acted_at is None
    assert issue.state.first_acted_at is None
    assert issue.state.phase in {Phase.REPORTED, Phase.ACCEPTED, Phase.COMMITTED}


@given(stories(anything), st.lists(MINUTES, max_size=20), st.sampled_from(Severity))
def test_no_open_issue_is_ever_without_a_deadline_and_somebody_who_has_it(story, sweeps, severity):
    issue = Simulated.reported(START, severity)
    for minute, event in story:
        issue.try_to(event, START + timedelta(minutes=minute))
        assert (issue.state.phase in CLOSED) == (issue.state.next_due is None)
        assert issue.state.holder is not None or issue.state.holder_department is not None


@given(stories(anything), st.lists(MINUTES, max_size=20), st.sampled_from(Severity))
def test_the_auditor_who_reckons_otherwise_agrees(story, sweeps, severity):
    issue = play(story, sweeps, severity)
    assert wrong_rung(issue.state, issue.terms, START + timedelta(days=41)) == ""


@given(st.integers(-(10**6), 10**6), st.sampled_from(Severity))
def test_deadlines_are_the_same_instants_in_whatever_zone_the_report_was_told(offset_seconds, severity):
    zone = timezone(timedelta(seconds=offset_seconds % 86_399 - 43_200))
    here, there = Simulated.reported(START, severity), Simulated.reported(START.astimezone(zone), severity)
    assert here.state.act_by == there.state.act_by
    assert here.state.alarms == there.state.alarms


def test_a_calendar_without_working_time_runs_round_the_clock():
    never = replace(TERMS, calendar=WorkingCalendar("Europe/Berlin", ((),) * 7))
    always = replace(TERMS, calendar=ROUND_THE_CLOCK)
    assert (
        Simulated.reported(START, terms=never).state.alarms
        == Simulated.reported(START, terms=always).state.alarms
    )
