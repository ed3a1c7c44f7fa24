"""Time to act out of the rollups: how long acts took, and how long those wait who wait still."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from struct import unpack
from typing import Any, Final

from inflection_points.models import Calendar
from inflection_points.rules.calendars import ROUND_THE_CLOCK, WorkingCalendar
from insights.querysets.contributions import DIGITS, HOURS
from insights.querysets.groups import By
from insights.querysets.together import Question, Rows, ask_together
from insights.querysets.where import ALL, Group, grouping, is_known, once, once_each, places, points_of
from insights.rules.facts.deriving import read_clock
from insights.rules.periods import Scope
from insights.rules.steps import seconds_of, step_of
from insights.rules.survival import Duration, duration_of
from people.querysets.prepared import Prepared

Asked = tuple[Scope, By | None, date | None]  # of which turns: those before a Monday, or all
_OF: Final[dict[By | None, str]] = {None: "0", By.WEEK: "week", By.SEVERITY: "severity"}
_NONE: Final = b"0" * DIGITS
_READ: Final = """
    SELECT {of}, NULL, NULL, sum(took)::text FROM insights_cell {places}
     WHERE {severity} AND {weeks} AND {turn} GROUP BY 1 HAVING sum(took) <> 0
    UNION ALL
    SELECT {of}, clock, week, sum(waits)::text FROM insights_waitcell {places}
     WHERE {severity} AND {weeks} AND {turn} GROUP BY 1, 2, 3 HAVING sum(waits) <> 0
"""
_PLACES: Final = """
    JOIN unnest(%(points)s::bigint[], %(numbers)s::int[]) AS place (point, number) ON place.point = point_id
"""


def durations(scope: Scope, by: By | None, before: date | None) -> dict[Group, Duration]:
    """By group. `before`: only turns before that Monday."""
    by_department = ("waits", scope, By.DEPARTMENT, before)
    if by is None and is_known(by_department):  # every point has a department, so they are all of it together
        parts: dict[Group, _Counts] = once(by_department, dict)
        found = {ALL: _together(parts.values())}
    else:
        [found] = read_durations([(scope, by, before)])
    return {
        group: duration_of(one.ended, one.waits) for group, one in found.items() if one.ended or one.waits
    }


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many ended, and how many wait still, at each step of the scale."""

    ended: Counter[int] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)


def _together(parts: Iterable[_Counts]) -> _Counts:
    whole = _Counts()
    for part in parts:
        for step, n in part.ended.items():
            whole.ended[step] += n
        for step, n in part.waits.items():
            whole.waits[step] += n
    return whole


def read_durations(asked: Sequence[Asked]) -> list[dict[Group, _Counts]]:
    """What each of these asks for, read in one question as far as it was not before."""
    return once_each([("waits", *one) for one in asked], _counted)


def _counted(keys: Sequence[tuple[str, Scope, By | None, date | None]]) -> dict[Any, dict[Group, _Counts]]:
    groups = [_numbered(by, points_of(scope)) for _, scope, by, _ in keys]
    questions = [
        _question(scope, by, before, numbers)
        for (_, scope, by, before), (_, numbers) in zip(keys, groups, strict=True)
    ]
    return {
        key: _by_group(key[1].period.as_of, _told(key[2], named, rows))
        for key, (named, _), rows in zip(keys, groups, ask_together(questions), strict=True)
    }


def _by_group(as_of: datetime, told: Iterable[tuple[Group, int | None, date, str]]) -> dict[Group, _Counts]:
    found: dict[Group, _Counts] = defaultdict(_Counts)
    clocks = once(("clocks", as_of), lambda: _Clocks(as_of))
    for group, clock, week, digits in told:
        counts = _lanes(digits)
        if clock is None:
            found[group].ended.update({step: n for step, n in enumerate(counts) if n})
            continue
        waits = found[group].waits
        for step, first, last in clocks.steps(clock, week):
            if n := sum(counts[first:last]):
                waits[step] += n
    return found


