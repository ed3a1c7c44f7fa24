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
from insights.rules.changes import MONTH, SILENCE, WEEK, WEEKS
from insights.rules.periods import Scope

_COUNTS: Final = """
    SELECT point_id, {windows}, sum(reported) FILTER (WHERE week >= %(week)s), sum(reported) FILTER (WHERE week < %(week)s)
      FROM insights_cell
     WHERE severity = %(severity)s AND week >= %(silence)s AND week < %(end)s AND turn < %(end)s AND {points} GROUP BY 1
"""
# Each as it stood when it was over: nothing of the turns after its end. A single week is over with its own turn.
_WINDOWS: Final = (
    "week >= %(week)s AND turn <= week",
    "week >= %(weeks)s AND week < %(week)s AND turn <= week",
    "week >= %(month)s",
    "week >= %(months)s AND week < %(month)s AND turn < %(month)s",
)
_JUDGED: Final = ", ".join(f"sum({band}) FILTER (WHERE {window})" for window in _WINDOWS for band in JUDGED)


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """At one point: what became of the reports of the week and of the four before it, each week as it stood when it was over;
    the same of the four weeks that end with it, and of the four before those. And how many reports there were in the
    week, and in the silence before it.
    """

    week: Bands
    weeks_before: Bands
    month: Bands
    month_before: Bands
    reports: int
    earlier: int


def rolled_weeks(scope: Scope, monday: datetime) -> dict[int, WeekCounts] | None:
    """By point, of the week that ended on that Monday; None where rollups cannot answer."""
    if turns_at(monday) is None:
        return None
    points = points_of(scope)
    days = {
        "end": 0,
        "week": WEEK,
        "weeks": WEEKS,
        "month": MONTH,
        "months": 2 * MONTH,
        "silence": WEEK + SILENCE,
    }
    asked: dict[str, Any] = {name: (monday - timedelta(days=back)).date() for name, back in days.items()}
    statement = _COUNTS.format(
        windows=_JUDGED, points="true" if points is None else "point_id = ANY(%(points)s::bigint[])"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, asked | {"severity": scope.severity or "", "points": points})
        return {point: _counts(told) for point, *told in cursor.fetchall()}


def _counts(told: Sequence[int | None]) -> WeekCounts:
    *judged, reports, earlier = (count or 0 for count in told)
    week, weeks_before, month, month_before = (
        Bands(*judged[at : at + len(JUDGED)]) for at in range(0, len(judged), len(JUDGED))
    )
    return WeekCounts(week, weeks_before, month, month_before, reports, earlier)


def rolled_queues(scope: Scope, as_of: datetime) -> dict[int, tuple[int, int]] | None:
    """The open issues of each point that nobody ever acted on, as of a Monday and of the one before; None as above."""
    if turns_at(as_of) is None:
        return None
    week_ago = as_of - timedelta(weeks=1)
    now, before = standing_before(scope, [as_of.date(), week_ago.date()])
    waiting = {point: (one.unacted, before.get(point, Standing()).unacted) for point, one in now.items()}
    return {point: counts for point, counts in waiting.items() if any(counts)}
