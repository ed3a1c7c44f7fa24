"""How many issues stand open out of the rollups, whenever they were reported."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import connection

from insights.querysets.rolled import turns_at
from insights.querysets.where import once_each, points_of
from insights.rules.periods import WEEK, Scope, week_of

_OLDEST: Final = """
    SELECT point.id, first.unacted_since FROM unnest(%(points)s::bigint[]) point (id) CROSS JOIN LATERAL (
        SELECT unacted_since FROM insights_tally
         WHERE point_id = point.id AND unacted_since IS NOT NULL AND {severity} ORDER BY unacted_since LIMIT 1
    ) first
"""
_READ: Final = """
    SELECT point_id, {sums} FROM insights_standingcell
     WHERE severity = %(severity)s AND {points} GROUP BY 1
"""


class Standing(NamedTuple):
    """Open issues at a point; of them those never acted on, and the customers behind these: reported once, or again."""

    open: int = 0
    unacted: int = 0
    once: int = 0
    more: int = 0


def standing(scope: Scope) -> dict[int, Standing] | None:
    """By point, as of the scope's instant; None where rollups cannot answer for it."""
    turns = turns_at(scope.period.as_of)
    return None if turns is None else standing_before(scope, [turns.before])[0]


def standing_before(scope: Scope, mondays: Sequence[date | None]) -> list[dict[int, Standing]]:
    """By point, as of each of these Mondays, 00:00 UTC, or with None as of now: those not read yet together."""
    places = (scope.stage, scope.point, scope.department, scope.severity)

    def read(keys: list[tuple[Any, Any, date | None]]) -> dict[Any, dict[int, Standing]]:
        return dict(zip(keys, _read(scope, [monday for _, _, monday in keys]), strict=True))

    return once_each([("standing", places, monday) for monday in mondays], read)


def read_together(scope: Scope) -> None:
    """What a page asks of now, of the period before, and of the ends of the last two weeks, in one question."""
    as_of = scope.period.as_of
    weeks = [week_of(as_of), week_of(as_of) - WEEK]
    turns = [turns_at(at) for at in (as_of, scope.before.period.as_of, *weeks)]
    standing_before(scope, list(dict.fromkeys(one.before for one in turns if one is not None)))


def _read(scope: Scope, mondays: Sequence[date | None]) -> list[dict[int, Standing]]:
    points = points_of(scope)
    asked: dict[str, Any] = {"severity": scope.severity or "", "points": points}
    asked |= {f"before_{at}": monday for at, monday in enumerate(mondays)}
    sums = [
        f"coalesce(sum({count}) FILTER (WHERE {'true' if monday is None else f'turn < %(before_{at})s'}), 0)"
        for at, monday in enumerate(mondays)
        for count in Standing._fields
    ]
    statement = _READ.format(
        sums=", ".join(sums), points="true" if points is None else "point_id = ANY(%(points)s::bigint[])"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    width = len(Standing._fields)
    return [
        {point: Standing(*counts[at * width : (at + 1) * width]) for point, *counts in rows}
        for at in range(len(mondays))
    ]


def oldest_unacted(points: Collection[int], severity: str | None) -> dict[int, datetime]:
    """When that issue was reported which waits longest at each point for anybody to act on it, as of the last keeping."""
    statement = _OLDEST.format(severity="severity = %(severity)s" if severity else "true")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"points": list(points), "severity": severity})
        return dict(cursor.fetchall())
