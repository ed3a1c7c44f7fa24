"""What came by posters' links faster than it could be taken: for administrators."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from inflection_points.models import Poster
from issues.commands import clock
from issues.commands import overflow as commands
from issues.commands.taking_in import take_in
from issues.models import Overflow
from issues.rules.limits import MOST_WAITING, TAKEN_AT_ONCE
from issues.views.people import for_administrators
from people.views.viewers import viewer

SHOWN = 5
_State = Overflow.State


@require_safe
@for_administrators
def overflow(request: HttpRequest) -> HttpResponse:
    """At each poster: how many reports wait or could not be taken in, since when, and what the first ones say."""
    return render(request, "report/overflow.html", _context(clock.now()))


def _context(now: datetime) -> dict[str, Any]:
    posters = list(_crowded())
    for poster in posters:
        poster.first = poster.overflow.exclude(state__in=[_State.TAKEN, _State.DISCARDED])[:SHOWN]  # type: ignore[attr-defined]
    return {"posters": posters, "now": now, "a_minute": TAKEN_AT_ONCE}


def _crowded() -> QuerySet[Poster]:
    left = Q(overflow__state__in=[_State.WAITING, _State.STUCK])
    counted = Poster.objects.annotate(
        waiting=Count("overflow", filter=Q(overflow__state=_State.WAITING)),
        stuck=Count("overflow", filter=Q(overflow__state=_State.STUCK)),
        oldest=Min("overflow__received_at", filter=left),
    )
    return counted.filter(left).select_related("point", "site").order_by("oldest", "pk")


@require_POST
@for_administrators
def take_in_overflow(request: HttpRequest, number: int) -> HttpResponse:
    """Take in at once what waits at a poster; what could not be taken in is tried again."""
    poster = get_object_or_404(Poster, pk=number)
    commands.try_overflow_again(poster=poster.pk, actor=viewer(request))
    taken = take_in(now=clock.now(), at_once=MOST_WAITING, poster=poster.pk)
    said = ngettext("%(n)d report is taken in.", "%(n)d reports are taken in.", taken) % {"n": taken}
    messages.success(request, said)
    return redirect("issues:overflow")


@require_POST
@for_administrators
def discard_overflow(request: HttpRequest, number: int) -> HttpResponse:
    """Say that what waits at a poster are no reports. Without a reason 422, and the page again."""
    poster = get_object_or_404(Poster, pk=number)
    reason = request.POST.get("reason", "").replace("\x00", "")
    now = clock.now()
    if not reason.strip():
        context = _context(now) | {"refused": poster.pk}
        return render(request, "report/overflow.html", context, status=422)
    n = commands.discard_overflow(poster=poster.pk, actor=viewer(request), now=now, reason=reason)
    said = ngettext("%(n)d is discarded.", "%(n)d are discarded.", n) % {"n": n}
    messages.success(request, said + " " + _("Whoever follows one with its receipt code reads why."))
    return redirect("issues:overflow")
