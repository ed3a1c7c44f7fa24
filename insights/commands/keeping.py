"""Keeping the facts in step with the events: the triggers of the database say which issues changed, this counts them anew."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from insights.commands import recurring, storing, tallying
from insights.commands.reading import Tell, told_of
from insights.models import Change
from insights.querysets.rolled import KEPT, kept, kept_and_waiting
from insights.querysets.where import once
from insights.rules.facts import Derived, derive

logger = logging.getLogger(__name__)

KEEPING: Final = 0x4D6F5307  # of the database's locks: any constant that nothing else locks
BATCH: Final = 2000  # changes at a time, in a transaction each
AT_A_DOOR: Final = 300  # changes that a page counts before it is shown
FEW: Final = 300  # issues that a calendar or a cause may concern for a page to take it on
MOST_WAITING: Final = 10_000  # nobody counts further than that
SHARE: Final = 4  # one change in so many at least is one that is due by time alone, however many wait
LATEST: Final = timedelta(minutes=10)  # pages show no older figures, and clocks of servers differ by less
MANY: Final = 1000  # counted in one go: what PostgreSQL believed of small tables is no longer so

# An array is made once. A plan may ask for `IN (SELECT … LIMIT)` again for every row, and claim more than the limit.
_CLAIM: Final = """
    DELETE FROM insights_change WHERE id = ANY (ARRAY(
        SELECT id FROM insights_change WHERE {which} ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED))
    RETURNING kind, number
"""
_MOMENT: Final = timedelta(microseconds=1)
# Nobody counts further than that, whatever hangs on a calendar or a cause.
_CONCERNS_FEW: Final = """
    CASE kind
    WHEN 'calendar' THEN NOT EXISTS (SELECT FROM issues_issue WHERE calendar_id = number OFFSET %(few)s)
    WHEN 'cause' THEN NOT EXISTS (SELECT FROM issues_issue WHERE root_cause_id = number OFFSET %(few)s)
                  AND NOT EXISTS (SELECT FROM issues_remedy WHERE cause_id = number OFFSET %(few)s)
    ELSE true END
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
class Counted:
    """As of when a page may ask, so that all its figures are of that instant, and how many changes are not in them yet."""

    as_of: datetime
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """How many changes were taken, how many issues counted anew because of them, and whether there may be more."""

    taken: int = 0
    issues: int = 0
    has_more: bool = False


def keep_current(*, now: datetime, limit: int | None = None, spreads: bool = True) -> Kept:
    """Bring the facts in step with what has happened: all of it, or at most about `limit` changes.

    A calendar or a cause that concerns more than a few issues is left to others unless it `spreads`.

    One at a time: whoever comes second while another is at it returns at once. Safe beside everybody who writes issues:
    it waits for none of their locks, and they for none of its.
    """
    taken = issues = 0
    while limit is None or taken < limit:
        turn = _next(BATCH if limit is None else min(BATCH, limit - taken), now, spreads=spreads)
        taken, issues = taken + turn.taken, issues + turn.issues
        if not turn.has_more:
            break
    if issues >= MANY and storing.are_many(issues):
        storing.analyse()
    return Kept(issues, waiting(now))


def counted(now: datetime) -> Counted:
    """For doors: bring in what has just happened; as of when they may ask, and what is not counted yet. Never fails a page.

    That is now; or the instant of the last keeping when somebody else has kept a moment later; or, while not all is
    counted that the passing of time has changed, the last instant before that, if it is no older than `LATEST`.
    """
    known, waits = kept_and_waiting(now, MOST_WAITING)
    if waits:
        try:
            with transaction.atomic():
                keep_current(now=now, limit=AT_A_DOOR, spreads=False)
        except Exception:  # whatever it is: the figures as they were are better than none
            logger.exception("The figures could not be brought in step.")
        known, waits = kept_and_waiting(now, MOST_WAITING)
    at, due_at = once(KEPT, lambda: known)
    as_of = now if at is None or at - now > LATEST else max(now, at)
    if at is not None and due_at is not None and due_at <= as_of:
        before = max(at, due_at - _MOMENT)
        as_of = before if now - before <= LATEST else as_of
    return Counted(as_of, waits)


def waiting(now: datetime) -> int:
    """How many changes are not counted yet, also of those that time alone has brought; up to `MOST_WAITING`."""
    return kept_and_waiting(now, MOST_WAITING)[1]


@transaction.atomic
def _next(size: int, now: datetime, *, spreads: bool) -> _Turn:
    if not alone():
        return _Turn()
    now, most = _not_before_the_last(now), size - size // SHARE
    claimed = _claim(most, which="true" if spreads else _CONCERNS_FEW)
    spread = _spread(claimed)
    issues = sorted({number for kind, number in claimed if kind == Change.Kinds.ISSUE})
    remedies = sorted({number for kind, number in claimed if kind == Change.Kinds.REMEDY})
    replaced = replace(issues, now) if issues else {}
    if same := [
        issue for issue in issues if issue not in replaced
    ]:  # an added report is no fact of its issue
        recurring.judge_anew(same, now)
    if remedies:
        recurring.keep_remedies(remedies)
    rest = max(1, size - len(claimed))
    due = tallying.due(now, rest)
    tallying.tally_anew([issue for issue in due if issue not in replaced], now=now)
    taken = len(claimed) + len(due)
    has_more = spread or len(claimed) == most or len(due) == rest
    if taken and not has_more:
        tallying.all_is_counted(now)
    return _Turn(taken, len(issues), has_more=has_more)


def _not_before_the_last(now: datetime) -> datetime:
    """The clock of another server may be a moment ahead; one that is far from it is not believed."""
    at, _ = kept()
    return at if at is not None and now < at <= now + LATEST else now


def _claim(most: int, which: str) -> list[tuple[Change.Kinds, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(which=which), {"most": most, "few": FEW})
        return [(Change.Kinds(kind), number) for kind, number in cursor.fetchall()]


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
    after = {issue: _derived(issue, tell) for issue, tell in told_of(issues).items()}
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


def _derived(issue: int, tell: Tell) -> Derived | None:
    """None for what cannot be read: it stays as it was, and must not keep everything else from being counted."""
    try:
        return derive(tell())
    except (KeyError, ValueError, TypeError):
        logger.exception("Issue %s cannot be counted.", issue)
        return None
