"""Calendars: everybody may read them, administrators change them, seeing first what that moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inflection_points.commands.calendars import read_in
from inflection_points.models import Calendar, Site
from inflection_points.rules.holidays import DayOff, years_of
from inflection_points.rules.weeks import write_week
from issues.commands import calendars as commands
from issues.commands import clock
from issues.forms.calendars import AssignForm
from issues.forms.geography import place
from issues.views.people import for_administrators
from issues.views.pictures import week_picture, year_pictures
from people.rules.permissions import Can
from people.rules.refusals import Refusal
from people.views.viewers import viewer

NEXT: Final = 3  # holidays that the list names


@dataclass(frozen=True, slots=True)
class Line:
    """One calendar of the list."""

    calendar: Calendar
    week: str
    next_days: list[DayOff]
    working: timedelta


@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """Every calendar with its week, where it counts, and what is left of the next 30 days."""
    now = timezone.now()
    context = {
        "lines": list(_lines(now)),
        "may_change": viewer(request).may(Can.ADMINISTER),
    }
    return render(request, "calendars/calendars.html", context)


def _lines(now: datetime) -> Iterator[Line]:
    points = Count("points", filter=Q(points__is_active=True), distinct=True)
    sites = Count("sites", filter=Q(sites__is_active=True), distinct=True)
    found = Calendar.objects.annotate(at_points=points, at_sites=sites).prefetch_related("holidays")
    for calendar in found.order_by("name"):
        value = calendar.value()
        today = now.astimezone(timezone.get_current_timezone()).date()
        ahead = [day for day in _days_off(calendar) if day.date >= today and not day.is_worked]
        working = commands.working_time_ahead(value, now)
        yield Line(calendar, write_week(value.week), ahead[:NEXT], working)


def _days_off(row: Calendar) -> tuple[DayOff, ...]:
    return read_in(get_language() or "", row.country, row.region, row.days_off())


@require_safe
def calendar(request: HttpRequest, number: int) -> HttpResponse:
    """One calendar: its week and years as pictures, where it counts, what runs on it."""
    row = get_object_or_404(Calendar, pk=number)
    return _calendar_page(request, row, AssignForm(row))


def _calendar_page(request: HttpRequest, row: Calendar, form: AssignForm, status: int = 200) -> HttpResponse:
    now, value = timezone.now(), row.value()
    may_change = viewer(request).may(Can.ADMINISTER)
    context = {
        "calendar": row,
        "line": write_week(value.week),
        "place": place(row.country, row.region),
        "working": commands.working_time_ahead(value, now),
        "day_length": value.day_length,
        "open": commands.runs_on(row),
        "week": week_picture(value.week),
        "years": year_pictures(value, _days_off(row), years_of(now.date())),
        "points": row.points.filter(is_active=True).order_by("stage__position", "name"),
        "sites": row.sites.filter(is_active=True),
        "may_change": may_change,
        "form": form,
        "obstacle": commands.why_kept(row) if may_change else "",
    }
    return render(request, "calendars/calendar.html", context, status=status)


@require_POST
@for_administrators
def assign_calendar(request: HttpRequest, number: int) -> HttpResponse:
    """Let a point or a site use this calendar from now on."""
    row = get_object_or_404(Calendar, pk=number)
    form = AssignForm(row, request.POST)
    if not form.is_valid():
        return _calendar_page(request, row, form, 422)
    to = form.chosen()
    commands.assign_calendar(calendar=row, to=to, actor=viewer(request), now=clock.now())
    words = _("What is reported at %(place)s from now on runs on “%(calendar)s”.")
    messages.success(request, words % {"place": to.name, "calendar": row.name})
    return redirect("issues:calendar", row.pk)


@require_POST
@for_administrators
def release_site(request: HttpRequest, number: int, site: int) -> HttpResponse:
    """Let a site have no calendar of its own: the calendar of each point counts there."""
    found = get_object_or_404(Site, pk=site, calendar=number)
    commands.assign_calendar(calendar=None, to=found, actor=viewer(request), now=clock.now())
    words = _("At %(site)s the calendar of each point counts from now on.")
    messages.success(request, words % {"site": found.name})
    return redirect("issues:calendar", number)


@for_administrators
def remove_calendar(request: HttpRequest, number: int) -> HttpResponse:
    """GET: ask once. POST: remove a calendar that nothing runs on."""
    row = get_object_or_404(Calendar, pk=number)
    obstacle, status = commands.why_kept(row), 200
    if request.method == "POST":
        try:
            name = commands.remove_calendar(calendar=row.pk, actor=viewer(request), now=clock.now())
        except Refusal as refusal:
            obstacle, status = str(refusal), 409
        else:
            messages.success(request, _("“%(name)s” is removed.") % {"name": name})
            return redirect("issues:calendars")
    context: dict[str, Any] = {"calendar": row, "obstacle": obstacle}
    return render(request, "calendars/remove.html", context, status=status)
