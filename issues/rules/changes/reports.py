"""Telling of a problem: the first report, further ones, and those of duplicates."""

from datetime import datetime

from issues.rules import events as e
from issues.rules.changes.clocks import wait_over
from issues.rules.changes.deadlines import with_deadlines
from issues.rules.ladder import schedule
from issues.rules.state import Phase, Regime, State, Terms


def reported(event: e.Reported, at: datetime, terms: Terms) -> State:
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
        chain=with_one((), event.holder),
        chain_departments=with_one((), event.holder_department if event.holder is None else None),
        reporters=with_one((), event.reporter),
        customers=event.customers,
        seq=1,
    )
    state = with_deadlines(state, at, terms)
    return state._replace(alarms=schedule(state, terms))


def report_added(state: State, event: e.ReportAdded, _at: datetime, _terms: Terms) -> State:
    return state._replace(
        reporters=with_one(state.reporters, event.reporter),
        report_count=state.report_count + 1,
        customers=state.customers + event.customers,
    )


def merged(state: State, event: e.Merged, at: datetime, terms: Terms) -> State:
    state = wait_over(state, event, at, terms)
    return state._replace(phase=Phase.MERGED, closed_at=at, merged_into=event.into, hold=None, nudge_due=None)


def absorbed(state: State, event: e.Absorbed, at: datetime, terms: Terms) -> State:
    """The earliest report time counts, for the clocks of a first cycle and for the age of the issue."""
    reporters = state.reporters
    for reporter in event.reporters:
        reporters = with_one(reporters, reporter)
    state = state._replace(
        reporters=reporters,
        report_count=state.report_count + event.reports,
        customers=state.customers + event.customers,
    )
    if event.reported_at >= state.reported_at:
        return state
    earlier = _told_since(state, event.reported_at, at, terms)
    return earlier._replace(first_act_by=min(state.first_act_by, earlier.first_act_by))


def unmerged(state: State, _event: e.Unmerged, _at: datetime, _terms: Terms) -> State:
    """As it was before it was merged; planned work had kept it from being merged, so nothing holds the ladder."""
    phase = Phase.ACCEPTED if state.accepted_at is not None else Phase.REPORTED
    if state.acted_at is not None:
        phase = Phase.ACTING
    return state._replace(phase=phase, closed_at=None, merged_into=None)


def released(state: State, event: e.Released, at: datetime, terms: Terms) -> State:
    state = state._replace(
        reporters=tuple(one for one in state.reporters if one not in event.reporters),
        report_count=state.report_count - event.reports,
        customers=state.customers - event.customers,
    )
    if event.reported_at == state.reported_at:
        return state
    return _told_since(state, event.reported_at, at, terms)


def _told_since(state: State, reported_at: datetime, at: datetime, terms: Terms) -> State:
    """The clocks of a first cycle begin with the report, those of a later one with the reopening."""
    started_at = reported_at if state.cycle == 1 else state.started_at
    return with_deadlines(state._replace(reported_at=reported_at, started_at=started_at), at, terms)


def with_one(known: tuple[int, ...], one: int | None) -> tuple[int, ...]:
    return known if one is None or one in known else (*known, one)
