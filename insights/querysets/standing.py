"""How many issues stand open out of the rollups, whenever they were reported."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection

from insights.querysets.rolled import turns_at
from insights.querysets.where import points_of
from insights.rules.periods import Scope

_OLDEST: Final = """
    SELECT point.id, first.unacted_since FROM unnest(%(points)s::bigint[]) point (id) CROSS JOIN LATERAL (
        SELECT unacted_since FROM insights_tally
         WHERE point_id = point.id AND unacted_since IS NOT NULL AND {severity} ORDER BY unacted_since LIMIT 1
    ) first
"""
_READ: Final = """
    SELECT point_id, sum(open), sum(unacted), sum(once), sum(more) FROM insights_standingcell
     WHERE severity = %(severity)s AND {turn} AND {points} GROUP BY 1
"""


class Standing(NamedTuple):
    """Open issues at a point; of them those never acted on, and the customers behind these: reported once, or again."""

    open: int = 0
    unacted: int = 0
    once: int = 0
    more: int = 0


def standing(scope: Scope) -> dict[int, Standing] | None:
    """By point, as of the scope's instant; None where rollups cannot answer for it."""
    turns, points = turns_at(scope.period.as_of), points_of(scope)
    if turns is None:
        return None
    asked: dict[str, Any] = {"severity": scope.severity or "", "before": turns.before, "points": points}
    statement = _READ.format(
        turn="true" if turns.before is None else "turn < %(before)s",
        points="true" if points is None else "point_id = ANY(%(points)s::bigint[])",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return {point: Standing(*counts) for point, *counts in cursor.fetchall()}


def oldest_unacted(points: Collection[int], severity: str | None) -> dict[int, datetime]:
    """When that issue was reported which waits longest at each point for anybody to act on it, as of the last keeping."""
    statement = _OLDEST.format(severity="severity = %(severity)s" if severity else "true")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"points": list(points), "severity": severity})
        return dict(cursor.fetchall())
