"""Figures out of the rollups: a few thousand rows, however many issues there are."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from enum import IntEnum
from itertools import starmap
from operator import add
from typing import Any, Final, NamedTuple

from django.db import connection

from insights.querysets.cohorts import cohort
from insights.querysets.counters import FIXES
from insights.querysets.durations import times_again
from insights.querysets.graph import escaped_pairs
from insights.querysets.groups import By, columns_of
from insights.querysets.parts import Parts
from insights.querysets.waits import durations
from insights.querysets.where import Group, departments, grouping, once, places, points_of
from insights.rules.bands import Band, Bands
from insights.rules.figures import Answers, Escape, Passing, Prevention, Recurrence, Reopening, Urgency
from insights.rules.periods import Period, Scope, week_of

KEPT: Final = "kept"
_BANDS: Final = len(Band)
_COUNTS: Final = (
    *Band,
    *("acted", "born", "triggered", "asked", "yes", "resolved", "reopened"),
    *(f"{part}_{days}" for days in (30, 90) for part in FIXES),
)
_KEPT: Final = "SELECT at, (SELECT min(next_at) FROM insights_tally) FROM insights_keeping"
# Remedies are of no issue, and few: they are asked as they are.
_READ: Final = """
    SELECT 'issues', severity, point_id, week, 0, ARRAY[{issues}] FROM insights_cell
     WHERE {which} AND {weeks} AND {at} GROUP BY 2, 3, 4
    UNION ALL
    SELECT 'origins', severity, point_id, week, origin_id, ARRAY[sum(known)] FROM insights_origincell
     WHERE {which} AND {weeks} AND {at} GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'turns', severity, point_id, week, department_id, ARRAY[sum(received), sum(passed), sum(returned)]
      FROM insights_turncell
     WHERE {which} AND {weeks} AND {of_turns} GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'works', severity, point_id, turn, 0, ARRAY[sum(completed), sum(preventive)] FROM insights_workcell
     WHERE {which} AND {completed} AND {at} GROUP BY 2, 3, 4
    UNION ALL
    SELECT 'works', severity, point_id, (date_trunc('week', completed_at, 'UTC') AT TIME ZONE 'UTC')::date AS turn, 0,
           ARRAY[count(*), count(*) FILTER (WHERE is_preventive)]
      FROM insights_work
     WHERE remedy_id IS NOT NULL AND {which} AND completed_at >= %(from)s AND completed_at <= %(as_of)s {to} AND {points}
     GROUP BY 2, 3, 4
"""


class Row(NamedTuple):
    """Counts of a point, a severity and a week; those of origins and turns are of another place as well."""

    kind: str
    severity: str
    point: int
    week: date
    other: int
    counts: list[int]


class Turns(NamedTuple):
    """Which changes add up to how it stood: all there are, or those before a Monday."""

    before: date | None = None


class Timed(IntEnum):
    """Which durations are wanted: they cost more than all counts together."""

    NOTHING = 0
    ACT = 1
    ALL = 2  # time to act again as well


def rolled(scope: Scope, by: By | None, timed: Timed = Timed.ALL) -> Parts | None:
    """All figures of a scope by group; None where the facts themselves have to be asked."""
    turns = once(("turns", scope.period), lambda: turns_of(scope.period))
    if turns is None:
        return None
    found = Parts()
    for (kind, group), counts in _added_up(scope, by, turns).items():
        if any(counts):
            found.add(*group, **_PARTS[kind](counts))
    if timed >= Timed.ACT:
        for group, took in durations(scope, by, turns.before).items():
            found.add(*group, time_to_act=took)
    if timed >= Timed.ALL:
        again = times_again(cohort(scope), columns_of(by), scope.period.as_of)
        for group, took in again.items():
            found.add(*group, time_to_act_again=took)
    return found


def turns_of(period: Period) -> Turns | None:
    """How rollups answer for the period; None when they cannot: they hold whole weeks, as of Mondays and as of now."""
    if period.since != week_of(period.since) or (period.until and period.until != week_of(period.until)):
        return None
    turns = turns_at(period.as_of)
    is_over = period.until is not None and period.until <= period.as_of
    return turns if turns is None or turns.before is None or is_over else None


def turns_at(as_of: datetime) -> Turns | None:
    """How they answer for an instant; None when they cannot, because it is neither now nor a Monday."""
    at, due_at = once(KEPT, kept)
    if at is None:
        return None
    if as_of >= at:
        return Turns() if due_at is None or due_at > as_of else None
    return Turns(as_of.date()) if as_of == week_of(as_of) else None


def kept() -> tuple[datetime | None, datetime | None]:
    """As of when all was counted, and when the next count changes by itself."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT)
        found: tuple[datetime | None, datetime | None] = cursor.fetchone() or (None, None)
    return found


