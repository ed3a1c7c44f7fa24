"""Who has the issue in hand."""

from datetime import datetime

from inflection_points.rules.calendars import between
from inflection_points.rules.policies import calendar_for
from issues.rules import events as e
from issues.rules.changes.reports import with_one
from issues.rules.ladder import MISROUTE, nudge_at
from issues.rules.state import Phase, State, Terms


def accepted(state: State, event: e.Accepted, at: datetime, _terms: Terms) -> State:
    return state._replace(
        phase=Phase.ACCEPTED if state.phase is Phase.REPORTED else state.phase,
        accepted_at=state.accepted_at or at,
        holder=event.by,
        holder_department=event.department,
        chain=with_one(state.chain, event.by),
    )


def handed_over(state: State, event: e.HandedOver, at: datetime, terms: Terms) -> State:
    """Resets nothing. The receiver is reminded later; re-organisation and mending a misroute are no passing on."""
    to_department_only = event.to is None
    is_correction = event.is_reorganisation or event.is_correction
    return state._replace(
        holder=event.to,
        holder_department=event.to_department,
        chain=with_one(state.chain, event.to),
        chain_departments=with_one(
            state.chain_departments, event.to_department if to_department_only else None
        ),
        handovers=state.handovers + (not is_correction),
        handed_at=None if is_correction else at,
        nudge_due=nudge_at(state, terms, at),
    )


def mends_a_misroute(state: State, at: datetime, terms: Terms) -> bool:
    """Whether a hand-over at `at` comes within a working hour of one that counted: it had gone to the wrong hands.

    The next one counts again, so that an issue cannot be thrown to and fro without anybody counting.
    """
    if state.handed_at is None:
        return False
    calendar = calendar_for(state.severity, terms.calendar)
    return between(calendar, state.handed_at, at) <= MISROUTE
