"""Telling of a problem: the first report, further ones, and those of duplicates."""

from datetime import datetime

from issues.rules import events as e
from issues.rules.changes.clocks import severity_changed, wait_over
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
        guests=int(event.by_receipt),
        customers=event.customers,
        is_confidential=event.is_confidential,
        seq=1,
    )
    state = with_deadlines(state, at, terms)
    return state._replace(alarms=schedule(state, terms))


def report_added(state: State, event: e.ReportAdded, _at: datetime, _terms: Terms) -> State:
    return state._replace(
        reporters=with_one(state.reporters, event.reporter),
        guests=state.guests + event.by_receipt,
        report_count=state.report_count + 1,
        customers=state.customers + event.customers,
    )


def merged(state: State, event: e.Merged, at: datetime, terms: Terms) -> State:
    state = wait_over(state, event, at, terms)
    return state._replace(
        phase=Phase.MERGED, closed_at=at, merged_into=event.into, merged_in=state.phase, hold=None
    )


def absorbed(state: State, event: e.Absorbed, at: datetime, terms: Terms) -> State:
    """The earliest report time counts, for the clocks of a first cycle and for the age of the issue; so do the more
    severe of the severities, and the earlier of the instants by which they are counted."""
    reporters = state.reporters
    for reporter in event.reporters:
        reporters = with_one(reporters, reporter)
    state = state._replace(
        reporters=reporters,
        guests=state.guests + event.guests,
        report_count=state.report_count + event.reports,
        customers=state.customers + event.customers,
    )
    counted_by = [state.first_act_by, *([event.first_act_by] if event.first_act_by else [])]
    if event.severity is not None and event.severity.rank > state.severity.rank:
        state = severity_changed(state, e.SeverityChanged(event.severity), at, terms)
    if event.reported_at < state.reported_at:
        state = _told_since(state, event.reported_at, at, terms)
    return state._replace(first_act_by=min(state.first_act_by, *counted_by))


def unmerged(state: State, _event: e.Unmerged, _at: datetime, _terms: Terms) -> State:
    """As it was before it was merged; planned work had kept it from being merged, so nothing holds the ladder."""
    return state._replace(
        phase=state.merged_in or Phase.REPORTED, closed_at=None, merged_into=None, merged_in=None
    )


def released(state: State, event: e.Released, at: datetime, terms: Terms) -> State:
    state = state._replace(
        reporters=tuple(one for one in state.reporters if one not in event.reporters),
        guests=max(0, state.guests - event.guests),
        report_count=state.report_count - event.reports,
        customers=state.customers - event.customers,
    )
    if event.severity is not None and event.severity is not state.severity:
        state = severity_changed(state, e.SeverityChanged(event.severity), at, terms)
    if event.reported_at != state.reported_at:
        state = _told_since(state, event.reported_at, at, terms)
    return state._replace(  # rungs that fired by the borrowed time stay fired
        first_act_by=event.first_act_by or state.first_act_by, stood=(state.reached, state.reached_resolve)
    )


def _told_since(state: State, reported_at: datetime, at: datetime, terms: Terms) -> State:
    """The clocks of a first cycle begin with the report, those of a later one with the reopening."""
    started_at = reported_at if state.cycle == 1 else state.started_at
    return with_deadlines(state._replace(reported_at=reported_at, started_at=started_at), at, terms)


def with_one(known: tuple[int, ...], one: int | None) -> tuple[int, ...]:
    return known if one is None or one in known else (*known, one)
