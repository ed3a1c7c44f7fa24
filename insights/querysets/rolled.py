"""Figures out of the rollups: a few thousand rows, however many issues there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection

from insights.querysets.graph import escaped_pairs
from insights.querysets.groups import By, Key, key_of, name_of
from insights.querysets.parts import Parts
from insights.querysets.places import Place, departments, places
from insights.querysets.waits import durations
from insights.rules.bands import Band, Bands
from insights.rules.figures import Answers, Escape, Passing, Prevention, Recurrence, Reopening, Urgency
from insights.rules.periods import WEEK, Period, Scope, week_of

LATEST: Final = timedelta(minutes=10)  # as old as rollups may be before facts are asked instead
_FIXES: Final = ("quick", "quick_again", "rooted", "rooted_again")
_COUNTS: Final = (
    *Band,
    *("acted", "born", "triggered", "asked", "yes", "resolved", "reopened"),
    *(f"{part}_30" for part in _FIXES),
    *(f"{part}_90" for part in _FIXES),
)
_KEPT: Final = """
    SELECT at, (SELECT min(next_at) FROM insights_tally) FROM insights_keeping
"""
_READ: Final = """
    SELECT 'issues', severity, point_id, week, 0, ARRAY[{issues}] FROM insights_cell
     WHERE {severity} AND {week} AND {turn} AND {point} GROUP BY 2, 3, 4
    UNION ALL
    SELECT 'origins', severity, point_id, week, origin_id, ARRAY[sum(known)] FROM insights_origincell
     WHERE {severity} AND {week} AND {turn} AND {point} GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'turns', severity, point_id, week, department_id, ARRAY[sum(received), sum(passed), sum(returned)]
      FROM insights_turncell
     WHERE {severity} AND {week} AND {turn} AND {elsewhere} GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'works', severity, point_id, turn, 0, ARRAY[sum(completed), sum(preventive)] FROM insights_workcell
     WHERE {severity} AND {completed} AND {turn} AND {point} GROUP BY 2, 3, 4
"""


class Row(NamedTuple):
    """Counts of a point, a severity and a week; of turns and origins also of the other place."""

    kind: str
    severity: str
    point: int
    week: date
    other: int
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Kept:
    """Which turns count: all, or those before a Monday."""

    before: date | None = None


def kept(period: Period) -> Kept | None:
    """How rollups can answer for the period; None when they cannot, because they hold whole weeks, and up to now."""
    if not _is_monday(period.since) or (period.until is not None and not _is_monday(period.until)):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_KEPT)
        at, due_at = cursor.fetchone() or (None, None)
    if at is None:
        return None
    if period.as_of >= at:
        is_current = due_at is None or due_at > period.as_of or period.as_of - due_at <= LATEST
        return Kept() if is_current else None
    is_over = period.until is not None and period.until <= period.as_of
    return Kept(period.as_of.date()) if is_over and _is_monday(period.as_of) else None


def _is_monday(at: datetime) -> bool:
    return at == week_of(at)


def rolled(scope: Scope, by: By | None, *, timed: bool) -> Parts | None:
    """All figures of a scope by group; None where the facts themselves have to be asked."""
    how = kept(scope.period)
    if how is None:
        return None
    where = Where(scope, by, how)
    found, downstream = Parts(), None
    totals: dict[tuple[str, Any], list[int]] = {}
    escapes: dict[Any, Escape] = defaultdict(Escape)
    for row in where.rows():
        group = where.group_of(row)
        if row.kind == "origins":
            downstream = escaped_pairs() if downstream is None else downstream
            so_far, n = escapes[group], row.counts[0]
            escaped = n if (row.other, row.point) in downstream else 0
            escapes[group] = Escape(so_far.known + n, so_far.escaped + escaped)
        elif (total := totals.get((row.kind, group))) is None:
            totals[row.kind, group] = row.counts
        else:
            totals[row.kind, group] = [a + b for a, b in zip(total, row.counts, strict=True)]
    for (kind, group), counts in totals.items():
        if any(counts):
            found.add(*group, **_PARTS[kind](counts))
    for group, escape in escapes.items():
        if escape.known:
            found.add(*group, escape=escape)
    if timed:
        for of, took in durations(scope, by, how.before).items():
            found.add(*where.group(*of), time_to_act=took)
    return found


def _issues(counts: list[int]) -> dict[str, Any]:
    n = dict(zip(_COUNTS, counts, strict=True))
    return {
        "bands": Bands(*counts[: len(Band)]),
        "urgency": Urgency(n["acted"], n["born"], n["triggered"]),
        "answers": Answers(n["asked"], n["yes"]),
        "reopening": Reopening(n["resolved"], n["reopened"]),
        "recurrence_30": Recurrence(*counts[-8:-4]),
        "recurrence_90": Recurrence(*counts[-4:]),
    }


_PARTS: Final = {
    "issues": _issues,
    "turns": lambda counts: {"passing": Passing(*counts)},
    "works": lambda counts: {"prevention": Prevention(*counts)},
}
