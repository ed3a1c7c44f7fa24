"""Issues that may be about the same problem: at the same point and right beside it in the chain.

The database gives the newest open ones of these points with the words that they have in common with what is told, and by
its index of words those of an older past that have the rare ones. Of the nearest, the texts are compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import Left

from inflection_points.models import Dependency
from issues.models import Issue, Report
from issues.querysets import IssueQuerySet
from issues.querysets.likeness import common, having_any, with_shared_words
from issues.rules.likeness import Likeness, Traits, beginnings, likenesses, nearest, rarest
from issues.rules.state import CLOSED, Phase

SHOWN: Final = 5
NEIGHBOURS: Final = 6
HERE: Final = 300  # open issues of the point, the newest: so the work is the same however many there are
BESIDE: Final = 50  # of each neighbour
CLOSED_LATELY: Final = 40
OLDER: Final = 100  # that the index of words adds where there are more than that
RARE: Final = 8  # words that it is asked for,
RARELY: Final = 0.02  # which at most this share of the newest have,
RARE_EVERYWHERE: Final = 0.005  # and this share of all issues: else the index finds thousands
COMPARED: Final = 40  # whose texts are read
KIND_AHEAD: Final = 0.3  # of 1, which of these: what the same kind counts beside words
REPORTS: Final = 3  # of each, the first
TEXT: Final = 2000  # letters of each
FIXED_WITHIN: Final = timedelta(days=30)
_AT_FIRST: Final = ("pk", "point_id", "kind_id", "phase", "reported_at", "closed_at", "shared", "length")
_THEN: Final = ("pk", "title", "point_id", "kind_id", "site_id", "phase", "reported_at", "report_count")


class Where(NamedTuple):
    """How the point of another issue lies to the one that is asked about."""

    name: str
    is_upstream: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """Another issue, and why it may be about the same. `where` is None at the same point."""

    pk: int
    title: str
    phase: str
    reported_at: datetime
    report_count: int
    where: Where | None
    like: Likeness

    @property
    def takes_reports(self) -> bool:
        """Whether another issue can be merged into it."""
        return self.phase not in {*CLOSED, Phase.RESOLVED}


def similar_to(
    told: Traits,
    *,
    among: IssueQuerySet,
    now: datetime,
    besides: int | None = None,
    fixed_lately: bool = True,
) -> list[Similar]:
    """At most 5 open or recently fixed issues, the most alike first; at most four queries, however many issues there are.

    `among` are those that the reader may see, `besides` the issue itself.
    """
    asked = beginnings(told.whole)
    if not asked:
        others = among.exclude(pk=besides) if besides is not None else among
        return newest_here(told.point, others, kind=told.kind) if told.kind is not None else []
    places = {told.point: None, **neighbours(told.point)}
    rows = _candidates(list(places), asked, among, fixed_lately=fixed_lately)
    rows = [row for row in rows if row["pk"] != besides and _counts(row, now)]
    compared = _in_full(_nearest(rows, asked, told))
    found = likenesses(told, [_traits(row) for row in compared])
    alike = [_similar(row, places, like) for row, like in zip(compared, found, strict=True) if like.is_enough]
    return sorted(alike, key=lambda one: (-one.like.score, -one.reported_at.timestamp()))[:SHOWN]


def newest_here(point: int, among: IssueQuerySet, *, kind: int | None = None) -> list[Similar]:
    """The newest open ones of the point itself, and of this kind, as long as nobody has told more."""
    here = among.filter(point=point) if kind is None else among.filter(point=point, kind=kind)
    like = Likeness(0, is_enough=True, same_kind=kind is not None)
    return [_similar(row, {point: None}, like) for row in here.open().newest_first()[:SHOWN].values(*_THEN)]


def is_anything_near(point: int, among: IssueQuerySet) -> bool:
    """Whether anything is open at the point or beside it, so that something may be similar."""
    return among.open().filter(point__in=[point, *neighbours(point)]).exists()


def traits_of(issue: Issue) -> Traits:
    """What is compared of an issue, with what was first told of it."""
    return _traits(_in_full([issue.pk])[0])


def neighbours(point: int) -> dict[int, Where]:
    """The points right before and after it in the chain, by primary key."""
    edges = Dependency.objects.filter(Q(point=point) | Q(upstream=point)).select_related("point", "upstream")
    found = {
        **{one.upstream_id: Where(one.upstream.name, True) for one in edges if one.point_id == point},
        **{one.point_id: Where(one.point.name, False) for one in edges if one.upstream_id == point},
    }
    return {key: found[key] for key in sorted(found)[:NEIGHBOURS]}


def _candidates(
    points: Sequence[int], asked: list[str], among: IssueQuerySet, *, fixed_lately: bool
) -> list[dict[str, Any]]:
    rows = list(newest_at(points, asked, among, fixed_lately=fixed_lately).values(*_AT_FIRST))
    here = sum(row["point_id"] == points[0] and row["phase"] not in CLOSED for row in rows)
    if here < HERE:
        return rows
    known = common(asked, RARE_EVERYWHERE, using=among.db)
    asked_of_all = [word for word in asked if word not in known]
    rare = rarest([row["shared"] for row in rows], asked_of_all, RARE, had_by=RARELY)
    older = older_with(rare, points, asked, among).values(*_AT_FIRST) if rare else []
    return list({row["pk"]: row for row in [*rows, *older]}.values())


def newest_at(
    points: Sequence[int], asked: Iterable[str], among: IssueQuerySet, *, fixed_lately: bool
) -> IssueQuerySet:
    """The newest open ones at each point, of the first the most; and the newest of all, to find those that were fixed.

    Each part is read from an index and no further than its limit.
    """
    parts: list[IssueQuerySet] = []
    for point in points:
        here = with_shared_words(among.filter(point=point), asked).newest_first()
        parts.append(here.open()[: HERE if point == points[0] else BESIDE])
        if fixed_lately:
            parts.append(here[:CLOSED_LATELY])
    return parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]


def older_with(
    rare: Iterable[str], points: Sequence[int], asked: Iterable[str], among: IssueQuerySet
) -> IssueQuerySet:
    """Open ones with one of the rare words, read from the index of words."""
    open_here = among.open().filter(point__in=points)
    return with_shared_words(having_any(open_here, rare), asked).order_by()[:OLDER]


def _counts(row: Mapping[str, Any], now: datetime) -> bool:
    """Open, or fixed so lately that the fix may not have lasted."""
    if row["phase"] not in CLOSED:
        return True
    closed_at: datetime | None = row["closed_at"]
    return row["phase"] == Phase.VERIFIED and closed_at is not None and closed_at >= now - FIXED_WITHIN


def _nearest(rows: list[dict[str, Any]], asked: list[str], told: Traits) -> list[int]:
    """Those whose texts are worth reading."""
    rough = nearest([(row["shared"], row["length"] or 0) for row in rows], asked)
    ahead = (KIND_AHEAD if told.kind is not None and row["kind_id"] == told.kind else 0 for row in rows)
    ranked = sorted(
        zip(rough, ahead, rows, strict=True),
        key=lambda one: (-one[0] - one[1], -one[2]["reported_at"].timestamp()),
    )
    return [row["pk"] for _, _, row in ranked[:COMPARED]]


def _in_full(issues: Iterable[int]) -> list[dict[str, Any]]:
    """With what was first told of each."""
    reports = Report.objects.filter(issue=OuterRef("pk")).exclude(text="").order_by("pk")
    texts = ArraySubquery(reports.values_list(Left("text", TEXT))[:REPORTS])
    return list(Issue.objects.filter(pk__in=list(issues)).order_by().values(*_THEN, texts=texts))


def _traits(row: Mapping[str, Any]) -> Traits:
    return Traits(row["title"], row["point_id"], row["kind_id"], row["site_id"], " ".join(row["texts"]))


def _similar(row: Mapping[str, Any], places: Mapping[int, Where | None], like: Likeness) -> Similar:
    return Similar(
        pk=row["pk"],
        title=row["title"],
        phase=row["phase"],
        reported_at=row["reported_at"],
        report_count=row["report_count"],
        where=places[row["point_id"]],
        like=like,
    )
