"""Saving calendars."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays as public_holidays
from django.db import transaction

from inflection_points.models import Calendar, CalendarSpan, Holiday
from inflection_points.rules.calendars import Span, WorkingCalendar, differ_only_after
from inflection_points.rules.holidays import DayOff, closed

# Else the machine's language would decide, and what was decided about a name would be lost.
_KEPT_IN: Final = "en_US"


@transaction.atomic
def save_calendar(
    *,
    name: str,
    zone: str,
    week: Mapping[int, Iterable[tuple[int, int]]],
    holidays: Mapping[date, str] | Iterable[DayOff] | None = None,
    country: str = "",
    region: str = "",
    now: datetime | None = None,
) -> Calendar:
    """Make or replace the calendar called `name`. `week` maps weekdays (0 is Monday) to spans in minutes.

    `holidays` are days off, or plain names by date: of the country where one is given, else own ones. Without `now`
    nobody can tell what is over, and all of it counts as changed.
    Raises `InvalidCalendar` (bad spans, unknown zone). Where issues may be open on the calendar, call
    `issues.commands.rescheduling.change_calendar`, which computes their deadlines anew as well.
    """
    days = tuple(_days_off(holidays, is_public=bool(country)))
    spans = {day: tuple(Span(start, end) for start, end in ranges) for day, ranges in week.items()}
    value = WorkingCalendar(zone, tuple(spans.get(day, ()) for day in range(7)), closed(days))
    calendar, _ = Calendar.objects.select_for_update().get_or_create(name=name, defaults={"zone": zone})
    is_past_kept = now is not None and differ_only_after(_tomorrow(now, zone), calendar.value(), value)
    calendar.zone, calendar.country, calendar.region = zone, country, region
    # Never one that was used and rolled back: it is a key in memory.
    calendar.revision = secrets.randbelow(2**31)
    calendar.past_revision = calendar.past_revision if is_past_kept else calendar.revision
    calendar.save()
    _write(calendar, spans, days)
    return calendar


def _tomorrow(now: datetime, zone: str) -> date:
    """The day after the local one: figures round up to the next full hour, which may be in it."""
    return now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)


def _write(calendar: Calendar, week: Mapping[int, tuple[Span, ...]], days: Iterable[DayOff]) -> None:
    calendar.spans.all().delete()
    calendar.holidays.all().delete()
    CalendarSpan.objects.bulk_create(
        CalendarSpan(calendar=calendar, weekday=day, start=span.start, end=span.end)
        for day, spans in week.items()
        for span in spans
    )
    Holiday.objects.bulk_create(
        Holiday(
            calendar=calendar,
            date=day.date,
            name=day.name,
            public_name=day.public_name,
            is_worked=day.is_worked,
        )
        for day in days
    )


def _days_off(holidays: Mapping[date, str] | Iterable[DayOff] | None, *, is_public: bool) -> Iterator[DayOff]:
    if isinstance(holidays, Mapping):
        yield from (DayOff(day, name, name if is_public else "") for day, name in holidays.items())
    else:
        yield from holidays or ()


def held_calendar(calendar: int) -> Calendar:
    """The calendar as it is, which nobody changes until this transaction ends.

    Whoever opens an issue on it takes it first, then the issue: so a change of the calendar sees all issues on it.
    Many hold it at once; it is the lock that the foreign key of a new issue takes anyway.
    """
    return Calendar.objects.raw(
        "SELECT * FROM inflection_points_calendar WHERE id = %s FOR KEY SHARE", [calendar]
    )[0]


def holidays_of(country: str, region: str, years: Iterable[int]) -> dict[date, str]:
    """The public holidays of a country and region by the `holidays` library. Raises `NotImplementedError`."""
    return _named(country, region, tuple(years), _KEPT_IN)


def _named(country: str, region: str, years: tuple[int, ...], language: str) -> dict[date, str]:
    found = public_holidays.country_holidays(country, subdiv=region or None, years=years, language=language)
    return {day: title[:120] for day, title in found.items()}


def read_in(language: str, country: str, region: str, days: Iterable[DayOff]) -> tuple[DayOff, ...]:
    """The days as somebody reads them: public ones that nobody renamed by their name in the language ("de").

    They keep the name they have where the `holidays` library does not speak it.
    """
    days = tuple(days)
    if not country or language.startswith("en"):
        return days
    names: dict[date, str] = {}
    for year in {day.date.year for day in days}:
        names |= _read_in(language.partition("-")[0], country, region, year)
    return tuple(
        replace(day, name=names.get(day.date, day.name)) if day.name == day.public_name else day
        for day in days
    )


@lru_cache(maxsize=1024)
def _read_in(language: str, country: str, region: str, year: int) -> dict[date, str]:
    try:
        spoken = public_holidays.country_holidays(country).supported_languages
        return _named(country, region, (year,), language) if language in spoken else {}
    except NotImplementedError:  # a country or region that the library does not know any more
        return {}
