"""Root causes that lie in one department and are felt in another."""

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count, F, QuerySet

from insights.querysets.cohorts import cohort
from insights.querysets.counters import happened
from insights.querysets.rolled import origins
from insights.querysets.where import places
from insights.rules.periods import Scope

if TYPE_CHECKING:
    from insights.models import Fact


def felt_elsewhere(scope: Scope) -> "QuerySet[Fact]":
    """The issues of the cohort whose known origin lies at a point of another department than where they were felt."""
    known = cohort(scope).filter(happened("origin_known_at", scope.period.as_of))
    return known.exclude(origin__department=F("point__department"))


def felt_elsewhere_by(scope: Scope) -> dict[int, int]:
    """How many, by the department where the origin lies."""
    if (rolled := origins(scope)) is not None:
        found: Counter[int] = Counter()
        for (origin, felt), n in rolled.items():
            if (began := places()[origin].department_id) != places()[felt].department_id:
                found[began] += n
        return dict(found)
    rows = felt_elsewhere(scope).order_by().values("origin__department").annotate(n=Count("pk"))
    return dict(rows.values_list("origin__department", "n"))
