"""The fold: what each event makes of an issue. It never refuses: what happened, happened.

Whether something may happen is asked before, in `guards`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from inflection_points.rules.policies import Clock
from issues.rules import events as e
from issues.rules.ladder import ask_again_at, deadline, hold_limit, next_repeat, schedule
from issues.rules.state import Hold, Phase, PlannedAction, Regime, State, Terms

Change = Callable[[State, Any, datetime, Terms], State]


def fold(history: Iterable[tuple[e.Event, datetime]], terms: Terms) -> State:
    """The state after all events, each with when it became true, in order. The first must be `Reported`."""
    state = None
    for event, at in history:
        state = apply(state, event, at, terms)
    if state is None:
        raise ValueError("An issue without events is no issue.")
    return state


def apply(state: State | None, event: e.Event, at: datetime, terms: Terms) -> State:
    """The state after one more event. Pure; the schedule is recomputed only by events that can move it."""
    if isinstance(event, e.Reported):
        return _reported(event, at, terms)
    if state is None:
        raise ValueError("The first event of an issue is its report.")
    change, moves_alarms = _CHANGES[type(event)]
    after = change(state, event, at, terms)
    after = after._replace(seq=state.seq + 1, last_at=max(state.last_at, at))
    return after._replace(alarms=schedule(after, terms)) if moves_alarms else after


def _reported(event: e.Reported, at: datetime, terms: Terms) -> State:
    state = State(
        phase=Phase.REPORTED,
        severity=event.severity,
        regimes=(Regime(event.severity, at),),
        reported_at=at,
        started_at=at,
        last_at=at,
        accept_by=at,
        act_by=at,
        resolve_by=at,
        first_act_by=at,
        holder=event.holder,
        holder_department=event.holder_department,
        chain=_with((), event.holder),
        chain_departments=_with((), event.holder_department if event.holder is None else None),
        reporters=_with((), event.reporter),
        customers=event.customers,
        seq=1,
    )
    state = _with_deadlines(state, at, terms)
    return state._replace(alarms=schedule(state, terms))


def _with_deadlines(state: State, at: datetime, terms: Terms) -> State:
    """Compute the deadlines anew. What the issue is counted by stands once it is acted on or the target has passed:
    a later severity must not turn late into in time."""
    act_by = deadline(state, terms, Clock.ACT)
    counts_still = state.cycle == 1 and state.first_acted_at is None and at <= state.first_act_by
    return state._replace(
        accept_by=min(deadline(state, terms, Clock.ACCEPT), act_by),
        act_by=act_by,
        resolve_by=deadline(state, terms, Clock.RESOLVE),
        first_act_by=act_by if counts_still else state.first_act_by,
    )


def _with(known: tuple[int, ...], one: int | None) -> tuple[int, ...]:
    return known if one is None or one in known else (*known, one)


def _report_added(state: State, event: e.ReportAdded, _at: datetime, _terms: Terms) -> State:
    return state._replace(
        reporters=_with(state.reporters, event.reporter),
        report_count=state.report_count + 1,
        customers=state.customers + event.customers,
    )


def _accepted(state: State, event: e.Accepted, at: datetime, _terms: Terms) -> State:
    return state._replace(
        phase=Phase.ACCEPTED if state.phase is Phase.REPORTED else state.phase,
        accepted_at=state.accepted_at or at,
        holder=event.by,
        holder_department=event.department,
        chain=_with(state.chain, event.by),
    )


def _handed_over(state: State, event: e.HandedOver, _at: datetime, _terms: Terms) -> State:
    to_department_only = event.to is None
    return state._replace(
        holder=event.to,
        holder_department=event.to_department,
        chain=_with(state.chain, event.to),
        chain_departments=_with(state.chain_departments, event.to_department if to_department_only else None),
        handovers=state.handovers + (not event.is_reorganisation),
    )


def _action_planned(state: State, event: e.ActionPlanned, at: datetime, terms: Terms) -> State:
    planned = PlannedAction(event.assignee, event.is_required)
    state = state._replace(actions=(*state.actions, (event.action, planned)))
    if not state.awaits_act:
        return state
    hold = _commit(state, event.due_at, at, terms)
    return state._replace(hold=hold, phase=Phase.COMMITTED if hold and not hold.void else state.phase)


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


def _action_started(state: State, event: e.ActionStarted, at: datetime, _terms: Terms) -> State:
    return _act(_set_action(state, event.action, started=True), at)


def _action_completed(state: State, event: e.ActionCompleted, at: datetime, _terms: Terms) -> State:
    return _act(_set_action(state, event.action, started=True, completed=True), at)


def _action_reassigned(state: State, event: e.ActionReassigned, _at: datetime, _terms: Terms) -> State:
    return _set_action(state, event.action, assignee=event.to)


def _acted(state: State, _event: object, at: datetime, _terms: Terms) -> State:
    return _act(state, at)


def _act(state: State, at: datetime) -> State:
    """Somebody did something: the act ladder ends, and what was counted since the last act starts anew."""
    first = state.first_acted_at or (at if state.cycle == 1 else None)
    state = state._replace(handovers=0, first_acted_at=first, acted_at=state.acted_at or at)
    if state.phase in {Phase.REPORTED, Phase.ACCEPTED, Phase.COMMITTED}:
        return state._replace(phase=Phase.ACTING, hold=None, repeat_due=None)
    return state


def _unchanged(state: State, _event: object, _at: datetime, _terms: Terms) -> State:
    return state


def _severity_changed(state: State, event: e.SeverityChanged, at: datetime, terms: Terms) -> State:
    to, raised = event.to, event.to.rank > state.severity.rank
    regime = Regime(to, at)
    state = state._replace(severity=to, regimes=(*state.regimes, regime) if raised else (regime,))
    if state.hold is not None and not state.hold.void:
        until = max(at, min(state.hold.until, hold_limit(state, terms, state.hold.first_at)))
        state = state._replace(hold=replace(state.hold, until=until))
    return _with_deadlines(state, at, terms)


def _resolved(state: State, _event: e.Resolved, at: datetime, terms: Terms) -> State:
    return state._replace(
        phase=Phase.RESOLVED,
        resolved_at=at,
        hold=None,
        asked=0,
        ask_due=ask_again_at(terms, at),
    )


def _verified(state: State, _event: e.Verified, at: datetime, _terms: Terms) -> State:
    return state._replace(phase=Phase.VERIFIED, closed_at=at, resolved_at=state.resolved_at or at, hold=None)


def _declined(state: State, _event: e.Declined, at: datetime, _terms: Terms) -> State:
    declined_at = at if state.cycle == 1 else state.declined_at
    return state._replace(phase=Phase.DECLINED, closed_at=at, declined_at=declined_at, hold=None)


def _reopened(state: State, _event: e.Reopened, at: datetime, terms: Terms) -> State:
    """A new cycle: half the act target, one rung above the highest reached. Resolving still counts from the report."""
    last = terms.policy.ladders[Clock.ACT][-1].position
    restart = min(state.reached + 1, last)
    state = state._replace(
        phase=Phase.REPORTED,
        cycle=state.cycle + 1,
        started_at=at,
        regimes=(Regime(state.severity, at),),
        accepted_at=None,
        acted_at=None,
        resolved_at=None,
        closed_at=None,
        hold=None,
        reached=restart - 1,
        restart=restart,
        accept_told=False,
        repeat_due=None,
        handovers=0,
    )
    return _with_deadlines(state, at, terms)


def _escalated(state: State, event: e.Escalated, at: datetime, terms: Terms) -> State:
    accept_told = state.accept_told or any(p.clock is e.AlarmKind.ACCEPT for p in event.passed)
    if event.clock is e.AlarmKind.ACCEPT:
        return state._replace(accept_told=True)
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


def _asked_again(state: State, event: e.AskedAgain, at: datetime, terms: Terms) -> State:
    return state._replace(asked=state.asked + 1, ask_due=ask_again_at(terms, max(event.due_at, at)))


def _taken_over(state: State, _event: e.TakenOver, at: datetime, _terms: Terms) -> State:
    return state._replace(not_before=at)


_CHANGES: Final[dict[type, tuple[Change, bool]]] = {
    e.ReportAdded: (_report_added, False),
    e.Accepted: (_accepted, True),
    e.HandedOver: (_handed_over, False),
    e.ActionPlanned: (_action_planned, True),
    e.ActionStarted: (_action_started, True),
    e.ActionCompleted: (_action_completed, True),
    e.ActionReassigned: (_action_reassigned, False),
    e.ContainmentRecorded: (_acted, True),
    e.ActedElsewhere: (_acted, True),
    e.Commented: (_unchanged, False),
    e.SeverityChanged: (_severity_changed, True),
    e.Resolved: (_resolved, True),
    e.Verified: (_verified, True),
    e.Reopened: (_reopened, True),
    e.Declined: (_declined, True),
    e.Escalated: (_escalated, True),
    e.AskedAgain: (_asked_again, True),
    e.TakenOver: (_taken_over, True),
}
