"""What moves the clocks: severity, waits, another policy version, another calendar."""

from dataclasses import replace
from datetime import datetime

from inflection_points.rules.policies import Clock
from issues.rules import events as e
from issues.rules.changes.deadlines import with_deadlines, with_resolve_by
from issues.rules.ladder import NO_SHARE, hold_limit
from issues.rules.state import Regime, State, Terms, Wait


def severity_changed(state: State, event: e.SeverityChanged, at: datetime, terms: Terms) -> State:
    """Raising ends the grace period of a move to another version: from there only the new severity counts."""
    to, raised = event.to, event.to.rank > state.severity.rank
    regime, grace = Regime(to, at), state.grace_until
    in_grace = grace is not None and at < grace
    adds = raised and not in_grace
    state = state._replace(
        severity=to,
        regimes=(*state.regimes, regime) if adds else (regime,),
        grace_until=None if raised else grace,
        repeat_due=at if raised and in_grace and state.repeat_due == grace else state.repeat_due,
    )
    if state.hold is not None and not state.hold.void:
        until = max(at, min(state.hold.until, hold_limit(state, terms, state.hold.first_at)))
        state = state._replace(hold=replace(state.hold, until=until))
    return with_deadlines(state, at, terms)


def wait_started(state: State, event: e.WaitStarted, at: datetime, terms: Terms) -> State:
    """The time to resolve stands still until the wait expires; should it end sooner, what is left is given back."""
    waiting = state._replace(wait=Wait(event.waits_for, event.name, at, event.until))
    return with_resolve_by(waiting, at, terms)


def wait_over(state: State, _event: object, at: datetime, terms: Terms) -> State:
    """It ended, expired or became pointless: only the time really waited counts as a pause."""
    wait = state.wait
    if wait is None:
        return state
    pause = (wait.since, min(at, wait.until))
    return with_resolve_by(state._replace(wait=None, pauses=(*state.pauses, pause)), pause[1], terms)


def policy_moved(state: State, event: e.PolicyMoved, at: datetime, terms: Terms) -> State:
    """`terms` are the new ones. What had not passed yet leaves at least the grace period; no rung speaks twice."""
    hold = state.hold
    if hold is not None:  # its rung is a step of the old ladder
        hold = replace(hold, rung=event.reached + (not hold.void))
    told = terms.policy.ladders[Clock.ACCEPT] if event.accept_told else ()  # then that ladder is climbed
    moved = state._replace(
        hold=hold,
        accept_told=max((r.position for r in told), default=0),
        reached=event.reached,
        reached_resolve=event.reached_resolve,
        restart=min(state.restart, event.reached),
        stood=(event.reached, event.reached_resolve),
        shares=(event.share, event.share_resolve, int(event.accept_told) or NO_SHARE),
        repeat_due=event.grace_until,  # where the whole ladder counts as climbed
        grace_until=event.grace_until,
    )
    moved = with_deadlines(moved, at, terms)
    act_by = _with_grace(state.act_by, moved.act_by, event, at)
    return moved._replace(
        accept_by=_with_grace(state.accept_by, moved.accept_by, event, at),
        act_by=act_by,
        resolve_by=_with_grace(state.resolve_by, moved.resolve_by, event, at),
        first_act_by=act_by if moved.first_act_by == moved.act_by else moved.first_act_by,
    )


def _with_grace(before: datetime, computed: datetime, event: e.PolicyMoved, at: datetime) -> datetime:
    """What is overdue stays as overdue as it was."""
    return max(computed, event.grace_until) if before > at else before


def calendar_changed(state: State, event: e.CalendarChanged, at: datetime, terms: Terms) -> State:
    """`terms` are the new ones. What the issue was counted by, where that was settled, stands; so do its rungs."""
    computed = with_deadlines(state, at, terms)._replace(stood=(state.reached, state.reached_resolve))
    settled = event.first_act_by < at or state.first_acted_at is not None or state.cycle > 1
    return computed._replace(first_act_by=event.first_act_by) if settled else computed
