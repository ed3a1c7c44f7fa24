"""Figures out of the rollups: a few thousand rows, however many issues there are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import IntEnum
from itertools import chain
from typing import Any, Final, Literal, NamedTuple

from django.db import connection

from insights.querysets.cohorts import cohort
from insights.querysets.counters import AGES, FIXES
from insights.querysets.durations import times_again
from insights.querysets.graph import escaped_pairs
from insights.querysets.groups import By, columns_of
from insights.querysets.parts import Parts
from insights.querysets.together import Question, ask_together
from insights.querysets.waits import durations, read_durations
from insights.querysets.where import Group, departments, grouping, once, once_each, places, points_of
from insights.rules.bands import Band, Bands
from insights.rules.figures import Answers, Escape, Passing, Prevention, Recurrence, Reopening, Urgency
from insights.rules.periods import Period, Scope, week_of

KEPT: Final = "kept"
_BANDS: Final = len(Band)
_COUNTS: Final = (
    *Band,
    *("acted", "born", "triggered", "asked", "yes", "resolved", "reopened"),
    *(f"{part}_{days}" for days in AGES for part in FIXES),
)
_KEPT: Final = "(SELECT at FROM insights_keeping), (SELECT min(next_at) FROM insights_tally)"
_WAITING: Final = """
    (SELECT count(*) FROM (SELECT FROM insights_change LIMIT %(most)s) changed)
    + (SELECT count(*) FROM (SELECT FROM insights_tally WHERE next_at <= %(now)s LIMIT %(most)s) due)
"""
Kind = Literal["bands", "issues", "origins", "turns", "works"]
KeptAt = tuple[datetime | None, datetime | None]
# The kind, the severity, the point and the week of counts; those of origins and turns are of another place as well.
Row = tuple[Kind, str, int, date, int, list[int]]
_ALL: Final[tuple[Kind, ...]] = ("issues", "origins", "turns", "works")
# Remedies are of no issue, and few: they are asked as they are.
_READ: Final[dict[Kind, str]] = {
    "bands": """
    SELECT 'bands', severity, point_id, week, 0, ARRAY[{bands}] FROM insights_cell
     WHERE {which} AND {weeks} AND {at} GROUP BY 2, 3, 4
    """,
    "issues": """
    SELECT 'issues', severity, point_id, week, 0, ARRAY[{issues}] FROM insights_cell
     WHERE {which} AND {weeks} AND {at} GROUP BY 2, 3, 4
    """,
    "origins": """
    SELECT 'origins', severity, point_id, week, origin_id, ARRAY[sum(known)] FROM insights_origincell
     WHERE {which} AND {weeks} AND {at} GROUP BY 2, 3, 4, 5
    """,
    "turns": """
    SELECT 'turns', severity, point_id, week, department_id, ARRAY[sum(received), sum(passed), sum(returned)]
      FROM insights_turncell
     WHERE {which} AND {weeks} AND {of_turns} GROUP BY 2, 3, 4, 5
    """,
    "works": """
    SELECT 'works', severity, point_id, turn, 0, ARRAY[sum(completed), sum(preventive)] FROM insights_workcell
     WHERE {which} AND {completed} AND {at} GROUP BY 2, 3, 4
    UNION ALL
    SELECT 'works', severity, point_id, (date_trunc('week', completed_at, 'UTC') AT TIME ZONE 'UTC')::date AS turn, 0,
           ARRAY[count(*), count(*) FILTER (WHERE is_preventive)]
      FROM insights_work
     WHERE remedy_id IS NOT NULL AND {which} AND completed_at >= %(from)s AND completed_at <= %(as_of)s {to} AND {points}
     GROUP BY 2, 3, 4
    """,
}

_BEGAN: Final = """
    SELECT point, sum(counts[1])::int FROM ({}) known (kind, severity, point, week, origin, counts)
     WHERE origin = %(origin)s GROUP BY 1
