"""Issues that may be about the same problem: at the same point and right beside it in the chain."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from inflection_points.models import Dependency
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.rules.likeness import ENOUGH, Likeness, Traits, likeness
from issues.rules.state import CLOSED, Phase

SHOWN: Final = 5
NEIGHBOURS: Final = 6
LOOKED_AT: Final = 40  # a point, the newest: so the work is the same however many there are
FIXED_WITHIN: Final = timedelta(days=30)
_COLUMNS: Final = (
    "pk",
    "title",
    "point_id",
    "kind_id",
    "site_id",
    "phase",
    "reported_at",
    "closed_at",
    "report_count",
)


@dataclass(frozen=True, slots=True)
class Similar:
    """Another issue, and why it may be about the same. `where` is "" at the same point, else how that one lies to it."""

    pk: int
    title: str
    phase: str
    reported_at: datetime
    report_count: int
    where: str
    reasons: tuple[str, ...]
    score: float

    @property
    def takes_reports(self) -> bool:
        """Whether another issue can be merged into it."""
        return self.phase not in {*CLOSED, Phase.RESOLVED}


def similar_to(
    told: Traits, *, among: IssueQuerySet, now: datetime, besides: int | None = None
) -> list[Similar]:
    """At most 5 open or recently fixed issues, the most alike first; two queries, however many issues there are.

    `among` are those that the reader may see, `besides` the issue itself.
    """
    places = {told.point: "", **_neighbours(told.point)}
    found = [
        Similar(
            pk=row["pk"],
            title=row["title"],
            phase=row["phase"],
            reported_at=row["reported_at"],
            report_count=row["report_count"],
            where=places[row["point_id"]],
            reasons=like.reasons,
            score=like.score,
        )
        for row in _candidates(list(places), among, now)
        if row["pk"] != besides and (like := _like(told, row)).score >= ENOUGH
    ]
    return sorted(found, key=lambda one: (-one.score, -one.reported_at.timestamp()))[:SHOWN]


def traits_of(issue: Issue) -> Traits:
    return Traits(issue.title, issue.point_id, issue.kind_id, issue.site_id)


def _like(told: Traits, row: dict[str, Any]) -> Likeness:
    return likeness(told, Traits(row["title"], row["point_id"], row["kind_id"], row["site_id"]))


def _neighbours(point: int) -> dict[int, str]:
    """The points right before and after it, by primary key: "upstream, at Order picked"."""
    edges = Dependency.objects.filter(Q(point=point) | Q(upstream=point)).select_related("point", "upstream")
    return {
        **{one.upstream_id: f"upstream, at {one.upstream.name}" for one in edges if one.point_id == point},
        **{one.point_id: f"downstream, at {one.point.name}" for one in edges if one.upstream_id == point},
    }


def _candidates(points: list[int], among: IssueQuerySet, now: datetime) -> list[dict[str, Any]]:
    """The newest open ones and the newest of all at each point, each read from an index; of these the fixed ones count
    while the fix is fresh."""
    rows = newest_at(points[: NEIGHBOURS + 1], among).values(*_COLUMNS)
    return [row for row in rows if row["phase"] not in CLOSED or _freshly_fixed(row, now)]


def newest_at(points: list[int], among: IssueQuerySet) -> IssueQuerySet:
    """The newest forty open ones and the newest forty of all at each point: parts of which each is read from an index."""
    parts: list[IssueQuerySet] = []
    for point in points:
        here = among.filter(point=point).newest_first()
        parts += [here.open()[:LOOKED_AT], here[:LOOKED_AT]]
    return parts[0].union(*parts[1:])


def _freshly_fixed(row: dict[str, Any], now: datetime) -> bool:
    closed_at: datetime | None = row["closed_at"]
    return row["phase"] == Phase.VERIFIED and closed_at is not None and closed_at >= now - FIXED_WITHIN
