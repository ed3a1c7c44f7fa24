"""What the report page sends by itself when it is first touched: that a report was begun, and nothing about who begins it."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from inflection_points.commands.posters import poster_of
from inflection_points.models import InflectionPoint
from issues.commands import clock
from issues.commands.limits import is_within
from issues.commands.starting import start_report as note
from issues.rules.limits import Limited, network_of
from people.models import User
from people.views.addresses import address_of

NOTHING = 204


@require_POST
def start_report(request: HttpRequest) -> HttpResponse:
    """Note that a report was begun. 204 always: nobody reads the answer."""
    return _start(request, request.POST.get("point", ""))


@login_not_required
@require_POST
def start_report_at_poster(request: HttpRequest, token: str) -> HttpResponse:
    """The same by a poster's link, where its poster allows it. 404 for a link of no poster."""
    poster = poster_of(token)
    is_signed_in = isinstance(request.user, User)
    if poster is None or not (is_signed_in or poster.allows_guests):
        return HttpResponse(status=404)
    network = network_of(address_of(request))
    if not is_signed_in and not is_within(Limited.START, network, clock.now()):
        return HttpResponse(status=NOTHING)  # one program must not use up what is noted at a point
    slug = request.POST.get("point", "") if is_signed_in else ""
    return _start(request, slug or poster.point.slug)


def _start(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        key = uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        return HttpResponse(status=NOTHING)
    known = bool(slug) and "\x00" not in slug
    point = InflectionPoint.objects.filter(slug=slug, is_active=True).first() if known else None
    note(client_key=key, point=point, now=clock.now())
    return HttpResponse(status=NOTHING)
