"""Calendars as pictures: a week of working hours, a year of days. Every picture stands beside its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from inflection_points.rules.calendars import MINUTES_A_DAY, Span, WorkingCalendar
from inflection_points.rules.holidays import DayOff
from inflection_points.rules.weeks import WEEKDAYS, write_spans


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a bar in percent of its length."""

    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Weekday:
    """One day of the week: its bar and its hours in words."""

    name: str
    stretches: tuple[Stretch, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a year: `kind` is work, free or holiday; `at` counts from 0 within the month."""

    at: int
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year's days as a picture, and its holidays in words."""

    number: int
    months: tuple[Month, ...]
    days: tuple[DayOff, ...]


def week_picture(week: Iterable[Iterable[Span]]) -> list[Weekday]:
    """The seven days, Monday first."""
    return [_weekday(name, tuple(spans)) for name, spans in zip(map(str, WEEKDAYS), week, strict=True)]


def _weekday(name: str, spans: tuple[Span, ...]) -> Weekday:
    bars = tuple(Stretch(_percent(span.start), _percent(span.minutes)) for span in spans)
    return Weekday(name, bars, write_spans(spans) or _("closed"))


def _percent(minutes: int) -> float:
    return round(100 * minutes / MINUTES_A_DAY, 3)


def year_pictures(calendar: WorkingCalendar, days: Iterable[DayOff], years: Iterable[int]) -> list[Year]:
    """One picture a year, with the holidays of that year, also those that were struck out."""
    by_year = {year: tuple(found) for year, found in groupby(days, key=lambda day: day.date.year)}
    return [Year(year, _months(calendar, year), by_year.get(year, ())) for year in years]


def _months(calendar: WorkingCalendar, year: int) -> tuple[Month, ...]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    months = groupby(days, key=lambda day: day.month)
    return tuple(
        Month(str(MONTHS_3[month]).title(), tuple(Cell(day.day - 1, _kind(calendar, day)) for day in found))
        for month, found in months
    )


def _kind(calendar: WorkingCalendar, day: date) -> str:
    if day in calendar.holidays:
        return "holiday"
    return "work" if calendar.week[day.weekday()] else "free"