def origins(scope: Scope) -> Counter[tuple[int, int]] | None:
    """How many issues of known origin began at one point and were felt at another; None where facts have to be asked.

    Points that are gone are left out.
    """
    turns = once(("turns", scope.period), lambda: turns_of(scope.period))
    if turns is None:
        return None
    found: Counter[tuple[int, int]] = Counter()
    known = places()
    for row in _rows(scope, None, turns):
        if row.kind == "origins" and row.counts[0] and row.other in known and row.point in known:
            found[row.other, row.point] += row.counts[0]
    return found


def _added_up(scope: Scope, by: By | None, turns: Turns) -> dict[tuple[str, Group], list[int]]:
    """The counts of each kind and group. A turn belongs to the department whose turn it is."""
    totals: dict[tuple[str, Group], list[int]] = {}
    group_of, whose = grouping(by), departments() if by is By.DEPARTMENT else {}
    for kind, severity, point, week, other, found in _rows(scope, by, turns):
        group = whose.get(other) if whose and kind == "turns" else group_of(point, week, severity)
        if group is None or not any(found):  # of what is gone a row may remain, and says nothing
            continue
        counts = found
        if kind == "origins":
            counts = [*found, found[0] if (other, point) in once("downstream", escaped_pairs) else 0]
        so_far = totals.get((kind, group))
        totals[kind, group] = counts if so_far is None else list(map(add, so_far, counts))
    return totals


def _rows(scope: Scope, by: By | None, turns: Turns) -> list[Row]:
    severity = scope.severity or ("each" if by is By.SEVERITY else "")
    return once(replace(scope, severity=severity), lambda: _read(scope, severity, turns))


def _read(scope: Scope, severity: str, turns: Turns) -> list[Row]:
    period, before = scope.period, turns.before
    points, everywhere = points_of(scope), points_of(scope, any_department=True)
    at = ["true" if before is None else "turn < %(before)s"]
    of_turns = [*at, *(["point_id = ANY(%(everywhere)s::bigint[])"] if everywhere is not None else [])]
    of_turns += ["department_id = %(department)s"] if scope.department is not None else []
    at += ["point_id = ANY(%(points)s::bigint[])"] if points is not None else []
    until = "" if period.until is None else " AND {} < %(until)s"
    asked: dict[str, Any] = {
        "since": period.since.date(),
        "until": period.until and period.until.date(),
        "before": before,
        "from": period.since,
        "to": period.until,
        "as_of": period.as_of,
        "severity": severity,
        "points": points,
        "everywhere": everywhere,
        "department": scope.department,
    }
    statement = _READ.format(
        issues=", ".join(f"sum({name})" for name in _COUNTS),
        which="severity <> ''" if severity == "each" else "severity = %(severity)s",
        weeks="week >= %(since)s" + until.format("week"),
        completed="turn >= %(since)s" + until.format("turn"),
        at=" AND ".join(at),
        to="" if period.until is None else "AND completed_at < %(to)s",
        points="true" if points is None else "point_id = ANY(%(points)s::bigint[])",
        of_turns=" AND ".join(of_turns),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(starmap(Row, cursor.fetchall()))


def _issues(counts: list[int]) -> dict[str, Any]:
    n = dict(zip(_COUNTS, counts, strict=True))
    return {
        "bands": Bands(*counts[:_BANDS]),
        "urgency": Urgency(n["acted"], n["born"], n["triggered"]),
        "answers": Answers(n["asked"], n["yes"]),
        "reopening": Reopening(n["resolved"], n["reopened"]),
        "recurrence_30": Recurrence(*counts[-8:-4]),
        "recurrence_90": Recurrence(*counts[-4:]),
    }


_PARTS: Final[dict[str, Callable[[list[int]], dict[str, Any]]]] = {
    "issues": _issues,
    "origins": lambda counts: {"escape": Escape(*counts)},
    "turns": lambda counts: {"passing": Passing(*counts)},
    "works": lambda counts: {"prevention": Prevention(*counts)},
}
