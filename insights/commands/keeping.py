"""Keeping the facts in step with the events: the triggers of the database say which issues changed, this counts them anew."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import DatabaseError, connection, transaction

from insights.commands import recurring, storing, tallying
from insights.commands.reading import told_of
from insights.models import Change
from insights.rules.facts import Derived, Told, derive

logger = logging.getLogger(__name__)

KEEPING: Final = 0x4D6F5307  # of the database's locks: any constant that nothing else locks
BATCH: Final = 2000  # changes at a time, in a transaction each
AT_A_DOOR: Final = 300  # changes that a page counts before it is shown
MOST_WAITING: Final = 10_000  # nobody counts further than that
MANY: Final = 1000  # counted in one go: what PostgreSQL believed of the tables is no longer so

# An array is made once. A plan may ask for `IN (SELECT … LIMIT)` again for every row, and claim more than the limit.
_CLAIM: Final = """
    DELETE FROM insights_change WHERE id = ANY (ARRAY(
        SELECT id FROM insights_change ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
    RETURNING kind, number
"""
# What many issues are counted by has changed: the issues stand in the queue then, each for itself.
_SPREAD: Final = {
    Change.Kinds.CALENDAR: """
        INSERT INTO insights_change (kind, number)
        SELECT 'issue', id FROM issues_issue WHERE calendar_id = ANY(%s) AND is_counted AND phase <> 'merged'
    """,
    Change.Kinds.CAUSE: """
        INSERT INTO insights_change (kind, number)
        SELECT 'issue', id FROM issues_issue WHERE root_cause_id = ANY(%s)
        UNION ALL
        SELECT 'remedy', id FROM issues_remedy WHERE cause_id = ANY(%s)
    """,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """How many issues were counted anew, and how many changes still wait for it; counted up to `MOST_WAITING`."""

    issues: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """How many changes were taken, how many issues counted anew because of them, and whether there may be more."""

    taken: int = 0
    issues: int = 0
    has_more: bool = False


def keep_current(*, now: datetime, limit: int | None = None) -> Kept:
    """Bring the facts in step with what has happened: all of it, or at most about `limit` changes.

    One at a time: whoever comes second while another is at it returns at once. Safe beside everybody who writes issues:
    it waits for none of their locks, and they for none of its.
    """
    taken = issues = 0
    while limit is None or taken < limit:
        turn = _next(BATCH if limit is None else min(BATCH, limit - taken), now)
        taken, issues = taken + turn.taken, issues + turn.issues
        if not turn.has_more:
            break
    if issues >= MANY:
        storing.analyse()
    return Kept(issues, waiting())


def still_to_count(now: datetime) -> int:
    """For doors: bring in what has just happened, and how many changes are not counted yet. Never fails a page."""
    if not Change.objects.exists() and not tallying.due(now, 1):
        return 0
    try:
        with transaction.atomic():
            return keep_current(now=now, limit=AT_A_DOOR).waiting
    except DatabaseError:
        logger.exception("The figures could not be brought in step.")
        return waiting()


def waiting() -> int:
    """How many changes are not counted yet, up to `MOST_WAITING`."""
    return Change.objects.order_by()[:MOST_WAITING].count()


@transaction.atomic
def _next(size: int, now: datetime) -> _Turn:
    if not alone():
        return _Turn()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [size])
        claimed = [(Change.Kinds(kind), number) for kind, number in cursor.fetchall()]
    spread = _spread(claimed)
    issues = sorted({number for kind, number in claimed if kind == Change.Kinds.ISSUE})
    remedies = sorted({number for kind, number in claimed if kind == Change.Kinds.REMEDY})
    replaced = replace(issues, now) if issues else {}
    if remedies:
        recurring.keep_remedies(remedies)
    due = tallying.due(now, size - len(claimed))
    tallying.tally_anew([issue for issue in due if issue not in replaced], now=now)
    taken = len(claimed) + len(due)
    has_more = spread or taken == size
    if taken and not has_more:
        tallying.all_is_counted(now)
    return _Turn(taken, len(issues), has_more=has_more)


def _spread(claimed: list[tuple[Change.Kinds, int]]) -> bool:
    """Put whatever is counted by what has changed into the queue; whether there was such a thing."""
    found = False
    with connection.cursor() as cursor:
        for kind, question in _SPREAD.items():
            if numbers := [number for what, number in claimed if what == kind]:
                cursor.execute(question, [numbers] * question.count("%s"))
                found = True
    return found


def alone() -> bool:
    """Whether nobody else writes facts; then nobody else begins until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [KEEPING])
        (is_alone,) = cursor.fetchone()
    return bool(is_alone)


def replace(
    issues: Sequence[int],
    now: datetime,
) -> dict[int, tuple[Derived | None, Derived | None]]:
    """Count these issues anew. Returns what has changed: as it was and as it is; None is not counted.

    The caller is alone with the facts.
    """
    told = told_of(issues)
    after = {one.issue: _derived(one) for one in told}
    unread = {issue for issue, derived in after.items() if derived is None}
    before = storing.stored(issues)
    changed = {
        pk: (before.get(pk), after.get(pk))
        for pk in issues
        if pk not in unread and before.get(pk) != after.get(pk)
    }
    if changed:
        tallying.withdraw(list(changed))
        storing.forget([pk for pk, (was, _) in changed.items() if was is not None])
        storing.keep(is_now for _, is_now in changed.values() if is_now is not None)
        recurring.judge(changed, now)
        tallying.enter(list(changed), now=now)
    return changed


def _derived(told: Told) -> Derived | None:
    """None for what cannot be read: it stays as it was, and must not keep everything else from being counted."""
    try:
        return derive(told)
    except (KeyError, ValueError, TypeError):
        logger.exception("Issue %s cannot be counted.", told.issue)
        return None
