"""From every number to its list: the issues that it counts, by the conditions that it is counted by."""

from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet

from insights.querysets import counters
from insights.querysets.ageing import open_of, unacted_of
from insights.querysets.among import among, having
from insights.querysets.cohorts import cohort, works_of
from insights.querysets.counters import Count
from insights.querysets.graph import escaped_pairs
from insights.querysets.tables import facts, fixes, holdings
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.periods import Scope
from issues.models import Issue
from issues.querysets import IssueQuerySet

if TYPE_CHECKING:
    from insights.models import Fact

_COUNTS: Final = {
    Behind.VALID: Count.VALID,
    Behind.ACTED: Count.ACTED,
    Behind.BORN_URGENT: Count.BORN,
    Behind.TRIGGERED: Count.TRIGGERED,
    Behind.ASKED: Count.ASKED,
    Behind.SAID_YES: Count.YES,
    Behind.RESOLVED: Count.RESOLVED,
    Behind.REOPENED: Count.REOPENED,
    Behind.KNOWN: Count.KNOWN,
}
_TURNS: Final = (Behind.RECEIVED, Behind.PASSED, Behind.RETURNED)
_FIXES: Final = {
    Behind.FIXED_30: (30, ("quick", "rooted")),
    Behind.AGAIN_30: (30, ("quick_again", "rooted_again")),
    Behind.FIXED_90: (90, ("quick", "rooted")),
    Behind.AGAIN_90: (90, ("quick_again", "rooted_again")),
}
_WORKS: Final = (Behind.COMPLETED, Behind.PREVENTIVE)


def behind(scope: Scope, what: Behind, *, origin: int | None = None) -> IssueQuerySet:
    """The issues that a number counts. Of turns, fixes and work an issue can have several, and is listed once.

    A scope's department answers for the point; of turns it is the one whose turn it is. `origin`: only what began there.
    """
    rows = _facts_behind(scope, what)
    if origin is not None:
        rows = rows.filter(origin=origin)
    return among(Issue.objects.all(), rows, "pk")


def _facts_behind(scope: Scope, what: Behind) -> "QuerySet[Fact]":
    """The issues that are counted, or that have what is counted; joined to nothing that grows as they do."""
    as_of = scope.period.as_of
    if what in (Behind.UNACTED, Behind.OPEN):
        return unacted_of(scope) if what is Behind.UNACTED else open_of(scope)
    if what in _TURNS:
        theirs = holdings().filter(counters.turns(as_of)[what])
        if scope.department is not None:
            theirs = theirs.filter(department=scope.department)
        return cohort(replace(scope, department=None)).filter(having(theirs))
    if what in _FIXES:
        days, parts = _FIXES[what]
        conditions = counters.fixes(as_of, days)
        return cohort(scope).filter(having(fixes().filter(reduce(or_, (conditions[part] for part in parts)))))
    if what in _WORKS:
        done = works_of(scope).filter(fact__isnull=False)
        return facts().filter(
            having(done.filter(counters.preventive()) if what is Behind.PREVENTIVE else done)
        )
    return cohort(scope).filter(_condition(what, as_of))


def _condition(what: Behind, as_of: datetime) -> Q:
    """Of the issues that were reported in the period."""
    counted = counters.issues(as_of)
    match what:
        case Behind.REPORTED:
            return Q()
        case Behind.NOT_YES:
            return counted[Count.ASKED] & ~counted[Count.YES]
        case Behind.ESCAPED:
            return counted[Count.KNOWN] & _felt_downstream()
        case _ if what in _COUNTS:
            return counted[_COUNTS[what]]
    return counters.bands(as_of)[Band(what)]


def _felt_downstream() -> Q:
    felt: dict[int, list[int]] = {}
    for origin, point in escaped_pairs():
        felt.setdefault(origin, []).append(point)
    return reduce(or_, (Q(origin=origin, point__in=points) for origin, points in felt.items()), Q(pk__in=[]))
