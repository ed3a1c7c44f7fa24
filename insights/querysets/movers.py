"""Who has to move: for what is past its time to act, by the person who answers for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from issues.querysets import IssueQuerySet


@dataclass(frozen=True, slots=True)
class Burden:
    """How many issues wait for one person's act, and the highest rung of the ladder that any of them has reached."""

    owner: int
    issues: int
    reached: int


def burdens(unacted: IssueQuerySet, most: int) -> list[Burden]:
    """Of those who answer for the issues: the highest on the ladder first, then who has most."""
    rows = unacted.order_by().values_list("point__owner_id").annotate(n=Count("pk"), top=Max("reached"))
    return [Burden(owner, n, top) for owner, n, top in rows.order_by("-top", "-n", "point__owner_id")[:most]]


def worst_of(unacted: IssueQuerySet, owners: Iterable[int]) -> IssueQuerySet:
    """One issue of each: the highest on the ladder, of them the longest overdue."""
    theirs = unacted.filter(point__owner__in=list(owners))
    return theirs.order_by("point__owner_id", "-reached", "act_by", "pk").distinct("point__owner_id")
