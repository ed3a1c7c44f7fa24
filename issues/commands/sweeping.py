"""The sweep: everything that has come due is recorded, many rows at a time, by any number of workers at once."""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.db import DatabaseError, Error, connection, transaction

from inflection_points.models import Calendar
from inflection_points.models.policies import policy_value
from issues.commands import bulk, telling
from issues.commands.bulk import EscalationRow, EventRow, Row
from issues.commands.recipients import Directory
from issues.models import Agenda, Issue, SweepRun
from issues.querysets import Claimed
from issues.querysets.claiming import claimed
from issues.rules import events as e
from issues.rules.ladder import overdue
from issues.rules.lifecycle import apply
from issues.rules.memory import thaw
from issues.rules.state import Terms
from notifications.commands.outbox import Draft, enqueue, enqueued_last

log = logging.getLogger(__name__)

BATCH = 1000
UNUSUAL_GAP = timedelta(minutes=3)
KEPT = timedelta(days=7)  # one row a minute; those that show a gap are kept for the charts

# SQLSTATE: lost connection, broken off, deadlock, no room, no lock, shut down, defective disk
_PASSING: Final = ("08", "25P03", "40", "53", "55", "57", "58")


@dataclass(slots=True)
class Swept:
    """What one sweep did, in issues and rungs."""

    issues: int = 0
    fired: int = 0
    set_aside: int = 0


@dataclass(slots=True)
class Batch:
    """The rows that one transaction of a sweep will write."""

    projections: list[Row] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    escalations: list[EscalationRow] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)


def sweep(*, now: datetime, batch: int = BATCH, limit: int | None = None, stands_in: bool = False) -> Swept:
    """Record everything due at `now`, batch after batch, until nothing (or `limit` issues) is left.

    Safe beside other sweeps: rows that another one has claimed are skipped. Idempotent: an issue whose rung was
    recorded is due again only at its next deadline.
    """
    done, is_due = Swept(), _is_anything_due(now)
    resting = nullcontext if stands_in else _collector_at_rest  # a web process has more to do meanwhile
    while is_due and (limit is None or done.issues < limit):
        with resting():
            step = _step(now, batch)
        if not step.issues:
            break
        done.issues += step.issues
        done.fired += step.fired
        done.set_aside += step.set_aside
    _note(done, now, stands_in=stands_in)
    if done.issues:
        SweepRun.objects.filter(at__lt=now - KEPT, gap_seconds=0).delete()
    return done


def _is_anything_due(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM issues_agenda WHERE due_at <= %s LIMIT 1", [now])
        return cursor.fetchone() is not None


_NOTE: Final = """
    WITH noted AS (SELECT set_config('synchronous_commit', 'off', true)),
         gap AS (SELECT extract(epoch FROM %(now)s - max(at))::int AS seconds FROM issues_sweeprun)
    INSERT INTO issues_sweeprun (at, gap_seconds, swept, fired, set_aside, stands_in)
    SELECT %(now)s, CASE WHEN seconds > %(unusual)s THEN seconds ELSE 0 END,
           %(swept)s, %(fired)s, %(set_aside)s, %(stands_in)s
    FROM gap, noted"""


def _note(done: Swept, now: datetime, *, stands_in: bool) -> None:
    """Write down that somebody looked at everything that was due. A sweep that died leaves no note.

    It does not wait for the disk: a crash may lose a note, never a rung.
    """
    counts = {"swept": done.issues, "fired": done.fired, "set_aside": done.set_aside, "stands_in": stands_in}
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"now": now, "unusual": int(UNUSUAL_GAP.total_seconds()), **counts})


def _step(now: datetime, size: int) -> Swept:
    try:
        return _claim_and_record(now, size)
    except DatabaseError as error:
        if is_passing(error):
            raise
        log.exception("A batch of the sweep could not be written; its issues are tried one by one.")
    return _one_by_one(now, size)


