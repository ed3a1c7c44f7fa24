"""From every number to its list: the issues that it counts, by the conditions that it is counted by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet

from insights.querysets import counters
from insights.querysets.ageing import acted_of, of_age, open_of, reached_by_fact, unacted_of
from insights.querysets.among import among, has_one, having
from insights.querysets.cohorts import cohort, works_of
from insights.querysets.counters import Count
from insights.querysets.declining import for_reason
from insights.querysets.flow import Moved, moved
from insights.querysets.graph import escaped_pairs
from insights.querysets.hands import Hands, in_hands_of, told
from insights.querysets.origins import felt_elsewhere
from insights.querysets.tables import facts, fixes, holdings
from insights.rules.bands import JUDGED, Band
from insights.rules.behind import Behind
from insights.rules.flow import Age
from insights.rules.periods import Scope
from issues.models import Issue
from issues.querysets import IssueQuerySet

if TYPE_CHECKING:
    from insights.models import Fact


@dataclass(frozen=True, slots=True)
class Narrower:
    """What else is asked of the issues, as of the end of the period. Points and departments by id; None is any.

    `origin` and `began_in`: the point or the department where the cause lies. `rung`: who was told last. `reason`: why
    it was declined, by the key of a `declining.Reason`. `again`: nobody ever acted, and it was reported more than once,
    or once.
    """

    origin: int | None = None
    began_in: int | None = None
    age: Age | None = None
    rung: int | None = None
    reason: str = ""
    hands: Hands | None = None
    again: bool | None = None

    @property
    def is_of_facts(self) -> bool:
        """Facts alone decide which they are, and not who has them, or what was written."""
        return self.hands is None and self.again is None and not self.reason

    @property
    def tells_by_number(self) -> bool:
        """How many there are would say who has what is confidential, or what was written of it."""
        return self.hands is not None or bool(self.reason)


def behind(scope: Scope, what: Behind, narrower: Narrower | None = None) -> IssueQuerySet:
    """The issues that a number counts. Of turns, fixes and work an issue can have several, and is listed once.

    A scope's department answers for the point; of turns it is the one whose turn it is.
    """
    asked = narrower or Narrower()
    found = among(Issue.objects.all(), facts_behind(scope, what, asked), "pk")
    if asked.hands is not None:
        found = in_hands_of(found, asked.hands, scope.period.as_of)
    return found if asked.again is None else told(found, scope, again=asked.again)


def facts_behind(scope: Scope, what: Behind, narrower: Narrower) -> "QuerySet[Fact]":
    """The same as facts, before hands and `again` are asked about."""
    return _narrowed(_facts_behind(scope, what), narrower, scope.period.as_of)


def walk_behind(scope: Scope, what: Behind, narrower: Narrower) -> "QuerySet[Fact]":
    """The same to be walked along the index that has them in the order of their reports, and no further than a page."""
    if what not in _OPEN:
        return facts_behind(scope, what, narrower)
    return _narrowed(_OPEN[what](scope, has=has_one), narrower, scope.period.as_of)


def _facts_behind(scope: Scope, what: Behind) -> "QuerySet[Fact]":
    """The issues that are counted, or that have what is counted; joined to nothing that grows as they do."""
    if what in _COUNTED:
        counted = counters.of_issues(scope.period.as_of)
        return cohort(scope).filter(reduce(or_, (counted[part] for part in _COUNTED[what])))
    found: QuerySet[Fact] = _OTHERS[what](scope)
    return found


def _narrowed(rows: "QuerySet[Fact]", asked: Narrower, as_of: datetime) -> "QuerySet[Fact]":
    if asked.origin is not None:
        rows = rows.filter(origin=asked.origin)
    if asked.began_in is not None:
        rows = rows.filter(origin__department=asked.began_in)
    if asked.age is not None:
        rows = rows.filter(of_age(asked.age, as_of, ""))
    if asked.rung is not None:
        rows = rows.alias(rung=reached_by_fact(as_of)).filter(rung=asked.rung)
    return for_reason(rows, asked.reason) if asked.reason else rows


def _with_turns(scope: Scope, kind: str) -> "QuerySet[Fact]":
    theirs = holdings().filter(counters.turns(scope.period.as_of)[kind])
    if scope.department is not None:
        theirs = theirs.filter(department=scope.department)
    return cohort(replace(scope, department=None)).filter(having(theirs))


def _with_fixes(scope: Scope, days: int, *parts: str) -> "QuerySet[Fact]":
    conditions = counters.fixes(scope.period.as_of, days)
    return cohort(scope).filter(having(fixes().filter(reduce(or_, (conditions[part] for part in parts)))))


def _with_work(scope: Scope, which: Q) -> "QuerySet[Fact]":
    return facts().filter(having(works_of(scope).filter(which, fact__isnull=False)))


def _not_yes(scope: Scope) -> "QuerySet[Fact]":
    counted = counters.issues(scope.period.as_of)
    return cohort(scope).filter(counted[Count.ASKED] & ~counted[Count.YES])


def _opened_again(scope: Scope) -> "QuerySet[Fact]":
    return cohort(scope).filter(counters.happened("reopened_at", scope.period.as_of))


def _escaped(scope: Scope) -> "QuerySet[Fact]":
    felt: dict[int, list[int]] = {}
    for origin, point in escaped_pairs():
        felt.setdefault(origin, []).append(point)
    downstream = reduce(
        or_, (Q(origin=origin, point__in=points) for origin, points in felt.items()), Q(pk__in=[])
    )
    return cohort(scope).filter(counters.issues(scope.period.as_of)[Count.KNOWN], downstream)


_COUNTED: Final[dict[Behind, tuple[Band | Count, ...]]] = {
    **{Behind(band): (band,) for band in Band},
    Behind.JUDGED: JUDGED,
    Behind.DECIDED: (Band.IN_TIME, Band.LATE, Band.DECLINED),
    Behind.VALID: (Count.VALID,),
    Behind.ACTED: (Count.ACTED,),
    Behind.BORN_URGENT: (Count.BORN,),
    Behind.TRIGGERED: (Count.TRIGGERED,),
    Behind.URGENT_ONLY: (Count.BORN, Count.TRIGGERED),
    Behind.ASKED: (Count.ASKED,),
    Behind.SAID_YES: (Count.YES,),
    Behind.RESOLVED: (Count.RESOLVED,),
    Behind.REOPENED: (Count.REOPENED,),
    Behind.KNOWN: (Count.KNOWN,),
}
_FIXED: Final = ("quick", "rooted")
_CAME_BACK: Final = ("quick_again", "rooted_again")
_OPEN: Final[dict[Behind, Callable[..., "QuerySet[Fact]"]]] = {
    Behind.OPEN: open_of,
    Behind.OPEN_ACTED: acted_of,
    Behind.UNACTED: unacted_of,
}
_OTHERS: Final[dict[Behind, Callable[[Scope], Any]]] = {
    Behind.REPORTED: cohort,
    Behind.NOT_YES: _not_yes,
    Behind.OPENED_AGAIN: _opened_again,
    Behind.ESCAPED: _escaped,
    Behind.FELT_ELSEWHERE: felt_elsewhere,
    Behind.RECEIVED: partial(_with_turns, kind="received"),
    Behind.PASSED: partial(_with_turns, kind="passed"),
    Behind.RETURNED: partial(_with_turns, kind="returned"),
    Behind.FIXED_30: lambda scope: _with_fixes(scope, 30, *_FIXED),
    Behind.AGAIN_30: lambda scope: _with_fixes(scope, 30, *_CAME_BACK),
    Behind.FIXED_90: lambda scope: _with_fixes(scope, 90, *_FIXED),
    Behind.AGAIN_90: lambda scope: _with_fixes(scope, 90, *_CAME_BACK),
    **_OPEN,
    Behind.ACTED_IN_PERIOD: partial(moved, what=Moved.ACTED),
    Behind.RESOLVED_IN_PERIOD: partial(moved, what=Moved.RESOLVED),
    Behind.COMPLETED: partial(_with_work, which=Q()),
    Behind.PREVENTIVE: partial(_with_work, which=counters.preventive()),
}
