"""Find anything: issues by number or words, points, and for those who triage the people and what is in their hands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inflection_points.models import InflectionPoint
from issues.forms.filters import LONGEST_QUERY
from issues.models import Issue
from issues.rules.state import Phase
from issues.views.answers import htmx_of, page_of
from issues.views.rows import PHASES
from people.models import User
from people.rules.permissions import Can
from people.views.viewers import viewer

MOST: Final = 5  # of a kind: whoever sees more types another word
SHORTEST: Final = 2  # letters: one would match half of all titles


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was found, what it is called, and what tells it from others."""

    url: str
    words: str
    beside: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    lines: list[Line]


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """The page, or with htmx what was found. At most three queries of its own, five rows each."""
    words = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    is_asked = any(letter.isalnum() for letter in words)
    groups = [group for group in _groups(request, words) if group.lines] if is_asked else []
    name = "palette/_found.html" if htmx_of(request) else "palette/palette.html"
    return render(request, name, {"words": words, "groups": groups})


def _groups(request: HttpRequest, words: str) -> Iterator[Group]:
    person = viewer(request)
    yield Group(_("Issues"), _issues(person, words, _address(request)))
    if len(words) < SHORTEST:
        return
    yield Group(_("Inflection points"), _points(words))
    if person.may(Can.TRIAGE):
        yield Group(_("What is in the hands of"), _people(words))


def _address(request: HttpRequest) -> str:
    """Where an issue opens: beside the list for those who have it before them."""
    here = page_of(request).path
    inbox = reverse("issues:inbox")
    return f"{inbox}?issue={{}}" if here == inbox else reverse("issues:issue", args=[0]).replace("0", "{}")


def _issues(person: User, words: str, address: str) -> list[Line]:
    if len(words) < SHORTEST and not words.isdecimal():
        return []
    found = (
        Issue.objects.visible_to(person, timezone.now())
        .matching(words)
        .newest_first()
        .select_related("point")[:MOST]
    )
    return [
        Line(
            address.format(issue.pk),
            issue.title,
            f"#{issue.pk} · {issue.point.name} · {PHASES[Phase(issue.phase)]}",
        )
        for issue in found
    ]


def _points(words: str) -> list[Line]:
    found = InflectionPoint.objects.active().select_related("stage")
    for word in words.split():
        found = found.filter(name__icontains=word)
    return [
        Line(reverse("issues:point", args=[point.slug]), point.name, point.stage.name)
        for point in found.order_by("stage__position", "name")[:MOST]
    ]


def _people(words: str) -> list[Line]:
    found = User.objects.active().matching(words).select_related("department").order_by("name", "pk")
    return [
        Line(
            f"{reverse('issues:issues')}?{urlencode({'holder': one.pk, 'phase': 'open'})}",
            one.name,
            " · ".join(filter(None, [one.job_title, one.department.name if one.department else ""])),
        )
        for one in found[:MOST]
    ]
