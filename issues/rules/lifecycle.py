"""The fold: what each event makes of an issue. It never refuses: what happened, happened.

Whether something may happen is asked before, in `guards`; what each event changes is written in `changes`.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from inflection_points.rules.policies import Policy
from issues.rules import events as e
from issues.rules.changes import causes, clocks, confiding, custody, endings, engine, reports, snoozes, work
from issues.rules.ladder import schedule
from issues.rules.state import State, Terms

Change = Callable[[State, Any, datetime, Terms], State]


def fold(
    history: Iterable[tuple[e.Event, datetime]], terms: Terms, policies: Mapping[int, Policy] | None = None
) -> State:
    """The state after all events, each with when it became true, in order. The first must be `Reported`.

    `terms` are those at the report; `policies` holds every version that the issue was moved to.
    """
    (state,) = deque(states(history, terms, policies), maxlen=1)
    return state


def states(
    history: Iterable[tuple[e.Event, datetime]], terms: Terms, policies: Mapping[int, Policy] | None = None
) -> Iterator[State]:
    """The state after each event. Only the last of them knows its schedule. Raises `ValueError` without events."""
    history = list(history)
    last = max((n for n, (event, _) in enumerate(history) if _moves_alarms(event)), default=0)
    if not history:
        raise ValueError("An issue without events is no issue.")
    gone_back_to = {event.of - 1 for event, _ in history if isinstance(event, e.Undone)}
    kept: dict[int, State] = {}
    state = None
    for n, (event, at) in enumerate(history):
        if isinstance(event, e.PolicyMoved):
            terms = replace(terms, policy=(policies or {})[event.version])
        before = kept.get(event.of - 1) if isinstance(event, e.Undone) else None
        # Nothing reads the schedule in between, and it takes half of the time: computed once, by the last that moves it.
        state = _after(state, event, at, terms, scheduled=n >= last, before=before)
        if n + 1 in gone_back_to:
            kept[n + 1] = state
        yield state


def apply(
    state: State | None, event: e.Event, at: datetime, terms: Terms, before: State | None = None
) -> State:
    """The state after one more event; `terms` are those that hold from it on.

    Pure; the schedule is recomputed only by events that can move it. `before`, for `Undone` alone, is what the issue was
    before the event that is taken back.
    """
    return _after(state, event, at, terms, scheduled=True, before=before)


def _after(
    state: State | None,
    event: e.Event,
    at: datetime,
    terms: Terms,
    *,
    scheduled: bool,
    before: State | None = None,
) -> State:
    if isinstance(event, e.Reported):
        return reports.reported(event, at, terms)
    if state is None:
        raise ValueError("The first event of an issue is its report.")
    if isinstance(event, e.Undone):
        if before is None:
            raise ValueError(f"Nothing is known of before event {event.of}.")
        after = before._replace(seq=state.seq + 1, last_at=max(state.last_at, at))
        return after._replace(alarms=schedule(after, terms)) if scheduled else after
    change, moves_alarms = _CHANGES[type(event)]
    after = change(state, event, at, terms)
    after = after._replace(seq=state.seq + 1, last_at=max(state.last_at, at))
    return after._replace(alarms=schedule(after, terms)) if moves_alarms and scheduled else after


def _moves_alarms(event: e.Event) -> bool:
    return isinstance(event, e.Reported | e.Undone) or _CHANGES[type(event)][1]


def _unchanged(state: State, _event: object, _at: datetime, _terms: Terms) -> State:
    return state


_CHANGES: Final[dict[type, tuple[Change, bool]]] = {
    e.ReportAdded: (reports.report_added, False),
    e.Accepted: (custody.accepted, True),
    e.HandedOver: (custody.handed_over, True),
    e.ActionPlanned: (work.action_planned, True),
    e.ActionStarted: (work.action_started, True),
    e.ActionCompleted: (work.action_completed, True),
    e.ActionReassigned: (work.action_reassigned, False),
    e.ContainmentRecorded: (work.acted, True),
    e.ActedElsewhere: (work.acted, True),
    e.Commented: (_unchanged, False),
    e.PromiseKept: (_unchanged, False),
    e.HolderNudged: (_unchanged, False),
    e.SeverityChanged: (clocks.severity_changed, True),
    e.Resolved: (endings.resolved, True),
    e.Verified: (endings.verified, True),
    e.Reopened: (endings.reopened, True),
    e.Declined: (endings.declined, True),
    e.Escalated: (engine.escalated, True),
    e.AskedAgain: (endings.asked_again, True),
    e.TakenOver: (engine.taken_over, True),
    e.WaitStarted: (clocks.wait_started, True),
    e.WaitEnded: (clocks.wait_over, True),
    e.WaitExpired: (clocks.wait_over, True),
    e.Nudged: (engine.nudged, True),
    e.Snoozed: (snoozes.snoozed, False),
    e.Merged: (reports.merged, True),
    e.Absorbed: (reports.absorbed, True),
    e.CauseLinked: (causes.cause_linked, False),
    e.CauseUnlinked: (causes.cause_unlinked, False),
    e.MadeConfidential: (confiding.made_confidential, False),
    e.MadeOpen: (confiding.made_open, False),
    e.Unmerged: (reports.unmerged, True),
    e.Released: (reports.released, True),
    e.PolicyMoved: (clocks.policy_moved, True),
    e.CalendarChanged: (clocks.calendar_changed, True),
}