"""


class Turns(NamedTuple):
    """Which changes add up to how it stood: all there are, or those before a Monday."""

    before: date | None = None


class Timed(IntEnum):
    """Which durations are wanted: they cost more than all counts together."""

    NOTHING = 0
    ACT = 1
    ALL = 2  # time to act again as well


def rolled(
    scope: Scope, by: By | None, timed: Timed = Timed.ALL, *, bands_only: bool = False
) -> Parts | None:
    """All figures of a scope by group, or of the counts the bands alone; None where the facts have to be asked."""
    turns = _turns(scope)
    if turns is None:
        return None
    found = Parts()
    for (kind, group), counts in _added_up(scope, by, turns, ("bands",) if bands_only else _ALL).items():
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


def read_with_before(scope: Scope, by: By | None, *, bands_only: bool = True) -> None:
    """The counts of a scope and of what it is compared with, and how long it took until somebody acted: by group now, of all
    together then. Whoever asks for them within `read_once` finds them, after two questions instead of four.
    """
    kinds: tuple[Kind, ...] = ("bands",) if bands_only else _ALL
    both = ((one, group, _turns(one)) for one, group in ((scope, by), (scope.before, None)))
    known = [(one, group, turns) for one, group, turns in both if turns is not None]
    read_durations([(one, group, turns.before) for one, group, turns in known])
    asked = [(replace(one, severity=one.severity or ""), turns) for one, _, turns in known]
    rows = ask_together([_question(one, turns, kinds) for one, turns in asked])
    found: dict[tuple[Scope, Kind], list[Any]] = {(one, kind): [] for one, _ in asked for kind in kinds}
    for (one, _), of_one in zip(asked, rows, strict=True):
        for row in of_one:
            found[one, row[0]].append(row)
    once_each(found, lambda _: found)


def _turns(scope: Scope) -> Turns | None:
    return once(("turns", scope.period), lambda: turns_of(scope.period))


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


def kept() -> KeptAt:
    """As of when all was counted, and when the next count changes by itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_KEPT}")
        at, due_at = cursor.fetchone()
    return at, due_at


def kept_and_waiting(now: datetime, most: int) -> tuple[KeptAt, int]:
    """The same, and how many changes are not counted yet, also of those that time alone has brought; up to `most`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_KEPT}, {_WAITING}", {"now": now, "most": most})
        at, due_at, waiting = cursor.fetchone()
    return (at, due_at), min(waiting, most)


def origins(scope: Scope) -> Counter[tuple[int, int]] | None:
    """How many issues of known origin began at one point and were felt at another; None where facts have to be asked.

    Points that are gone are left out.
    """
    turns = _turns(scope)
    if turns is None:
        return None
    found: Counter[tuple[int, int]] = Counter()
    known = places()
    for _, _, point, _, origin, (count,) in _rows(scope, None, turns, ("origins",)):
        if count and origin in known and point in known:
            found[origin, point] += count
    return found


def origins_at(scope: Scope) -> dict[tuple[int, int], int] | None:
    """The same of the issues that began at the scope's point, wherever they were felt."""
    turns = _turns(scope)
    if turns is None:
        return None
    statement, values = _question(Scope(scope.period, severity=scope.severity or ""), turns, ["origins"])
    with connection.cursor() as cursor:
        cursor.execute(_BEGAN.format(statement), {**values, "origin": scope.point})
        counted = cursor.fetchall()
    return {(scope.point or 0, felt): count for felt, count in counted if count and felt in places()}


