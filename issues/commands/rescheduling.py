"""Changing a calendar under open issues: their deadlines are computed anew, once.

One transaction: whoever moves an issue meanwhile waits, and finds it with its new deadlines. Rows are read and
written many at a time, so that this takes seconds for ten thousand issues (see ADR 13).
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import Error, transaction

from inflection_points.commands.calendars import save_calendar
from inflection_points.models import Calendar
from inflection_points.models.policies import policy_value
from inflection_points.rules.calendars import WorkingCalendar, between
from inflection_points.rules.holidays import DayOff
from inflection_points.rules.policies import calendar_for
from issues.commands import bulk, telling
from issues.commands.bulk import EventRow, Row
from issues.commands.pasts import History, fold_by, histories_of
from issues.commands.sweeping import record_due
from issues.models import Issue
from issues.querysets import Claimed
from issues.rules.events import CalendarChanged
from issues.rules.lifecycle import apply
from issues.rules.memory import thaw
from issues.rules.state import Phase, State, Terms
from notifications.commands.outbox import enqueue, enqueued_last
from people.commands.copying import utc_iso
from people.models import User

log = logging.getLogger(__name__)

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to the calendar, for the timelines."""

    calendar: Calendar
    before: WorkingCalendar
    actor: User | None
    reason: str
    now: datetime


@transaction.atomic
@enqueued_last()
def change_calendar(
    *,
    name: str,
    zone: str,
    week: Mapping[int, Iterable[tuple[int, int]]],
    now: datetime,
    holidays: Mapping[date, str] | Iterable[DayOff] | None = None,
    country: str = "",
    region: str = "",
    actor: User | None = None,
    reason: str = "",
) -> Calendar:
    """Save the calendar and compute the open issues that run on it anew, once; what was due before stays recorded.

    Those for which anything changes say so in their timelines, with the reason. Rungs that are due by the new calendar
    fire at once. Raises `InvalidCalendar`, and then nothing was changed.
    """
    # Before anything else: a report or a reopening that is under way holds the row (see `held_calendar`), so all
    # issues of before are in sight from here on, and those to come wait for the new calendar.
    row = Calendar.objects.select_for_update().filter(name=name).first()
    before = row.value() if row is not None else None
    running = _held_and_caught_up(name, now)
    calendar = save_calendar(
        name=name, zone=zone, week=week, holidays=holidays, country=country, region=region, now=now
    )
    Calendar.objects.filter(pk=calendar.pk).update(changed_at=now)
    _recompute_and_catch_up(running, Change(calendar, before or calendar.value(), actor, reason.strip(), now))
    return calendar


def _held_and_caught_up(name: str, now: datetime) -> list[int]:
    """What runs on the calendar, locked until the transaction ends, with what was due by it as it was."""
    running = _running(name)
    for some in _batches(running):
        _lock(some)
        _record_due(some, now)
    return running


def _recompute_and_catch_up(running: Sequence[int], change: Change) -> None:
    for some in _batches(running):
        _recompute(some, change)
        _record_due(some, change.now)


def _running(name: str) -> list[int]:
    """The open issues on the calendar, and the merged ones, which can be taken apart again as they are."""
    found = Issue.objects.filter(calendar__name=name).exclude(phase__in=(Phase.VERIFIED, Phase.DECLINED))
    return list(found.order_by("pk").values_list("pk", flat=True))


def _batches(running: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(running), BATCH):
        yield running[start : start + BATCH]


def _lock(some: Sequence[int]) -> None:
    """Until the transaction ends, and always in the same order."""
    list(Issue.objects.filter(pk__in=some).order_by("pk").select_for_update().values_list("pk"))


def _record_due(some: Sequence[int], now: datetime) -> None:
    record_due(Issue.objects.filter(pk__in=some).due(now).for_engine(), now)


def _recompute(some: Sequence[int], change: Change) -> None:
    """Fold the histories by the new calendar alone: no other is kept, so what came before is reckoned by it too."""
    issues = Issue.objects.filter(pk__in=some).order_by("pk").for_engine()
    histories = histories_of(some)
    events: list[EventRow] = []
    projections: list[Row] = []
    for issue in issues:
        try:
            rows = _refolded(issue, histories[issue.pk], change)
        except Error:
            raise
        except Exception as error:  # one that cannot be read must not keep the calendar from being changed
            log.exception("Issue %s could not be computed anew and is set aside.", issue.pk)
            why = f"{type(error).__name__}: {error}"[:500]
            Issue.objects.filter(pk=issue.pk).update(set_aside_at=change.now, set_aside_reason=why)
            enqueue(telling.set_aside(issue.pk, why, change.now), now=change.now)
            continue
        if rows is not None:
            events.append(rows[0])
            projections.append(rows[1])
    bulk.write_events(events)
    bulk.update_schedules(projections)
    Issue.objects.filter(pk__in=[row["id"] for row in projections]).exclude(set_aside_at=None).update(
        set_aside_at=None, set_aside_reason=""
    )


def _refolded(issue: Claimed, history: History, change: Change) -> tuple[EventRow, Row] | None:
    """The event that says so, and the projection with it; None for an issue of which nothing changes."""
    before = thaw(issue.memory)
    terms = Terms(policy_value(issue.policy_version_id), change.calendar.value())
    state = fold_by(history, terms)
    if state == before and _is_as_old(state, change):
        return None
    event = CalendarChanged(change.calendar.name, before.first_act_by, change.reason)
    at = max(change.now, before.last_at)
    state = apply(state, event, at, terms)
    actor = change.actor.pk if change.actor is not None else None
    row = bulk.event_row(issue, state, event, at)
    row = row._replace(recorded_at=utc_iso(change.now), actor_id=actor)
    return row, bulk.schedule_row(issue, state)


def _is_as_old(state: State, change: Change) -> bool:
    """Whether as much working time has passed by both calendars, which is what the auditor measures."""
    old, new = (calendar_for(state.severity, c) for c in (change.before, change.calendar.value()))
    since = (state.reported_at, state.started_at)
    return all(between(old, one, change.now) == between(new, one, change.now) for one in since)
