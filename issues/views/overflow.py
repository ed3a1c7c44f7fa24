"""What came by posters' links faster than it could be taken: for administrators."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Min, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from inflection_points.models import Poster
from issues.commands import clock
from issues.commands import overflow as commands
from issues.models import Overflow
from issues.models.intake import LEFT
from issues.rules.limits import TAKEN_AT_ONCE
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
    a_minute = round(60 / settings.TAKE_IN_EVERY) * TAKEN_AT_ONCE
    return {"posters": crowded(), "now": now, "a_minute": a_minute}


@dataclass(frozen=True, slots=True)
class Crowded:
    """A poster at which something waits or could not be taken in, and the first of it."""

    poster: Poster
    waiting: int
    stuck: int
    oldest: datetime
    first: Sequence[Overflow]


def crowded() -> list[Crowded]:
    """Where the oldest waits first. Three questions, however many posters and rows there are."""
    left = Overflow.objects.filter(state__in=LEFT)
    counts = left.values("poster").annotate(
        waiting=Count("pk", filter=Q(state=_State.WAITING)),
        stuck=Count("pk", filter=Q(state=_State.STUCK)),
        oldest=Min("received_at"),
    )
    found = list(counts.order_by("oldest", "poster"))
    posters = Poster.objects.select_related("point", "site").in_bulk([one["poster"] for one in found])
    rank = Window(RowNumber(), partition_by=["poster"], order_by=["received_at", "pk"])
    first: dict[int, list[Overflow]] = defaultdict(list)
    for row in left.annotate(rank=rank).filter(rank__lte=SHOWN):
        first[row.poster_id].append(row)
    return [
        Crowded(
            posters[one["poster"]], one["waiting"], one["stuck"], one["oldest"], first=first[one["poster"]]
        )
        for one in found
        if one["poster"] in posters
    ]


@require_POST
@for_administrators
def take_in_overflow(request: HttpRequest, number: int) -> HttpResponse:
    """Have what waits at a poster taken in next; what could not be taken in is tried again."""
    poster = get_object_or_404(Poster, pk=number)
    n = commands.take_in_overflow(poster=poster.pk, actor=viewer(request))
    said = ngettext(
        "%(n)d report is taken in next.", "%(n)d reports are taken in next, one after the other.", n
    )
    messages.success(request, said % {"n": n})
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
