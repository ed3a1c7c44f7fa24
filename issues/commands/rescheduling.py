"""Changing a calendar under open issues: their deadlines are computed anew, once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from inflection_points.commands.calendars import save_calendar
from inflection_points.models import Calendar
from inflection_points.rules.holidays import DayOff
from issues.commands.auditing import repair
from issues.commands.recording import lock
from issues.models import Issue


@transaction.atomic
def change_calendar(
    *,
    name: str,
    zone: str,
    week: Mapping[int, Iterable[tuple[int, int]]],
    now: datetime,
    holidays: Mapping[date, str] | Iterable[DayOff] | None = None,
    country: str = "",
    region: str = "",
) -> Calendar:
    """Save the calendar and compute the open issues that run on it anew; what was due before stays recorded.

    Raises `InvalidCalendar`, and then nothing was changed.
    """
    running = Issue.objects.open().filter(calendar__name=name).order_by("pk")
    for pk in running.values_list("pk", flat=True):
        locked = lock(pk, now)
        locked.catch_up()  # by the calendar as it was
        locked.save()
    calendar = save_calendar(
        name=name, zone=zone, week=week, holidays=holidays, country=country, region=region
    )
    for pk in running.values_list("pk", flat=True):
        repair(issue=pk)
    return calendar
