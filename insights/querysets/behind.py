"""From every number to its list: the issues that it counts, by the conditions that it is counted by."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Q, QuerySet

from insights.querysets import counters
from insights.querysets.among import among
from insights.querysets.cohorts import cohort, fixes_of, spells_of, turns_of, works_of
from insights.querysets.counters import Count
from insights.querysets.graph import escaped_pairs
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.periods import Scope
from issues.models import Issue
from issues.querysets import IssueQuerySet

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
    rows, issue = _rows_behind(scope, what)
    if origin is not None:
        rows = rows.filter(**{"origin" if issue == "pk" else "fact__origin": origin})
    return among(Issue.objects.all(), rows, issue)


def _rows_behind(scope: Scope, what: Behind) -> tuple[QuerySet[Any], str]:
    """What is counted, and which column names the issue. Nothing is asked in between: one join less to plan."""
    as_of = scope.period.as_of
    if what in (Behind.UNACTED, Behind.OPEN):
        is_open = counters.unacted(as_of) if what is Behind.UNACTED else counters.open_spell(as_of)
        return spells_of(scope).filter(is_open), "fact"
    if what in _TURNS:
        return turns_of(scope).filter(counters.turns(as_of)[what]), "fact"
    if what in _FIXES:
        days, parts = _FIXES[what]
        conditions = counters.fixes(as_of, days)
        return fixes_of(scope).filter(reduce(or_, (conditions[part] for part in parts))), "fact"
    if what in _WORKS:
        done = works_of(scope).filter(fact__isnull=False)
        return (done.filter(counters.preventive()) if what is Behind.PREVENTIVE else done), "fact"
    return cohort(scope).filter(_condition(what, as_of)), "pk"


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
