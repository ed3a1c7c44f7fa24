"""Resolving, answering, reopening and declining."""

from datetime import datetime

from inflection_points.rules.policies import Clock
from issues.rules import events as e
from issues.rules.changes.clocks import wait_over
from issues.rules.changes.deadlines import with_deadlines
from issues.rules.ladder import NO_SHARE, ask_again_at
from issues.rules.state import Phase, Regime, State, Terms


def resolved(state: State, event: e.Resolved, at: datetime, terms: Terms) -> State:
    state = wait_over(state, event, at, terms)
    return state._replace(
        phase=Phase.RESOLVED,
        nudge_due=None,
        resolved_at=at,
        hold=None,
        asked=0,
        ask_due=ask_again_at(terms, at),
    )


def verified(state: State, _event: e.Verified, at: datetime, _terms: Terms) -> State:
    return state._replace(
        phase=Phase.VERIFIED,
        closed_at=at,
        resolved_at=state.resolved_at or at,
        hold=None,
        wait=None,
        nudge_due=None,
    )


def declined(state: State, event: e.Declined, at: datetime, terms: Terms) -> State:
    """What was waited until now stays a pause, should it be taken up again."""
    state = wait_over(state, event, at, terms)
    declined_at = at if state.cycle == 1 else state.declined_at
    return state._replace(
        phase=Phase.DECLINED, closed_at=at, declined_at=declined_at, hold=None, nudge_due=None
    )


def reopened(state: State, _event: e.Reopened, at: datetime, terms: Terms) -> State:
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
        stood=(0, state.reached_resolve) if state.stood else (),
        shares=(NO_SHARE, state.shares[1], NO_SHARE) if state.shares else (),
        grace_until=None,
        accept_told=0,
        repeat_due=None,
        handovers=0,
        handed_at=None,
        nudge_due=None,
    )
    return with_deadlines(state, at, terms)


def asked_again(state: State, event: e.AskedAgain, at: datetime, terms: Terms) -> State:
    return state._replace(asked=state.asked + 1, ask_due=ask_again_at(terms, max(event.due_at, at)))
