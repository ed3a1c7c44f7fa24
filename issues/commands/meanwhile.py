"""Doing something to an issue as one person saw it: not when somebody else has moved it on since."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from issues.commands.offers import Offer
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules.meanwhile import QUIET
from issues.rules.refusals import MovedOn
from people.models import User

# They say something, nudge, or hide it from one list: right whatever happened since.
NEVER_STOPPED: Final = frozenset({Offer.COMMENT, Offer.ADD_REPORT, Offer.NUDGE, Offer.SNOOZE})

_UNDONE: Final = e.kind_of(e.Undone)
_QUIET_KINDS: Final = [e.kind_of(event) for event in QUIET]


def happened_since(issue: int, seen: int) -> list[Event]:
    """What somebody who saw the issue up to event number `seen` has to know, the oldest first."""
    return happened_since_to({issue: seen})[issue]


def happened_since_to(seen: Mapping[int, int]) -> dict[int, list[Event]]:
    """The same of many issues in one query: up to which event each was seen."""
    found: dict[int, list[Event]] = {issue: [] for issue in seen}
    later = Event.objects.filter(issue__in=seen, seq__gt=min(seen.values(), default=0))
    for row in later.exclude(kind__in=_QUIET_KINDS).select_related("actor").order_by("issue", "seq"):
        if row.seq > seen[row.issue_id]:
            found[row.issue_id].append(row)
    return {issue: _standing(rows, seen[issue]) for issue, rows in found.items()}


def _standing(rows: list[Event], seen: int) -> list[Event]:
    gone: set[int] = set()  # what was done and taken back since: all is as it was seen
    for row in rows:
        if row.kind == _UNDONE and row.payload["of"] > seen:
            gone.update(range(row.payload["of"], row.seq + 1))
    return [row for row in rows if row.seq not in gone]


@transaction.atomic
def unless_it_moved_on(
    command: Callable[..., Issue], *, issue: int, seen: int | None, actor: User, now: datetime, **facts: Any
) -> Issue:
    """Call the command as of event number `seen`; without one, as the issue is.

    Raises `MovedOn` when something happened since that the actor has to know, and then nothing was changed.
    """
    if seen is None:
        return command(issue=issue, actor=actor, now=now, **facts)
    _one_at_a_time(issue, actor)
    if since := happened_since(issue, seen):
        raise _moved_on(since)
    done = command(issue=issue, actor=actor, now=now, **facts)
    # Whoever came in between has committed before the command got the lock that this transaction holds until its end.
    if between := [row for row in happened_since(issue, seen) if row.actor_id != actor.pk]:
        raise _moved_on(between)
    return done


def _one_at_a_time(issue: int, actor: User) -> None:
    """The same form sent twice at the same instant: the second waits for the first and then sees what it did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [actor.pk % 2**31, issue % 2**31])


def _moved_on(since: list[Event]) -> MovedOn:
    return MovedOn(since, since[-1].seq)
