"""Saving calendars."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import holidays as public_holidays
from django.db import transaction

from inflection_points.models import Calendar, CalendarSpan, Holiday
from inflection_points.rules.calendars import Span, WorkingCalendar
from inflection_points.rules.holidays import DayOff, closed


@transaction.atomic
def save_calendar(
    *,
    name: str,
    zone: str,
    week: Mapping[int, Iterable[tuple[int, int]]],
    holidays: Mapping[date, str] | Iterable[DayOff] | None = None,
    country: str = "",
    region: str = "",
) -> Calendar:
    """Make or replace the calendar called `name`. `week` maps weekdays (0 is Monday) to spans in minutes.

    `holidays` are days off, or plain names by date: of the country where one is given, else own ones.
    Raises `InvalidCalendar` (bad spans, unknown zone). Where issues may be open on the calendar, call
    `issues.commands.rescheduling.change_calendar`, which computes their deadlines anew as well.
    """
    days = tuple(_days_off(holidays, is_public=bool(country)))
    spans = {day: tuple(Span(start, end) for start, end in ranges) for day, ranges in week.items()}
    WorkingCalendar(zone, tuple(spans.get(day, ()) for day in range(7)), closed(days))
    calendar, _ = Calendar.objects.select_for_update().get_or_create(name=name, defaults={"zone": zone})
    calendar.zone, calendar.country, calendar.region = zone, country, region
    calendar.revision = secrets.randbelow(
        2**31
    )  # never one that was used and rolled back: it is a key in memory
    calendar.save()
    _write(calendar, spans, days)
    return calendar


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
    # The language is said, else the machine's own would decide, and what was decided about a name would be lost.
    found = public_holidays.country_holidays(
        country, subdiv=region or None, years=list(years), language="en_US"
    )
    return {day: title[:120] for day, title in found.items()}
