"""Calendars and instants for the tests of working time, as one reads them off a wall."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inflection_points.rules.calendars import Span, WorkingCalendar

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
NINE_TO_FIVE = (Span(9 * 60, 17 * 60),)
WITH_LUNCH = (Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60))
ALL_DAY = (Span(0, 1440),)
NIGHTS = (Span(0, 6 * 60), Span(22 * 60, 1440))
WHIT_MONDAY = date(2026, 5, 25)


def calendar(
    zone: str = "Europe/Berlin",
    day: tuple[Span, ...] = NINE_TO_FIVE,
    weekend: tuple[Span, ...] = (),
    holidays: Iterable[date] = (),
) -> WorkingCalendar:
    return WorkingCalendar(zone, (day,) * 5 + (weekend,) * 2, frozenset(holidays))


def every_day(zone: str, day: tuple[Span, ...], holidays: Iterable[date] = ()) -> WorkingCalendar:
    return calendar(zone, day, day, holidays)


def days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def berlin(text: str) -> datetime:
    return at(text, "Europe/Berlin")