def _added_up(
    scope: Scope, by: By | None, turns: Turns, kinds: Sequence[Kind]
) -> dict[tuple[str, Group], list[int]]:
    """The counts of each kind and group. A turn belongs to the department whose turn it is."""
    gathered: dict[tuple[str, Group], list[list[int]]] = defaultdict(list)
    group_of, whose = grouping(by), departments() if by is By.DEPARTMENT else {}
    for kind, severity, point, week, other, counts in _rows(scope, by, turns, kinds):
        group = whose.get(other) if whose and kind == "turns" else group_of(point, week, severity)
        if group is None:  # of what is gone a row may remain, and says nothing
            continue
        if kind == "origins":
            is_escape = (other, point) in once("downstream", escaped_pairs)
            counts = [*counts, counts[0] if is_escape else 0]  # noqa: PLW2901  with what is told beside it
        gathered[kind, group].append(counts)
    return {one: [sum(column) for column in zip(*rows, strict=True)] for one, rows in gathered.items()}


def _rows(scope: Scope, by: By | None, turns: Turns, kinds: Sequence[Kind]) -> Iterable[Row]:
    severity = scope.severity or ("each" if by is By.SEVERITY else "")
    asked = replace(scope, severity=severity)

    def read(keys: list[tuple[Scope, Kind]]) -> dict[tuple[Scope, Kind], list[Any]]:
        found: dict[tuple[Scope, Kind], list[Any]] = {key: [] for key in keys}
        [rows] = ask_together([_question(asked, turns, [kind for _, kind in keys])])
        for row in rows:
            found[asked, row[0]].append(row)
        return found

    found = once_each([(asked, kind) for kind in kinds], read)
    return chain.from_iterable(found)


def _question(scope: Scope, turns: Turns, kinds: Sequence[Kind]) -> Question:
    """`severity` of the scope is "" for all of them together, and "each" for one after the other."""
    asked = _values(scope, turns)
    here = "true" if asked["points"] is None else "point_id = ANY(%(points)s::bigint[])"
    at = ["true" if turns.before is None else "turn < %(before)s"]
    of_turns = [
        *at,
        *(["point_id = ANY(%(everywhere)s::bigint[])"] if asked["everywhere"] is not None else []),
    ]
    of_turns += ["department_id = %(department)s"] if scope.department is not None else []
    until = "" if scope.period.until is None else " AND {} < %(until)s"
    statement = " UNION ALL ".join(_READ[kind] for kind in kinds).format(
        bands=", ".join(f"sum({name})" for name in Band),
        issues=", ".join(f"sum({name})" for name in _COUNTS),
        which="severity <> ''" if scope.severity == "each" else "severity = %(severity)s",
        weeks="week >= %(since)s" + until.format("week"),
        completed="turn >= %(since)s" + until.format("turn"),
        at=" AND ".join([*at, here]),
        to="" if scope.period.until is None else "AND completed_at < %(to)s",
        points=here,
        of_turns=" AND ".join(of_turns),
    )
    return statement, asked


def _values(scope: Scope, turns: Turns) -> dict[str, Any]:
    period = scope.period
    return {
        "since": period.since.date(),
        "until": period.until and period.until.date(),
        "before": turns.before,
        "from": period.since,
        "to": period.until,
        "as_of": period.as_of,
        "severity": scope.severity,
        "points": points_of(scope),
        "everywhere": points_of(scope, any_department=True),
        "department": scope.department,
    }


def _issues(counts: list[int]) -> dict[str, Any]:
    n = dict(zip(_COUNTS, counts, strict=True))
    return {
        "bands": Bands(*counts[:_BANDS]),
        "urgency": Urgency(n["acted"], n["born"], n["triggered"]),
        "answers": Answers(n["asked"], n["yes"]),
        "reopening": Reopening(n["resolved"], n["reopened"]),
        **{f"recurrence_{days}": Recurrence(*(n[f"{part}_{days}"] for part in FIXES)) for days in AGES},
    }


_PARTS: Final[dict[str, Callable[[list[int]], dict[str, Any]]]] = {
    "bands": lambda counts: {"bands": Bands(*counts)},
    "issues": _issues,
    "origins": lambda counts: {"escape": Escape(*counts)},
    "turns": lambda counts: {"passing": Passing(*counts)},
    "works": lambda counts: {"prevention": Prevention(*counts)},
}