def _one_by_one(now: datetime, size: int) -> Swept:
    """One issue that cannot be written must not keep the others waiting: it is set aside with the reason."""
    done = Swept()
    for pk in list(Issue.objects.due(now).values_list("pk", flat=True)[:size]):
        try:
            step = _claim_and_record(now, 1, only=pk)
        except DatabaseError as error:
            if is_passing(error):
                raise
            _set_aside([(pk, f"{type(error).__name__}: {error}")], now)
            step = Swept(issues=1, set_aside=1)
        done.issues += step.issues
        done.fired += step.fired
        done.set_aside += step.set_aside
    return done


def is_passing(error: Error) -> bool:
    """Whether the database, not the issue, is the trouble: the next sweep tries again, and nothing is set aside."""
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(_PASSING)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Nothing that a batch makes refers to itself, so all of it goes by itself: to look for rings among a hundred thousand
    values that live on until they are written takes Python a sixth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@transaction.atomic
def _claim_and_record(now: datetime, size: int, only: int | None = None) -> Swept:
    due = Agenda.objects.claimed(now, size) if only is None else [only]
    issues = claimed(due, now) if due else []
    if not issues:
        return Swept()
    batch = record_due(issues, now)
    return Swept(len(issues), sum(not row.caught_up for row in batch.escalations), len(batch.broken))


def record_due(issues: Sequence[Claimed], now: datetime) -> Batch:
    """Write down what is due for issues that this transaction has locked, the messages last (see `enqueued_last`)."""
    batch = _work_out(issues, now)
    bulk.write_events(batch.events)
    bulk.write_escalations(batch.escalations)
    bulk.update_projections(batch.projections)
    with enqueued_last():
        _set_aside(batch.broken, now)
        enqueue(batch.drafts, now=now)
    return batch


def _work_out(issues: Sequence[Claimed], now: datetime) -> Batch:
    """What has to be written for these issues; one that cannot be read is kept apart with its reason."""
    batch = Batch()
    people, terms_of = Directory.around(issues), _terms(issues)
    for issue in issues:
        try:
            terms = terms_of(issue.policy_version_id, issue.calendar_id)
            _work_out_one(issue, terms, now=now, people=people, batch=batch)
        except Error:
            raise
        except Exception as error:
            log.exception("Issue %s could not be swept and is set aside.", issue.pk)
            batch.broken.append((issue.pk, f"{type(error).__name__}: {error}"))
    return batch


def _terms(issues: Iterable[Claimed]) -> Callable[[int, int], Terms]:
    """By policy version and calendar, what an issue is measured by: the same few for thousands of issues."""
    calendars = Calendar.objects.in_bulk({issue.calendar_id for issue in issues})
    return cache(lambda version, calendar: Terms(policy_value(version), calendars[calendar].value()))


def _work_out_one(issue: Claimed, terms: Terms, *, now: datetime, people: Directory, batch: Batch) -> None:
    before = state = thaw(issue.memory)
    at = max(now, state.last_at)
    events: list[EventRow] = []
    fired: list[EscalationRow] = []
    drafts: list[Draft] = []
    while (event := overdue(state, terms, at)) is not None:
        state = apply(state, event, at, terms)
        events.append(bulk.event_row(issue, state, event, at))
        if isinstance(event, e.Escalated):
            fired += bulk.escalation_rows(issue, state.cycle, event, at)
        drafts += telling.automatic(issue, state, event, terms.policy, people)
    batch.projections.append(bulk.projection_row(issue, before, state))
    batch.events += events
    batch.escalations += fired
    batch.drafts += drafts


def _set_aside(broken: Sequence[tuple[int, str]], now: datetime) -> None:
    for issue, reason in broken:
        Issue.objects.filter(pk=issue).update(set_aside_at=now, set_aside_reason=reason[:500])
        enqueue(telling.set_aside(issue, reason, now), now=now)
