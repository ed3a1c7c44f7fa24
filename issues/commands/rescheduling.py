"""Changing a calendar under open issues: their deadlines are computed anew, once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from inflection_points.commands.calendars import save_calendar
from inflection_points.models import Calendar
from issues.commands.auditing import repair
from issues.commands.recording import lock
from issues.models import Issue
from issues.rules.events import CalendarChanged
from people.models import User


@transaction.atomic
def change_calendar(
    *,
    name: str,
    zone: str,
    week: Mapping[int, Iterable[tuple[int, int]]],
    now: datetime,
    holidays: Mapping[date, str] | None = None,
    actor: User | None = None,
    reason: str = "",
) -> Calendar:
    """Save the calendar and compute the open issues that run on it anew, once; what was due before stays recorded.

    Each of them says so in its timeline, with the reason.

    Raises `InvalidCalendar`, and then nothing was changed.
    """
    running = Issue.objects.open().filter(calendar__name=name).order_by("pk")
    for pk in running.values_list("pk", flat=True):
        locked = lock(pk, now)
        locked.catch_up()  # by the calendar as it was
        locked.save()
    calendar = save_calendar(name=name, zone=zone, week=week, holidays=holidays)
    for pk in running.values_list("pk", flat=True):
        locked = lock(pk, now)
        event = CalendarChanged(calendar.name, locked.state.first_act_by, reason.strip())
        locked.append(event, at=locked.now, actor=actor)
        locked.save()
        repair(issue=pk)  # what came before is reckoned by the new calendar as well: no other is kept
    return calendar
