"""Who has to move: for what is past its time to act, by the person who answers for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef
from django.db.models.functions import Extract, JSONObject

from inflection_points.models import InflectionPoint
from issues.querysets import Counted, IssueQuerySet

# Of each point so many are looked at, the longest overdue: who waits longest has climbed the ladder as high as it goes.
LOOKED_AT: Final = 20


class _Worst(NamedTuple):
    """In the order of badness: the highest on the ladder, of them the longest overdue."""

    climbed: int  # rungs, as a negative number
    act_by: float
    issue: int


@dataclass(frozen=True, slots=True)
class Burden:
    """Somebody who answers for the points at which issues wait, and the worst of these issues."""

    owner: int
    points: tuple[int, ...]
    worst: int


def burdens(unacted: IssueQuerySet) -> list[Burden]:
    """Of all who answer for the issues: the highest on the ladder first, of them who is longest overdue.

    In one question that walks an index: its cost grows with the points, not with the issues.
    """
    longest = unacted.filter(point=OuterRef("pk")).order_by("act_by", "pk")
    seen = JSONObject(reached="reached", act_by=Extract("act_by", "epoch"), pk="pk")
    waiting = ArraySubquery(longest.annotate(seen=seen).values("seen")[:LOOKED_AT])
    worst: dict[int, _Worst] = {}
    points: dict[int, list[int]] = {}
    rows = InflectionPoint.objects.order_by("pk").annotate(waiting=waiting)
    for point, owner, issues in rows.values_list("pk", "owner", "waiting"):
        for issue in issues:
            one = _Worst(-issue["reached"], float(issue["act_by"]), issue["pk"])
            worst[owner] = min(worst.get(owner, one), one)
        if issues:
            points.setdefault(owner, []).append(point)
    order = sorted(worst, key=lambda owner: worst[owner])
    return [Burden(owner, tuple(points[owner]), worst[owner].issue) for owner in order]


def counts(
    overdue: IssueQuerySet, found: Sequence[Burden], hidden: Mapping[int, int], most: int
) -> tuple[Counted, list[Counted]]:
    """How many that are not `hidden` (by point) there are in all, and of each of some burdens; each up to `most`.

    An index alone says how many there are when nobody asks whether they are confidential; those are few.
    """
    kept = [sum(hidden.values()), *(sum(hidden.get(point, 0) for point in one.points) for one in found)]
    whole, at_each = overdue.counts_at([one.points for one in found], most + max(kept))
    told = [whole, *at_each]
    seen = [one.number + one.is_more - without for one, without in zip(told, kept, strict=True)]
    total, *each = (Counted(min(n, most), n > most) for n in seen)
    return total, each


def by_point(issues: IssueQuerySet) -> dict[int, int]:
    """How many there are at each point."""
    return dict(issues.order_by().values_list("point").annotate(n=Count("pk")))


def worst_of(unacted: IssueQuerySet, found: Collection[Burden]) -> IssueQuerySet:
    """The worst issue of each."""
    return unacted.filter(pk__in=[one.worst for one in found])