def _lanes(digits: str) -> list[int]:
    """The counts that stand in a `Digits`, from the first place on."""
    many = -(-len(digits) // DIGITS)
    lanes = unpack(f"{DIGITS}s" * many, digits.zfill(many * DIGITS).encode())
    return [0 if lane == _NONE else int(lane) for lane in reversed(lanes)]


@dataclass(slots=True)
class _Clocks:
    """How long somebody has waited at an instant who began to in some hour."""

    as_of: datetime
    _known: dict[tuple[int, date], list[tuple[int, int, int]]] = field(default_factory=dict)
    _shown: dict[int, int] = field(default_factory=dict)

    def steps(self, clock: int, week: date) -> list[tuple[int, int, int]]:
        """The step that has been reached since some full hours of the week, its end among them: from the first, up to
        before the last. None when the clock is gone."""
        if (hours := _hours().get(clock)) is None:
            return []
        if (clock, week) not in self._known:
            if clock not in self._shown:
                self._shown[clock] = read_clock(hours, self.as_of)
            self._known[clock, week] = list(_runs(self._shown[clock], _readings(hours, week)))
        return self._known[clock, week]


def _runs(shown: int, readings: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Readings only grow, so that hours of the same step stand next to each other."""
    first = 0
    while first < len(readings):
        step = step_of(max(0, shown - readings[first]))
        # Less has been waited since the first of the next step.
        last = bisect_right(readings, shown - seconds_of(step), first) if step else len(readings)
        yield step, first, last
        first = last


@lru_cache(maxsize=2000)
def _readings(hours: WorkingCalendar, week: date) -> tuple[int, ...]:
    """What the clock shows at each full hour of the week, and at its end."""
    monday = datetime.combine(week, time(), UTC)
    return tuple(read_clock(hours, monday + timedelta(hours=hour)) for hour in range(HOURS + 1))


_CALENDARS: Final = Prepared(Calendar.objects.order_by)


def _hours() -> Mapping[int, WorkingCalendar]:
    return once(
        "calendars",
        lambda: {0: ROUND_THE_CLOCK} | {one.pk: one.value() for one in _CALENDARS.models()},
    )


def _question(scope: Scope, by: By | None, before: date | None, numbers: dict[int, int]) -> Question:
    period = scope.period
    of_severity = "severity <> ''" if by is By.SEVERITY else "severity = ''"
    statement = _READ.format(
        of=_OF.get(by, "number"),
        places=_PLACES if points_of(scope) is not None or by not in _OF else "",
        severity="severity = %(severity)s" if scope.severity else of_severity,
        weeks="week >= %(since)s" + ("" if period.until is None else " AND week < %(until)s"),
        turn="true" if before is None else "turn < %(before)s",
    )
    return statement, {
        "since": period.since.date(),
        "until": period.until and period.until.date(),
        "before": before,
        "severity": scope.severity,
        "points": list(numbers),
        "numbers": list(numbers.values()),
    }


def _told(by: By | None, named: Sequence[Group], rows: Rows) -> Iterator[tuple[Group, int | None, date, str]]:
    """The rows with their groups."""
    group_of = grouping(by)
    for of, clock, week, digits in rows:
        group = named[int(of)] if by not in _OF else group_of(0, of, of)
        if group is not None:
            yield group, clock, week, digits


def _numbered(by: By | None, points: list[int] | None) -> tuple[list[Group], dict[int, int]]:
    """The groups of places, and for each point the number of its group."""
    known = places()
    wanted = list(known) if points is None else points
    if by in _OF:
        return [], dict.fromkeys(wanted, 0)
    group_of = grouping(by)
    of = {point: group_of(point, None, "") for point in wanted}
    numbers = {group: number for number, group in enumerate(dict.fromkeys(filter(None, of.values())))}
    return list(numbers), {point: numbers[group] for point, group in of.items() if group is not None}
