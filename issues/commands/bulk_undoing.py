"""Taking back one command for many issues: each as it would be alone, and what cannot be any more is said."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from inflection_points.commands.calendars import held_calendar
from issues.commands.bulk_runs import CHUNK, MOST, each_or_all, note
from issues.commands.many import Together, lock_many
from issues.commands.merging import released
from issues.commands.recording import Locked, record_on
from issues.commands.settling import hold_who_had, settle
from issues.commands.undoing import decided
from issues.commands.untelling import Untold
from issues.commands.wishes import Bulk, Outcome, State
from issues.commands.writing import write
from issues.models import BulkItem, BulkRun, Event, Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.undoing import UNDO_WITHIN, Recorded, came_with, taken_back
from notifications.commands.outbox import enqueued_last
from people.models import Department, User
from people.rules.words import english_of, say

log = logging.getLogger(__name__)

_NO_OTHER: Final = say(
    "The issue into which it was merged could not be read or written, so they stay together. The administrators find it on the status page."
).plain()
Past = list[tuple[Recorded, datetime]]


def undo_bulk(*, run: int, actor: User, now: datetime) -> BulkRun:
    """Take back what can still be; the seconds count from when the last issue was done. Twice is once.

    What was done before the work was broken off, and went on later, stays: it was told meanwhile.

    What a broken process did not reach is asked by the next press, as if it had been pressed at the instant of the first.

    Raises `NotYoursToUndo`, `SomethingHappenedSince` while it still runs, `TooLateToUndo`.
    """
    with transaction.atomic():
        row = BulkRun.objects.select_for_update().get(pk=run)
        if row.actor_id != actor.pk:
            raise no.NotYoursToUndo
        if row.undone_at is None:
            _must_be_in_time(row, now)
            row.undone_at = now
            row.save(update_fields=["undone_at"])
    done = list(not_asked(row).values_list("number", flat=True))
    size = MOST if row.command == Bulk.MERGE else CHUNK  # the other issue gives back all at once
    for start in range(0, len(done), size):
        _undo_some(run, done[start : start + size], now)
    return row


def not_asked(run: BulkRun) -> QuerySet[BulkItem]:
    """What was done and nobody has tried to take back yet: whatever has to stay says why."""
    return BulkItem.objects.filter(run=run, state=State.DONE, sentence="")


def _must_be_in_time(run: BulkRun, now: datetime) -> None:
    if run.ended_at is None:
        raise no.SomethingHappenedSince(say("This is still being done. Wait until it is, then take it back."))
    if now > run.ended_at + UNDO_WITHIN:
        raise no.TooLateToUndo


@transaction.atomic
@enqueued_last()
def _undo_some(pk: int, numbers: Collection[int], now: datetime) -> None:
    run = BulkRun.objects.select_for_update(of=("self",)).select_related("actor").get(pk=pk)
    items = list(not_asked(run).filter(number__in=numbers))
    seqs = {item.number: item.seq or 0 for item in items}
    _hold_around({*seqs, *filter(None, [run.into])})

    def go_back(some: Collection[int]) -> dict[int, Outcome]:
        return _go_back(run, {number: seqs[number] for number in some}, now)

    try:
        with transaction.atomic(), enqueued_last():
            outcomes = each_or_all(go_back, [*seqs], run.into)
    except _NotGivenBack:
        log.exception("Issue %s could not give back what was merged into it.", run.into)
        outcomes = dict.fromkeys(seqs, _stays(_NO_OTHER))
    undone = (pk for pk, one in outcomes.items() if one.state is State.UNDONE)
    kept = {pk: _stays(one.sentence) for pk, one in outcomes.items()}
    note(items, kept | dict.fromkeys(undone, Outcome(State.UNDONE)))


def _hold_around(issues: Collection[int]) -> None:
    """People and calendars, before any of the issues is locked, and for all of them however they are tried."""
    hold_who_had(issues)
    for calendar in sorted(set(Issue.objects.filter(pk__in=issues).values_list("calendar", flat=True))):
        held_calendar(calendar)


def _stays(sentence: str) -> Outcome:
    return Outcome(State.DONE, sentence)


class _NotGivenBack(Exception):
    """What was merged is not taken apart on one side alone."""


@dataclass(frozen=True, slots=True)
class _Gone:
    """Who is no longer there to be given anything back."""

    people: frozenset[int]
    departments: frozenset[int]

    @classmethod
    def now(cls) -> "_Gone":
        people = User.objects.filter(is_active=False).values_list("pk", flat=True)
        departments = Department.objects.filter(is_active=False).values_list("pk", flat=True)
        return cls(frozenset(people), frozenset(departments))

    def have(self, locked: Locked) -> bool:
        state = locked.state
        doers = {action.assignee for _, action in state.actions if not action.completed}
        holds = state.holder in self.people or (
            state.holder is None and state.holder_department in self.departments
        )
        return holds or bool(doers & self.people)


def _go_back(run: BulkRun, seqs: dict[int, int], now: datetime) -> dict[int, Outcome]:
    """What becomes of each of these issues, whose last event should be the one that the command left."""
    numbers = {*seqs, *filter(None, [run.into])}
    together = Together()
    locked, broken = lock_many(numbers, run.actor, now, together)
    canonical = locked.pop(run.into, None) if run.into is not None else None
    if run.into is not None and canonical is None:  # nothing is taken apart on one side alone
        return dict.fromkeys(seqs, _stays(_NO_OTHER))
    pasts = _pasts([*locked, *filter(None, [run.into])])
    back = _Back(run, seqs, pasts, Untold.of({pk: pasts[pk][-1][0] for pk in locked}), _Gone.now())
    outcomes = dict(broken)
    for pk, one in locked.items():
        taken = together.attempt(partial(back.go, one), one)
        outcomes[pk] = Outcome(State.UNDONE) if taken.state is State.DONE else taken
    apart = [one for pk, one in locked.items() if outcomes[pk].state is State.UNDONE]
    back.untold.stay(one.issue.pk for one in apart)
    if canonical is not None and apart:
        given_back = partial(_give_back, canonical, apart, pasts[canonical.issue.pk], run.actor)
        if together.attempt(given_back).state is not State.DONE:
            raise _NotGivenBack
    write(together.done)
    return {pk: outcomes.get(pk, _stays(english_of(no.CannotBeUndone()))) for pk in seqs}


@dataclass(frozen=True, slots=True)
class _Back:
    """What one has to know to take back a run, issue by issue."""

    run: BulkRun
    seqs: dict[int, int]
    pasts: dict[int, Past]
    untold: Untold
    gone: _Gone

    def go(self, one: Locked) -> Issue:
        """Make the issue what it was, in memory. Raises the `Refusal` for which it stays."""
        run, pk = self.run, one.issue.pk
        one.history = [(recorded.event, at) for recorded, at in self.pasts[pk]]
        latest = [recorded for recorded, _ in self.pasts[pk][:-3:-1]]
        # What was done before a break does not wait for the end of the run: it was told since.
        since = run.ended_at if latest[0].at >= run.unbroken_since else None
        event = decided(one, latest, seq=self.seqs[pk], actor=run.actor, since=since, pressed=run.undone_at)
        self.untold.must_be(pk)
        issue = record_on(one, event, actor=run.actor)
        if self.gone.have(one):
            settle(one, actor=run.actor, tells=True)
            one.save()
        return issue


def _give_back(canonical: Locked, apart: Sequence[Locked], past: Past, actor: User) -> Issue:
    """The other issue is as it was, or, if anything else has happened to it since, gives back what it was given."""
    canonical.history = [(recorded.event, at) for recorded, at in past]
    canonical.catch_up()
    first = _first_of_the_last(past, {one.issue.pk for one in apart})
    events: Sequence[e.Event]
    if first is not None and canonical.state.seq == len(past):
        events = [e.Undone(actor.pk, first)]
    else:
        events = released(apart, canonical)
    for event in events:
        record_on(canonical, event, actor=actor)
    return canonical.issue


def _first_of_the_last(past: Past, merged: set[int]) -> int | None:
    """With which event the other issue began to take these, if it has done nothing else since; None if it has."""
    gone = taken_back((recorded.seq, recorded.event) for recorded, _ in past)
    left, first, following = set(merged), None, None
    for recorded, _ in reversed(past):
        if recorded.seq in gone:
            continue
        if following is not None and came_with(recorded, following):
            first = recorded.seq
            continue
        if not isinstance(recorded.event, e.Absorbed) or recorded.event.issue not in left:
            break
        left.remove(recorded.event.issue)
        first, following = recorded.seq, recorded
    return first if not left else None


def _pasts(issues: Iterable[int]) -> dict[int, Past]:
    """All events of these issues in order, each with when it became true."""
    pasts: dict[int, Past] = defaultdict(list)
    rows = Event.objects.filter(issue__in=list(issues)).order_by("issue", "seq")
    for issue, seq, kind, payload, actor, recorded_at, at in rows.values_list(
        "issue", "seq", "kind", "payload", "actor", "recorded_at", "at"
    ):
        pasts[issue].append((Recorded(seq, e.decode(kind, payload), actor, recorded_at), at))
    return pasts
