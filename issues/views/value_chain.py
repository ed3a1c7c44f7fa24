"""The value chain and one inflection point: where customers judge us, and where problems wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from inflection_points.commands.posters import may_make
from inflection_points.models import InflectionPoint, Stage
from issues.commands.prospects import outlooks
from issues.models import Issue
from issues.rules.state import Phase
from issues.views.rows import row
from people.views.viewers import viewer

_HEAT: Final = (timedelta(days=3), timedelta(days=10), timedelta(days=30))
MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class Card:
    """A point with what waits there. `worst` is the age of the oldest issue that still waits for an act."""

    point: InflectionPoint
    open: int = 0
    unacted: int = 0
    worst: timedelta | None = None

    @property
    def heat(self) -> int:
        """0 when nothing waits for an act, else 1 to 4 by how long the oldest has waited."""
        return 0 if self.worst is None else 1 + sum(self.worst >= step for step in _HEAT)


def value_chain(request: HttpRequest) -> HttpResponse:
    """Stages as columns, points as cards."""
    now = timezone.now()
    points = InflectionPoint.objects.along_the_chain().prefetch_related("dependencies__upstream")
    cards = _cards(list(points), now)
    stages = {stage.pk: list(group) for stage, group in groupby(cards, key=lambda card: card.point.stage)}
    context = {
        "stages": [
            (stage, stages.get(stage.pk, [])) for stage in Stage.objects.order_by("chain", "position")
        ],
        "open": sum(card.open for card in cards),
        "unacted": sum(card.unacted for card in cards),
    }
    return render(request, "inflection_points/value_chain.html", context)


def _cards(points: list[InflectionPoint], now: datetime) -> list[Card]:
    waits = Q(acted_at=None) & ~Q(phase=Phase.RESOLVED)
    counts = Issue.objects.open().filter(point__in=points).order_by().values("point")
    counts = counts.annotate(
        all_open=Count("pk"),
        unacted=Count("pk", filter=waits & Q(act_by__lte=now)),
        oldest=Min("started_at", filter=waits),
    )
    found: dict[int, dict[str, Any]] = {count["point"]: dict(count) for count in counts}
    cards = []
    for point in points:
        count = found.get(point.pk, {"all_open": 0, "unacted": 0, "oldest": None})
        worst = now - count["oldest"] if count["oldest"] else None
        cards.append(Card(point, count["all_open"], count["unacted"], worst))
    return cards


def point(request: HttpRequest, slug: str) -> HttpResponse:
    """What is promised at a point, who answers for it, what it hangs on, and what is open there."""
    now = timezone.now()
    points = InflectionPoint.objects.select_related(
        "stage", "department", "owner", "deputy", "calendar", "policy"
    )
    found = get_object_or_404(points, slug=slug)
    issues = Issue.objects.visible_to(viewer(request), now).open().filter(point=found)
    listed = issues.for_list().by_deadline(now)
    context = {
        "point": found,
        "card": _cards([found], now)[0],
        "needs": [
            d.upstream for d in found.dependencies.select_related("upstream").order_by("upstream__name")
        ],
        "needed_by": [d.point for d in found.dependents.select_related("point").order_by("point__name")],
        "kinds": found.kinds.all(),
        "hidden": Issue.objects.hidden_from(viewer(request), now)
        .open()
        .filter(point=found)
        .count_up_to(MOST_OPEN),
        "rows": [row(one, now) for one in outlooks(listed[:MOST_OPEN], now)],
        "may_make_posters": may_make(found, viewer(request)),
        "now": now,
    }
    return render(request, "inflection_points/point.html", context)
