"""Working time once more, from the rows of calendars: every stretch that a place works, walked along.

Critical issues count round the clock. Where no stretch is in sight for thirty days, the place works round the clock.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.insights.plain.rows import rows

FIRST, LAST = date(2012, 1, 1), date(2030, 1, 1)  # no story of the tests leaves these years
DRY = timedelta(days=30)
Stretch = tuple[datetime, datetime]


@dataclass
class Place:
    """When people work somewhere: spans of minutes after local midnight for each weekday, without the days off."""

    zone: str
    week: list[list[tuple[int, int]]]
    days_off: set[date]

    @property
    def day(self) -> timedelta:
        """The working day: the median of the weekdays that have hours."""
        lengths = sorted(sum(end - start for start, end in day) for day in self.week if day) or [24 * 60]
        middle = len(lengths) // 2
        return timedelta(minutes=(lengths[middle] + lengths[~middle]) / 2)

    @cached_property
    def stretches(self) -> list[Stretch]:
        zone, found = ZoneInfo(self.zone), []
        for n in range((LAST - FIRST).days):
            day = FIRST + timedelta(days=n)
            for span in () if day in self.days_off else sorted(self.week[day.weekday()]):
                start, end = (shown(zone, day, minutes) for minutes in span)
                if start < end:
                    found.append((start, end))
        return with_dry_spells(found)

    @cached_property
    def before(self) -> list[timedelta]:
        """How much was worked before each stretch."""
        total, found = timedelta(), []
        for start, end in self.stretches:
            found.append(total)
            total += end - start
        return found


def shown(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """The first minute in which the clock on the wall shows this time or later."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    at -= timedelta(hours=3)
    while at.astimezone(zone).replace(tzinfo=None) < wall:
        at += timedelta(minutes=1)
    return at


def with_dry_spells(found: list[Stretch]) -> list[Stretch]:
    filled = found[:1]
    for (_, end), (start, until) in pairwise(found):
        if start - end > DRY:
            filled.append((end, start - DRY))
        filled.append((start, until))
    return filled


def worked(place: Place | None, start: datetime, end: datetime) -> timedelta:
    """Working time between two instants, negative when they are the other way round. No place: round the clock."""
    if place is None or not any(place.week):
        return end - start
    return _worked_by(place, end) - _worked_by(place, start)


def _worked_by(place: Place, at: datetime) -> timedelta:
    last = bisect_right(place.stretches, at, key=lambda stretch: stretch[0]) - 1
    start, end = place.stretches[last]
    return place.before[last] + min(at, end) - start


def after(place: Place | None, start: datetime, amount: timedelta) -> datetime:
    """When so much working time has gone by since then."""
    if place is None or not any(place.week):
        return start + amount
    first = max(0, bisect_right(place.stretches, start, key=lambda stretch: stretch[0]) - 1)
    for begins, ends in place.stretches[first:]:
        here = max(timedelta(), ends - max(begins, start))
        if here >= amount:
            return max(begins, start) + amount
        amount -= here
    raise AssertionError("the story leaves the years that are known")


def places() -> dict[int, Place]:
    """Every calendar, by its key."""
    found = {
        pk: Place(zone, [[] for _ in range(7)], set())
        for pk, zone in rows("SELECT id, zone FROM inflection_points_calendar")
    }
    for pk, weekday, start, end in rows(
        'SELECT calendar_id, weekday, start, "end" FROM inflection_points_calendarspan'
    ):
        found[pk].week[weekday].append((start, end))
    for pk, day in rows("SELECT calendar_id, date FROM inflection_points_holiday WHERE NOT is_worked"):
        found[pk].days_off.add(day)
    return found
