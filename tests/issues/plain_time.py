"""Working time in the plainest way: a list of what a place works, walked along. For the oracle; nothing of the product.

A span begins and ends when the wall clock first shows its time or later, found by looking at the clock minute by minute.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from statistics import median
from zoneinfo import ZoneInfo

from inflection_points.rules.calendars import WorkingCalendar

Stretch = tuple[datetime, datetime]
MINUTE = timedelta(minutes=1)
FIRST, LAST = date(2025, 12, 1), date(2028, 12, 31)  # no story of the tests leaves these years
DRY = timedelta(days=30)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@cache
def stretches(place: WorkingCalendar) -> list[Stretch]:
    """All working time of the place from FIRST to LAST, in order."""
    zone, found = ZoneInfo(place.zone), []
    for n in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=n)
        for span in () if day in place.holidays else place.week[day.weekday()]:
            midnight = datetime.combine(day, time())
            start = first_shown(zone, midnight + span.start * MINUTE)
            end = first_shown(zone, midnight + span.end * MINUTE)
            if start < end:
                found.append((start, end))
    return with_dry_spells(found)


def with_dry_spells(found: list[Stretch]) -> list[Stretch]:
    """Where no span is in sight for thirty days, the place works round the clock."""
    filled: list[Stretch] = []
    for start, end in found:
        if filled and start - filled[-1][1] > DRY:
            filled.append((filled[-1][1], start - DRY))
        filled.append((start, end))
    return filled


def first_shown(zone: ZoneInfo, wall: datetime) -> datetime:
    """The first minute in which the clock on the wall shows this time or later."""
    shown_at = wall.replace(tzinfo=zone).astimezone(UTC) - timedelta(hours=3)
    while shown_at.astimezone(zone).replace(tzinfo=None) < wall:
        shown_at += MINUTE
    return shown_at


def works_always(place: WorkingCalendar) -> bool:
    return not any(place.week)


def a_day(place: WorkingCalendar) -> timedelta:
    """The working day: the median of the weekdays that have hours."""
    lengths = [sum(span.end - span.start for span in day) for day in place.week if day]
    return timedelta(minutes=median(lengths or [24 * 60]))


def after(
    place: WorkingCalendar | None, start: datetime, amount: timedelta, paused: tuple[Stretch, ...] = ()
) -> datetime:
    """When so much working time has gone by since `start`, not counting what is paused. No place: round the clock."""
    if not amount:
        return start
    if place is None or works_always(place):
        worked = [(start, start + timedelta(days=3000))]
    else:
        everything = stretches(place)
        since = max(0, bisect_right(everything, (start, start)) - 1)
        worked = everything[since:] if paused else everything[since : since + 400]
    for pause in paused:
        worked = without(worked, pause)
    for begins, ends in worked:
        here = max(timedelta(), ends - max(begins, start))
        if here >= amount:
            return max(begins, start) + amount
        amount -= here
    raise AssertionError("the story leaves the years that the oracle knows")


def without(worked: list[Stretch], pause: Stretch) -> list[Stretch]:
    """Working time with a hole in it."""
    since, until = pause
    left = []
    for begins, ends in worked:
        left += [(begins, min(ends, since)), (max(begins, until), ends)]
    return [(begins, ends) for begins, ends in left if begins < ends]
