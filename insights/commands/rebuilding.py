"""Counting everything anew from the events, and saying what was not as they say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from insights.commands import recurring, tallying
from insights.commands.keeping import KEEPING, keep_current, replace

BATCH: Final = 2000

_NEXT: Final = """
    SELECT id FROM issues_issue WHERE id > %(after)s
    UNION SELECT issue_id FROM insights_fact WHERE issue_id > %(after)s
    ORDER BY 1 LIMIT %(most)s
"""
_NEXT_REMEDIES: Final = """
    SELECT id FROM issues_remedy WHERE id > %(after)s
    UNION SELECT remedy_id FROM insights_work WHERE remedy_id > %(after)s
    ORDER BY 1 LIMIT %(most)s
"""


# Whatever is in the queue still, as an issue or because of what it is counted by, merely waits.
_WAITING: Final = """
    SELECT i FROM unnest(%(issues)s::bigint[]) i
     WHERE EXISTS (SELECT FROM insights_change WHERE kind = 'issue' AND number = i)
        OR EXISTS (SELECT FROM issues_issue issue JOIN insights_change change
                      ON (change.kind = 'calendar' AND change.number = issue.calendar_id)
                      OR (change.kind = 'cause' AND change.number = issue.root_cause_id)
                    WHERE issue.id = i)
"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A batch up to issue `last`: how many were counted anew, and which of them were not as their events say.

    `fixes` were judged wrongly: whether the same came back.
    """

    last: int
    issues: int
    wrong: Sequence[int]
    fixes: int = 0


def rebuild(*, now: datetime, after: int = 0) -> Iterator[Rebuilt]:
    """Count every issue anew, from the one after `after` on; one transaction a batch, so that it can be stopped anywhere.

    Safe beside everybody who writes issues and beside the keeper, for which it waits.
    """
    keep_current(now=now)  # what only waits to be counted is not wrong
    while (batch := _batch(after, now)).issues:
        yield batch
        after = batch.last


@transaction.atomic
def _batch(after: int, now: datetime) -> Rebuilt:
    wait_to_be_alone()
    issues = _next(_NEXT, after)
    if not issues:
        return Rebuilt(after, 0, ())
    changed = replace(issues, now)
    # Asked last: whoever writes meanwhile has put them into the queue.
    wrong = changed.keys() - _waiting(list(changed))
    fixes = recurring.judge_anew([pk for pk in issues if pk not in changed], now)
    return Rebuilt(issues[-1], len(issues), sorted(wrong), fixes)


def rebuild_remedies() -> tuple[int, int]:
    """The same for the remedies of root causes; returns how many there are, and of how many it was not so."""
    after = total = wrong = 0
    while remedies := _next(_NEXT_REMEDIES, after):
        with transaction.atomic():
            wait_to_be_alone()
            wrong += recurring.keep_remedies(remedies)
        after, total = remedies[-1], total + len(remedies)
    return total, wrong


@transaction.atomic
def rebuild_rollups(*, now: datetime) -> int:
    """Add everything up anew from the facts as they are; pages show what was there until it is done.

    Returns how many sums were others.
    """
    wait_to_be_alone()
    while due := tallying.due(now, BATCH):
        tallying.tally_anew(due, now=now)
    with tallying.compared() as differing:
        tallying.enter_all(now=now)
    return sum(differing)


def _waiting(issues: Sequence[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"issues": list(issues)})
        return {pk for (pk,) in cursor.fetchall()}


def _next(question: str, after: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"after": after, "most": BATCH})
        return [pk for (pk,) in cursor.fetchall()]


def wait_to_be_alone() -> None:
    """Nobody else writes facts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEEPING])
