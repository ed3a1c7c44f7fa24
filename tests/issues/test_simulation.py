"""A history relived: under its own terms exactly what happened, under others what would have."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_TARGETS, Clock, Severity
from issues.rules import events as e
from issues.rules.simulation import relive
from issues.rules.state import Terms
from tests.issues.simulated import HOLDER, OFFICE, OWNER, POLICY, Simulated
from tests.issues.test_properties import MINUTES, START, anything, play, stories

END = START + timedelta(days=41)
QUICKER = replace(
    POLICY, version=2, targets={**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(1, Unit.DAYS)}
)


def never_still(story, severity):
    """Live through the story with an engine that looks at the very instant at which anything is due."""
    issue = Simulated.reported(START, severity)
    planned = set()
    for minute, event in story:
        now = START + timedelta(minutes=minute)
        look(issue, now)
        if isinstance(event, e.ActionPlanned) and event.action in planned:
            continue
        if issue.try_to(event, now) and isinstance(event, e.ActionPlanned):
            planned.add(event.action)
    look(issue, END)
    return issue


def look(issue, until):
    while issue.state.next_due is not None and issue.state.next_due <= until:
        issue.sweep(max(issue.state.next_due, issue.state.last_at))


@settings(max_examples=300)
@given(stories(anything), st.sampled_from(Severity))
def test_under_its_own_terms_fires_exactly_the_rungs_that_were_fired(story, severity):
    issue = never_still(story, severity)
    relived = list(relive(issue.history, issue.terms, until=END))
    assert [fired.event for fired in relived] == issue.fired
    recorded = [(event, at) for event, at in issue.history if isinstance(event, e.Escalated)]
    assert [(fired.event, fired.at) for fired in relived] == recorded


@settings(max_examples=200)
@given(stories(anything), st.sampled_from(Severity), MINUTES)
def test_from_an_instant_on_fires_what_the_whole_history_fires_from_there_on(story, severity, minute):
    """Though the engine hardly looks before it."""
    issue = never_still(story, severity)
    since = START + timedelta(minutes=minute)
    later = [(event, at) for event, at in issue.history if isinstance(event, e.Escalated) and at >= since]
    found = [(one.event, one.at) for one in relive(issue.history, issue.terms, until=END, since=since)]
    assert found == later


@settings(max_examples=200)
@given(stories(anything), st.lists(MINUTES, max_size=20), st.sampled_from(Severity))
def test_reaches_the_rungs_that_a_sleepy_engine_reached(story, sweeps, severity):
    """However seldom the engine looked: the same rungs, with the same due times."""
    issue = play(story, sweeps, severity)
    again = Simulated(issue.terms, issue.state, [])
    people_did = [(event, at) for event, at in issue.history if isinstance(event, e.Reopened)]
    fired = [(one.event, one.at) for one in relive(issue.history, issue.terms, until=END)]
    again.history = sorted([*people_did, *fired], key=lambda step: step[1])
    assert again.reached() == issue.reached()


class TestOtherTerms:
    def test_fire_sooner_where_the_target_is_shorter(self):
        issue = never_still([], Severity.NORMAL)
        first = next(relive(issue.history, Terms(QUICKER, OFFICE), until=END))
        assert first.event.clock is e.AlarmKind.ACT
        assert first.at == START + timedelta(hours=7)  # 09:00 and six of eight working hours

    def test_leave_acts_where_they_were(self):
        act = (60 * 4, e.ContainmentRecorded(OWNER, "stopped the harm"))
        issue = never_still([act], Severity.NORMAL)
        clocks = {one.event.clock for one in relive(issue.history, Terms(QUICKER, OFFICE), until=END)}
        assert clocks == {e.AlarmKind.RESOLVE}

    def test_say_who_had_it_when_the_rung_fired(self):
        handed = (60, e.HandedOver(HOLDER, None, "yours"))
        issue = never_still([handed], Severity.NORMAL)
        fired = list(relive(issue.history, issue.terms, until=END))
        assert {one.state.holder for one in fired} == {HOLDER}


def test_what_another_system_recorded_was_not_lived_through():
    issue = Simulated.reported(START)
    took = START + timedelta(days=30)
    history = [*issue.history, (e.TakenOver("the old system"), took)]
    fired = list(relive(history, issue.terms, until=END, silent=2))
    assert fired
    assert all(one.at >= took for one in fired)
