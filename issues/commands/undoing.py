"""Taking back what one has just done. The event stays, as all do; another one says that it no longer counts."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from inflection_points.commands.calendars import held_calendar
from issues.commands.merging import lock_both, released
from issues.commands.recording import Locked, lock, record_on
from issues.commands.settling import hold_who_had, settle
from issues.commands.untelling import Untold, keys_of
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.state import State
from issues.rules.undoing import UNDO_WITHIN, Recorded, first_of, undone, what_happened
from notifications.commands.outbox import enqueued_last
from notifications.commands.withdrawing import is_told
from people.models import User


@transaction.atomic
@enqueued_last()
def undo(*, issue: int, seq: int, actor: User, now: datetime) -> Issue:
    """Make the issue what it was before event `seq`, the last one, which `actor` brought about within ten seconds.

    Rungs that fired stay fired. What was merged is taken apart. Raises `SomethingHappenedSince`, `CannotBeUndone`,
    `NotYoursToUndo`, `TooLateToUndo`.
    """
    calendar, into = Issue.objects.values_list("calendar", "merged_into").get(pk=issue)
    hold_who_had([issue])
    held_calendar(calendar)  # what was closed is about to be open again
    if into is not None:
        return _undo_merging(*lock_both(issue, into, actor, now), seq=seq, actor=actor)
    locked = lock(issue, now, actor)
    if locked.state.merged_into is not None:  # just now: the other one is not locked
        raise no.SomethingHappenedSince
    return _go_back(locked, seq=seq, actor=actor)


def decided(
    locked: Locked,
    last: Sequence[Recorded],
    *,
    seq: int,
    actor: User,
    since: datetime | None = None,
    pressed: datetime | None = None,
) -> e.Undone:
    """What takes the event back, unless anything is against it; `last` are those that are written, the latest first.

    The seconds count from `since`, if the person could not know of it before, until `pressed`, if that was before now.
    """
    locked.catch_up()
    if locked.state.seq != seq or was_recalculated(locked.issue):
        raise what_happened(last, actor.pk)
    return undone(last, seq=seq, by=actor.pk, now=pressed or locked.now, since=since)


def _go_back(locked: Locked, *, seq: int, actor: User) -> Issue:
    """Record it. Whoever had the issue before may have left since: then it goes to who answers for it."""
    last = last_events(locked.issue.pk)
    event = decided(locked, last, seq=seq, actor=actor)
    untold = Untold.of({locked.issue.pk: last[0]})
    untold.must_be(locked.issue.pk)
    untold.stay([locked.issue.pk])
    issue = record_on(locked, event, actor=actor)
    settled = settle(locked, actor=actor, tells=True)
    return locked.save() if settled.holder is not None or settled.doers else issue


def _undo_merging(duplicate: Locked, canonical: Locked, *, seq: int, actor: User) -> Issue:
    """Both are as they were; has anything happened to the other one since, it only gives back what it was given."""
    if duplicate.state.merged_into != canonical.issue.pk:
        raise no.SomethingHappenedSince
    canonical.catch_up()
    latest, *_ = last = last_events(canonical.issue.pk)
    apart = _go_back(duplicate, seq=seq, actor=actor)
    if isinstance(latest.event, e.Absorbed) and latest.event.issue == duplicate.issue.pk:
        record_on(canonical, e.Undone(actor.pk, first_of(last)), actor=actor)
    else:
        for given_back in released([duplicate], canonical):
            record_on(canonical, given_back, actor=actor)
    return apart


def was_recalculated(issue: Issue) -> bool:
    """Whether the calendar was changed after the issue was closed: no event says so until it is opened again."""
    changed_at = issue.calendar.changed_at
    return issue.closed_at is not None and changed_at is not None and changed_at > issue.closed_at


def last_events(issue: int) -> list[Recorded]:
    """The last two events of the issue, the latest first."""
    rows = Event.objects.filter(issue=issue).order_by("-seq")[:2]
    return [Recorded(row.seq, e.decode(row.kind, row.payload), row.actor_id, row.recorded_at) for row in rows]


def undoable(issue: Issue, state: State, actor: User, now: datetime) -> int | None:
    """The number of the event that `actor` could take back now. Asks the database only about what was just changed.

    Not what somebody knows already: what is critical is told at once.
    """
    if now > state.last_at + UNDO_WITHIN or not actor.is_active:
        return None
    last = last_events(issue.pk)
    try:
        undone(last, seq=state.seq, by=actor.pk, now=now)
    except no.Refusal:
        return None
    return None if is_told(keys_of(issue.pk, state.seq, type(last[0].event))) else state.seq
