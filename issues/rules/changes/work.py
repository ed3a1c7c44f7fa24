"""Planning and doing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from issues.rules import events as e
from issues.rules.ladder import hold_limit
from issues.rules.state import Hold, Phase, PlannedAction, State, Terms


def action_planned(state: State, event: e.ActionPlanned, at: datetime, terms: Terms) -> State:
    planned = PlannedAction(event.assignee, event.is_required)
    state = state._replace(actions=(*state.actions, (event.action, planned)))
    if not state.awaits_act:
        return state
    hold = _commit(state, event.due_at, at, terms)
    if hold is None or hold.void:
        return state._replace(hold=hold)
    return state._replace(hold=hold, phase=Phase.COMMITTED, nudge_due=None)


def _commit(state: State, due: datetime, at: datetime, terms: Terms) -> Hold | None:
    """A first commitment holds; one later one may extend it; the policy's limit is never passed."""
    hold = state.hold
    first_at = hold.first_at if hold else at
    until = min(due, hold_limit(state, terms, first_at))
    if until <= at or (hold and (hold.extended or (not hold.void and until <= hold.until))):
        return hold
    return Hold(first_at, until, state.reached + 1, extended=hold is not None)


def _set_action(state: State, wanted: object, **changes: Any) -> State:
    return state._replace(
        actions=tuple((key, replace(a, **changes) if key == wanted else a) for key, a in state.actions)
    )


def action_started(state: State, event: e.ActionStarted, at: datetime, _terms: Terms) -> State:
    return _act(_set_action(state, event.action, started=True), at)


def action_completed(state: State, event: e.ActionCompleted, at: datetime, _terms: Terms) -> State:
    return _act(_set_action(state, event.action, started=True, completed=True), at)


def action_reassigned(state: State, event: e.ActionReassigned, _at: datetime, _terms: Terms) -> State:
    return _set_action(state, event.action, assignee=event.to)


def acted(state: State, _event: object, at: datetime, _terms: Terms) -> State:
    return _act(state, at)


def _act(state: State, at: datetime) -> State:
    """Somebody did something: the act ladder ends, and what was counted since the last act starts anew."""
    first = state.first_acted_at or (at if state.cycle == 1 else None)
    state = state._replace(
        handovers=0, handed_at=None, nudge_due=None, first_acted_at=first, acted_at=state.acted_at or at
    )
    if state.phase in {Phase.REPORTED, Phase.ACCEPTED, Phase.COMMITTED}:
        return state._replace(phase=Phase.ACTING, hold=None, repeat_due=None)
    return state
