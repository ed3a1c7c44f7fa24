"""Taking back what one has just done: what can be, by whom, for how long, and what is left of a history then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from issues.rules import events as e
from issues.rules import refusals as no

SHOWN_FOR: Final = timedelta(seconds=10)  # how long the button stands on the screen
UNDO_WITHIN: Final = SHOWN_FOR + timedelta(seconds=5)  # with what a slow line takes, there and back
BREAK: Final = timedelta(minutes=1)  # a command for many that did not go on for longer was broken off

_UNDOABLE: Final = (
    e.Accepted,
    e.HandedOver,
    e.ActionPlanned,
    e.ActionStarted,
    e.ActionCompleted,
    e.ContainmentRecorded,
    e.SeverityChanged,
    e.Resolved,
    e.Declined,
    e.WaitStarted,
    e.WaitEnded,
    e.Snoozed,
    e.Merged,
    e.CauseLinked,
    e.CauseUnlinked,
)

_BEGINS_WITH: Final[Mapping[type[e.Event], type[e.Event]]] = {
    e.Resolved: e.CauseLinked,
    e.Merged: e.MadeConfidential,
    e.Absorbed: e.MadeConfidential,
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event with its number, who brought it about (nobody: the engine) and when it was written down."""

    seq: int
    event: e.Event
    by: int | None
    at: datetime


def is_undoable(event: e.Event) -> bool:
    """Whether a person's command leaves this behind. What a re-organisation moves is nobody's slip of the hand."""
    return isinstance(event, _UNDOABLE) and not (isinstance(event, e.HandedOver) and event.is_reorganisation)


def undone(
    last: Sequence[Recorded], *, seq: int, by: int, now: datetime, since: datetime | None = None
) -> e.Undone:
    """What takes event `seq` back. `last` are the last events of the issue, the latest first: two are enough.

    `since`, when the person could know of it, if that was later than when it was written down.

    Raises `SomethingHappenedSince`, `RungBecameDue`, `CannotBeUndone`, `NotYoursToUndo`, `TooLateToUndo`.
    """
    latest = last[0]
    if latest.seq != seq:
        raise what_happened(last, by)
    if not is_undoable(latest.event):
        raise no.CannotBeUndone if latest.by is not None else what_happened(last, by)
    if latest.by != by:
        raise no.NotYoursToUndo
    if now > (since or latest.at) + UNDO_WITHIN:
        raise no.TooLateToUndo
    return e.Undone(by, first_of(last))


def what_happened(last: Sequence[Recorded], by: int) -> type[no.SomethingHappenedSince]:
    """Why the last thing that this person did is no longer the last: the engine may have told others because of it."""
    latest, *before = last
    is_theirs = bool(before) and isinstance(before[0].event, e.SeverityChanged) and before[0].by == by
    return (
        no.RungBecameDue if is_theirs and isinstance(latest.event, e.Escalated) else no.SomethingHappenedSince
    )


def first_of(last: Sequence[Recorded]) -> int:
    """With which event the command began that brought the latest."""
    latest, *before = last
    return before[0].seq if before and came_with(before[0], latest) else latest.seq


def came_with(recorded: Recorded, following: Recorded) -> bool:
    """Whether one command brought both: to resolve can be to say why it happened, to merge can be to confide."""
    first = _BEGINS_WITH.get(type(following.event))
    same = (recorded.by, recorded.at) == (following.by, following.at)
    return first is not None and isinstance(recorded.event, first) and same


def standing(history: Iterable[tuple[e.Event, datetime]]) -> list[tuple[e.Event, datetime]]:
    """The history, whole from the first event on, without what was taken back."""
    history = list(history)
    gone = taken_back((n, event) for n, (event, _) in enumerate(history, start=1))
    return [one for n, one in enumerate(history, start=1) if n not in gone]


def taken_back(numbered: Iterable[tuple[int, e.Event]]) -> frozenset[int]:
    """The numbers of the events that were taken back, and of those that say so."""
    return frozenset(_numbers(numbered))


def _numbers(numbered: Iterable[tuple[int, e.Event]]) -> Iterator[int]:
    for n, event in numbered:
        if isinstance(event, e.Undone):
            yield from range(event.of, n + 1)
