"""The issues behind numbers that are no band: what happened in a week, what is open, what a share is of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet

from insights.querysets import counters
from insights.querysets.ageing import never_acted, of_age, open_of, reached_by_fact
from insights.querysets.among import among
from insights.querysets.cohorts import cohort
from insights.querysets.declining import declined, declined_for
from insights.querysets.flow import Moved, moved
from insights.querysets.origins import felt_elsewhere
from insights.rules.bands import Band
from insights.rules.flow import Age
from insights.rules.periods import Scope
from issues.models import Issue
from issues.querysets import IssueQuerySet

if TYPE_CHECKING:
    from insights.models import Fact


class Listed(StrEnum):
    """What can be listed. The values stand in addresses."""

    CAME_IN = "came_in"
    ACTED = "acted_in_period"
    RESOLVED = "resolved_in_period"
    OPEN = "open"
    UNACTED = "unacted"
    OPEN_ACTED = "open_acted"
    OPENED_AGAIN = "opened_again"
    VALID = "valid"
    JUDGED = "judged"
    DECIDED = "decided"
    DECLINED = "declined"
    URGENT_ONLY = "urgent_only"
    FELT_ELSEWHERE = "felt_elsewhere"


@dataclass(frozen=True, slots=True)
class Narrower:
    """What else is asked of them. `rung` and `age` of what is open, `reason` of what was declined."""

    age: Age | None = None
    rung: int | None = None
    reason: str = ""
    origin_department: int | None = None


def listed(scope: Scope, what: Listed, narrower: Narrower) -> IssueQuerySet:
    """The issues, in no order."""
    return among(Issue.objects.all(), _LISTS[what](scope, narrower), "pk")


def _valid(scope: Scope) -> "QuerySet[Fact]":
    return cohort(scope).filter(counters.issues(scope.period.as_of)[counters.Count.VALID])


def _in(scope: Scope, *bands: Band) -> "QuerySet[Fact]":
    conditions = counters.bands(scope.period.as_of)
    return cohort(scope).filter(reduce(or_, (conditions[band] for band in bands)))


def _urgent_only(scope: Scope) -> "QuerySet[Fact]":
    counts = counters.issues(scope.period.as_of)
    return cohort(scope).filter(counts[counters.Count.BORN] | counts[counters.Count.TRIGGERED])


def _open(scope: Scope, narrower: Narrower, condition: Q) -> "QuerySet[Fact]":
    as_of = scope.period.as_of
    found = open_of(scope).filter(condition)
    if narrower.age is not None:
        found = found.filter(of_age(narrower.age, as_of, ""))
    if narrower.rung is not None:
        found = found.alias(rung=reached_by_fact(as_of)).filter(rung=narrower.rung)
    return found


def _declined(scope: Scope, narrower: Narrower) -> "QuerySet[Fact]":
    return declined_for(scope, narrower.reason) if narrower.reason else declined(scope)


def _felt_elsewhere(scope: Scope, narrower: Narrower) -> "QuerySet[Fact]":
    found = felt_elsewhere(scope)
    if narrower.origin_department is None:
        return found
    return found.filter(origin__department=narrower.origin_department)


_LISTS: Final[dict[Listed, Callable[[Scope, Narrower], Any]]] = {
    Listed.CAME_IN: lambda scope, _: moved(scope, Moved.REPORTED),
    Listed.ACTED: lambda scope, _: moved(scope, Moved.ACTED),
    Listed.RESOLVED: lambda scope, _: moved(scope, Moved.RESOLVED),
    Listed.OPEN: lambda scope, narrower: _open(scope, narrower, Q()),
    Listed.UNACTED: lambda scope, narrower: _open(scope, narrower, never_acted(scope.period.as_of, "")),
    Listed.OPEN_ACTED: lambda scope, narrower: _open(scope, narrower, ~never_acted(scope.period.as_of, "")),
    Listed.OPENED_AGAIN: lambda scope, _: cohort(scope).filter(
        counters.happened("reopened_at", scope.period.as_of)
    ),
    Listed.VALID: lambda scope, _: _valid(scope),
    Listed.JUDGED: lambda scope, _: _in(scope, Band.IN_TIME, Band.LATE, Band.NEVER),
    Listed.DECIDED: lambda scope, _: _in(scope, Band.IN_TIME, Band.LATE, Band.DECLINED),
    Listed.DECLINED: _declined,
    Listed.URGENT_ONLY: lambda scope, _: _urgent_only(scope),
    Listed.FELT_ELSEWHERE: _felt_elsewhere,
}
