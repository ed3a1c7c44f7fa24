"""What became of the reports of each of the last weeks at each point, each week as it stood when it was over: out of the rollups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from insights.querysets.rolled import turns_at
from insights.querysets.standing import Standing, standing_before
from insights.querysets.where import points_of
from insights.rules.bands import JUDGED, Bands
from insights.rules.periods import Period, Scope

_COUNTS: Final = """
    SELECT point_id, {windows}, {reports}, {earlier} FROM insights_cell
     WHERE severity = %(severity)s AND week >= %(from)s AND turn < %(before)s AND {points} GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """At one point: what became of the reports of each window, and how many this week and in the silence before."""

    bands: Sequence[Bands]
    reports: int
    earlier: int


def rolled_weeks(scope: Scope, windows: Sequence[Period], silence: Period) -> dict[int, WeekCounts] | None:
    """By point; the first window is the week. None where rollups cannot answer. All begin and end with Mondays."""
    week = windows[0]
    if turns_at(week.as_of) is None:
        return None
    columns = [f"sum({band}) FILTER (WHERE {_within(window)})" for window in windows for band in JUDGED]
    rows = _rows(
        _COUNTS,
        scope,
        week.as_of,
        windows=", ".join(columns),
        reports=f"sum(reported) FILTER (WHERE {_within(week)})",
        earlier=f"sum(reported) FILTER (WHERE {_within(silence)})",
        first=min(silence.since, *(window.since for window in windows)),
    )
    found: dict[int, WeekCounts] = {}
    for point, *told in rows:
        *counts, reports, earlier = (count or 0 for count in told)
        bands = [Bands(*counts[at : at + len(JUDGED)]) for at in range(0, len(counts), len(JUDGED))]
        found[point] = WeekCounts(bands, reports, earlier)
    return found


def rolled_queues(scope: Scope, as_of: datetime) -> dict[int, tuple[int, int]] | None:
    """The open issues of each point that nobody ever acted on, as of a Monday and of the one before; None as above."""
    if turns_at(as_of) is None:
        return None
    week_ago = as_of - timedelta(weeks=1)
    now, before = standing_before(scope, [as_of.date(), week_ago.date()])
    waiting = {point: (one.unacted, before.get(point, Standing()).unacted) for point, one in now.items()}
    return {point: counts for point, counts in waiting.items() if any(counts)}


def _within(window: Period) -> str:
    """Reported in it, and as it stood when it was over. Its bounds are dates."""
    since, until, before = (at.date() for at in (window.since, window.until or window.as_of, window.as_of))
    return f"week >= '{since}' AND week < '{until}' AND turn < '{before}'"


def _rows(
    statement: str, scope: Scope, as_of: datetime, *, first: datetime | None = None, **parts: str
) -> list[Any]:
    points = points_of(scope)
    asked: dict[str, Any] = {
        "severity": scope.severity or "",
        "before": as_of.date(),
        "from": first and first.date(),
        "points": points,
    }
    written = statement.format(
        points="true" if points is None else "point_id = ANY(%(points)s::bigint[])", **parts
    )
    with connection.cursor() as cursor:
        cursor.execute(written, asked)
        found: list[Any] = cursor.fetchall()
    return found
