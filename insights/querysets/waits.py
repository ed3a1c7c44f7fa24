"""Time to act out of the rollups, and out of the facts of those who wait still."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db import connection

from inflection_points.models import Calendar
from inflection_points.rules.calendars import ROUND_THE_CLOCK
from insights.querysets.contributions import DIGITS
from insights.querysets.groups import By
from insights.querysets.where import Group, group_of, once, places, points_of
from insights.rules.facts.deriving import read_clock
from insights.rules.periods import Scope
from insights.rules.steps import STARTS
from insights.rules.survival import Duration, duration_of

_OF: Final[dict[By | None, str]] = {None: "0", By.WEEK: "week", By.SEVERITY: "severity"}
_ENDED: Final = """
    SELECT {of}, -1, sum(took)::text FROM insights_cell {places}
     WHERE {severity} AND {weeks} AND {turn} GROUP BY 1
"""
_WAITS: Final = """
    SELECT {of}, width_bucket(greatest(0, {read} - opened), %(starts)s) - 1, count(*)::text FROM insights_fact {places}
     WHERE calendar_id {calendar} AND {of_severity} AND {weeks}
       AND reported_at <= %(as_of)s
       AND (acted_at IS NULL OR acted_at > %(as_of)s) AND (declined_at IS NULL OR declined_at > %(as_of)s)
     GROUP BY 1, 2
"""
_PLACES: Final = (
    "JOIN unnest(%(points)s::bigint[], %(numbers)s::int[]) AS place (point, number) ON place.point = point_id"
)


def durations(scope: Scope, by: By | None, before: date | None) -> dict[Group, Duration]:
    """By group. `before`: only what had changed before that Monday, as of which the scope is asked; None is now."""
    ended: dict[Group, dict[int, int]] = defaultdict(dict)
    waits: dict[Group, Counter[int]] = defaultdict(Counter)
    for group, step, n in _read(scope, by, before):
        if step < 0:
            ended[group] = _lanes(n)
        else:
            waits[group][step] += int(n)
    return {
        group: duration_of(ended[group], waits[group])
        for group in dict.fromkeys([*ended, *waits])
        if ended[group] or waits[group]
    }


def _lanes(digits: str) -> dict[int, int]:
    """The counts by step that stand in `Cell.took`."""
    digits = digits.zfill(-(-len(digits) // DIGITS) * DIGITS)
    last = len(digits) // DIGITS - 1
    return {last - n: count for n in range(last + 1) if (count := int(digits[n * DIGITS : (n + 1) * DIGITS]))}


def _read(scope: Scope, by: By | None, before: date | None) -> Iterator[tuple[Group, int, str]]:
    period, points = scope.period, points_of(scope)
    groups, numbers = _numbered(by, points)
    is_placed = points is not None or by not in _OF
    severity = (
        "severity = %(severity)s"
        if scope.severity
        else "severity <> ''"
        if by is By.SEVERITY
        else "severity = ''"
    )
    parts = {
        "of": _OF.get(by, "number"),
        "places": _PLACES if is_placed else "",
        "severity": severity,
        "of_severity": "severity = %(severity)s" if scope.severity else "true",
        "weeks": "week >= %(since)s" + ("" if period.until is None else " AND week < %(until)s"),
        "turn": "true" if before is None else "turn < %(before)s",
    }
    shown = _clocks(period.as_of)
    waits = (
        _WAITS.format(calendar="IS NULL" if pk is None else f"= {pk}", read=read, **parts)
        for pk, read in shown.items()
    )
    asked: dict[str, Any] = {
        "since": period.since.date(),
        "until": period.until and period.until.date(),
        "before": before,
        "as_of": period.as_of,
        "severity": scope.severity,
        "starts": list(STARTS),
        "points": list(numbers),
        "numbers": list(numbers.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([_ENDED.format(**parts), *waits]), asked)
        for of, step, n in cursor.fetchall():
            if n is not None:
                yield groups[of] if by not in _OF else group_of(by, 0, of, of), step, n


def _numbered(by: By | None, points: list[int] | None) -> tuple[list[Group], dict[int, int]]:
    """The groups of places, and for each point the number of its group."""
    known = places()
    wanted = list(known) if points is None else points
    if by in _OF:
        return [], dict.fromkeys(wanted, 0)
    of = {point: group_of(by, point, None, "") for point in wanted}
    groups = list(dict.fromkeys(of.values()))
    return groups, {point: groups.index(group) for point, group in of.items()}


def _clocks(as_of: Any) -> dict[int | None, int]:
    """What each clock shows at that instant."""
    calendars = once("calendars", lambda: {one.pk: one.value() for one in Calendar.objects.order_by()})
    clocks: dict[int | None, int] = {pk: read_clock(hours, as_of) for pk, hours in calendars.items()}
    return clocks | {None: read_clock(ROUND_THE_CLOCK, as_of)}
