"""What the engine itself records."""

from dataclasses import replace
from datetime import datetime

from inflection_points.rules.policies import Clock
from issues.rules import events as e
from issues.rules.ladder import next_repeat
from issues.rules.state import Phase, State, Terms


def escalated(state: State, event: e.Escalated, at: datetime, terms: Terms) -> State:
    rungs: tuple[e.Escalated | e.Passed, ...] = (event, *event.passed)
    accept_told = max([state.accept_told, *(r.rung for r in rungs if r.clock is e.AlarmKind.ACCEPT)])
    if event.clock is e.AlarmKind.ACCEPT:
        return state._replace(accept_told=accept_told)
    clock = Clock(event.clock)
    rung = terms.policy.ladders[clock][-1]
    repeat = next_repeat(state, terms, event.due_at, at) if event.rung >= rung.position else state.repeat_due
    if clock is Clock.RESOLVE:
        reached = max(state.reached_resolve, event.rung)
        return state._replace(accept_told=accept_told, reached_resolve=reached, repeat_due=repeat)
    hold = replace(state.hold, void=True) if state.hold is not None else None
    lapsed = at >= state.act_by or state.accepted_at is None
    phase = state.phase
    if phase is Phase.COMMITTED or (phase is Phase.ACCEPTED and lapsed):
        phase = Phase.REPORTED if lapsed else Phase.ACCEPTED
    return state._replace(
        phase=phase,
        hold=hold,
        accept_told=accept_told,
        reached=max(state.reached, event.rung),
        repeat_due=repeat,
    )


def nudged(state: State, _event: e.Nudged, _at: datetime, _terms: Terms) -> State:
    return state._replace(nudge_due=None)


def taken_over(state: State, _event: e.TakenOver, at: datetime, _terms: Terms) -> State:
    return state._replace(not_before=at)
