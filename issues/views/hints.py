"""“Already reported?”: similar open problems, while somebody chooses and types, each to be joined with one press.

The words come by POST, so that they stand in no address and in no log. Somebody without a name gets no names, titles or
words, and what they type is not compared: whoever can try words out would learn what others wrote.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inflection_points.commands.posters import poster_of
from inflection_points.models import InflectionPoint, Kind
from issues.commands.likening import Similar, is_anything_near, neighbours, newest_here, similar_to
from issues.commands.prospects import Outlook, outlooks
from issues.commands.reporting import title_of
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.rules.likeness import LONGEST, Traits
from issues.views.receiving import Sender
from people.models import User
from people.views.viewers import viewer

_LONGEST_NUMBER: Final = 18  # digits: more would be no key of the database


@dataclass(frozen=True, slots=True)
class Hint:
    """An issue that may be the same, why, and what happens to it."""

    similar: Similar
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Hints:
    """What is shown. `is_near`: something is open here or beside it, so the place for it is kept free.

    `is_asked`: somebody has said what happened; else the newest are shown.
    """

    found: list[Hint]
    is_near: bool
    is_asked: bool

    @property
    def first(self) -> Hint | None:
        return self.found[0] if self.found else None

    @property
    def others(self) -> list[Hint]:
        return self.found[1:]


@require_POST
@never_cache
def similar(request: HttpRequest) -> HttpResponse:
    """The hints for what is chosen and typed so far, as a part of the report page. 404 for an unknown point."""
    return _similar(request, Sender(viewer(request)), request.POST.get("point", ""))


@login_not_required
@require_POST
@never_cache
def similar_at_poster(request: HttpRequest, token: str) -> HttpResponse:
    """The same by a poster's link; without signing in only of the poster's point. 404 where there is none to ask."""
    poster = poster_of(token)
    person = request.user if isinstance(request.user, User) else None
    if poster is None or (person is None and not poster.allows_guests):
        raise Http404("There is nothing to ask here.")
    asked = request.POST.get("point", "") if person is not None else ""
    return _similar(request, Sender(person, poster), asked or poster.point.slug)


def _similar(request: HttpRequest, sender: Sender, slug: str) -> HttpResponse:
    point = InflectionPoint.objects.filter(slug=slug.replace("\x00", ""), is_active=True).first()
    if point is None:
        raise Http404("There is no such point.")
    told, now = request.POST, timezone.now()
    found = hints(
        sender,
        point,
        kind=told.get("kind", ""),
        site=told.get("site", ""),
        text=told.get("text", ""),
        now=now,
    )
    return render(
        request, "report/_similar.html", {"hints": found, "sender": sender, "point": point, "now": now}
    )


def hints(sender: Sender, point: InflectionPoint, *, kind: str, site: str, text: str, now: datetime) -> Hints:
    """What may be the same as a problem at this point; `kind` and `site` as they were chosen, perhaps nothing or nonsense."""
    among = told_to(sender, now).taking_reports()
    chosen = Kind.objects.filter(point=point, pk=kind).first() if _is_key(kind) else None
    words = " ".join(text[:LONGEST].replace("\x00", " ").split()) if sender.person is not None else ""
    is_asked = chosen is not None or bool(words)
    if is_asked:
        title = title_of(words, chosen) if words else ""
        place = int(site) if _is_key(site) else None
        told = Traits(title, point.pk, chosen.pk if chosen is not None else None, place, words)
        found = similar_to(told, among=among, now=now, fixed_lately=False)
    else:
        found = newest_here(point.pk, among) if sender.person is not None else []
    is_near = bool(found) or is_anything_near(point.pk, among)
    return Hints(_with_outlooks(found, now), is_near=is_near, is_asked=is_asked)


def told_to(sender: Sender, now: datetime) -> IssueQuerySet:
    """The issues that whoever sends may be told of."""
    if sender.person is not None:
        return Issue.objects.visible_to(sender.person, now)
    return Issue.objects.visible_without_a_name()


def joinable(sender: Sender, now: datetime) -> IssueQuerySet:
    """The issues that whoever sends may add a report to; without a name those at the poster's point and beside it."""
    found = told_to(sender, now).taking_reports()
    if sender.person is not None or sender.poster is None:
        return found if sender.person is not None else found.none()
    point = sender.poster.point_id
    return found.filter(point__in=[point, *neighbours(point)])


def _with_outlooks(found: list[Similar], now: datetime) -> list[Hint]:
    issues = (
        Issue.objects.for_list().select_related("policy_version", "kind").in_bulk([one.pk for one in found])
    )
    still = [one for one in found if one.pk in issues]
    views = outlooks([issues[one.pk] for one in still], now)
    return [Hint(one, view) for one, view in zip(still, views, strict=True)]


def _is_key(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER
