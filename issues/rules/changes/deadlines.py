"""The three deadlines, computed anew where an event can have moved them."""

from datetime import datetime

from inflection_points.rules.policies import Clock
from issues.rules.ladder import deadline
from issues.rules.state import State, Terms


def with_deadlines(state: State, at: datetime, terms: Terms) -> State:
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


def with_resolve_by(state: State, terms: Terms) -> State:
    """The time to resolve computed anew; a wait moves nothing else."""
    return state._replace(resolve_by=deadline(state, terms, Clock.RESOLVE))
