"""Whom a department passes issues to without acting, and whom it gets them back from."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, QuerySet, Subquery

from insights.querysets import counters
from insights.querysets.cohorts import turns_of
from insights.querysets.tables import holdings
from insights.rules.periods import Scope
from people.models import Department

if TYPE_CHECKING:
    from insights.models import Holding


@dataclass(frozen=True, slots=True)
class Partner:
    """Another department, and how many turns went to it and came back from it."""

    slug: str
    name: str
    passed_to: int
    back_from: int


def received(scope: Scope) -> "QuerySet[Holding]":
    """The turns at the issues of the cohort, of the scope's department or of all, whoever answers for the issues."""
    return turns_of(scope).filter(counters.turns(scope.period.as_of)["received"])


def passed(scope: Scope) -> "QuerySet[Holding]":
    """Those that ended with passing the issue on although nobody had acted in them."""
    return turns_of(scope).filter(counters.turns(scope.period.as_of)["passed"])


def returned(scope: Scope) -> "QuerySet[Holding]":
    """Those in which the department had the issue again; `giver` is the department that it came back from."""
    gave = holdings().filter(
        fact=OuterRef("fact"), passed_to=OuterRef("department"), passed_at=OuterRef("since")
    )
    giver = Subquery(gave.order_by("-pk").values("department")[:1])
    back = turns_of(scope).filter(counters.turns(scope.period.as_of)["returned"])
    return back.annotate(giver=giver)


def partners(scope: Scope) -> list[Partner]:
    """All that the scope's department passed issues to or got them back from, the most turns first."""
    to = _counted(passed(scope), "passed_to")
    back = _counted(returned(scope), "giver")
    known = Department.objects.filter(pk__in={*to, *back})
    found = [Partner(one.slug, one.name, to[one.pk], back[one.pk]) for one in known]
    return sorted(found, key=lambda one: (-one.passed_to - one.back_from, one.name))


def _counted(rows: "QuerySet[Holding]", column: str) -> Counter[int]:
    counts = rows.order_by().values(column).annotate(n=Count("pk")).values_list(column, "n")
    return Counter({other: n for other, n in counts if other is not None})
