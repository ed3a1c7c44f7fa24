"""The three deadlines, computed anew where an event can have moved them."""

from datetime import datetime

from inflection_points.rules.policies import Clock
from issues.rules.ladder import deadline
from issues.rules.state import State, Terms


def with_deadlines(state: State, at: datetime, terms: Terms) -> State:
    """Compute the deadlines anew. What the issue is counted by stands once it is acted on or the target has passed:
    a later severity must not turn late into in time."""
    act_by = _graced(state, state.act_by, deadline(state, terms, Clock.ACT), at)
    counts_still = state.cycle == 1 and state.first_acted_at is None and at <= state.first_act_by
    return state._replace(
        accept_by=min(_graced(state, state.accept_by, deadline(state, terms, Clock.ACCEPT), at), act_by),
        act_by=act_by,
        resolve_by=_graced(state, state.resolve_by, deadline(state, terms, Clock.RESOLVE), at),
        first_act_by=act_by if counts_still else state.first_act_by,
    )


def with_resolve_by(state: State, at: datetime, terms: Terms) -> State:
    """The time to resolve computed anew; a wait moves nothing else."""
    computed = deadline(state, terms, Clock.RESOLVE)
    return state._replace(resolve_by=_graced(state, state.resolve_by, computed, at))


def _graced(state: State, before: datetime, computed: datetime, at: datetime) -> datetime:
    """After a move to another version: not before the grace period, and what is overdue does not become less so."""
    if state.grace_until is None:
        return computed
    return min(computed, before) if before <= at else max(computed, state.grace_until)
