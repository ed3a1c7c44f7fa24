"""What hangs on issues and is counted by itself: turns, fixes, finished work, promises, rungs.

One issue may have several of them, so the list behind such a number is of them, not of issues.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from django.db.models import QuerySet

from insights.querysets import counters, partners, promises
from insights.querysets.cohorts import fixes_of, works_of
from insights.querysets.escalating import fired
from insights.querysets.reporting import begun, never_sent, told
from insights.rules.periods import Scope


class Recorded(StrEnum):
    """What can be listed. The values stand in addresses."""

    DONE = "done"
    PREVENTIVE = "preventive"
    RECEIVED = "received"
    PASSED = "passed"
    RETURNED = "returned"
    FIXES_30 = "fixes_30"
    AGAIN_30 = "again_30"
    FIXES_90 = "fixes_90"
    AGAIN_90 = "again_90"
    DUE = "promised"
    KEPT = "kept"
    MISSED = "missed"
    BLOCKED = "blocked"
    RUNGS = "rungs"
    TOLD = "told"
    TIMED = "timed"
    BEGUN = "begun"
    NEVER_SENT = "never_sent"


@dataclass(frozen=True, slots=True)
class Whose:
    """What else is asked. Departments by id: `holder` whose turn it was, `partner` the other one; None is any."""

    holder: int | None = None
    partner: int | None = None
    is_rooted: bool | None = None  # of fixes: with a root cause or a preventive action, or without


Rows = Callable[[Scope, Whose], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`issue` leads from a row to its issue, if it has one; `when` names the instant by which rows stand in order."""

    issue: str
    when: str
    rows: Rows


def _turns(rows: Callable[[Scope], "QuerySet[Any]"], other: str = "") -> Rows:
    """Of the holder, whoever answers for the issues; `other` names the column of the partner."""

    def found(scope: Scope, whose: Whose) -> "QuerySet[Any]":
        theirs = rows(scope if whose.holder is None else replace(scope, department=whose.holder))
        return theirs if whose.partner is None or not other else theirs.filter(**{other: whose.partner})

    return found


def _fixes(days: int, *kinds: str) -> Rows:
    """Old enough to judge; `kinds` name the counts of those with a root cause, and of those without."""

    def found(scope: Scope, whose: Whose) -> "QuerySet[Any]":
        counts = counters.fixes(scope.period.as_of, days)
        rooted, quick = (counts[kind] for kind in kinds)
        wanted = rooted | quick if whose.is_rooted is None else rooted if whose.is_rooted else quick
        return fixes_of(scope).filter(wanted)

    return found


def _blocked(scope: Scope, whose: Whose) -> "QuerySet[Any]":
    return promises.missed(scope) if whose.holder is None else promises.blocked(scope, whose.holder)


def _kind(when: str, rows: Rows) -> Kind:
    return Kind("fact__issue", when, rows)


def _promises(rows: Callable[[Scope], "QuerySet[Any]"]) -> Kind:
    return Kind("issue", "promised_by", lambda scope, _: rows(scope))


_FIXES: Final = ("rooted", "quick")
_AGAIN: Final = ("rooted_again", "quick_again")
KINDS: Final[dict[Recorded, Kind]] = {
    Recorded.DONE: _kind("completed_at", lambda scope, _: works_of(scope)),
    Recorded.PREVENTIVE: _kind(
        "completed_at", lambda scope, _: works_of(scope).filter(counters.preventive())
    ),
    Recorded.RECEIVED: _kind("since", _turns(partners.received)),
    Recorded.PASSED: _kind("passed_at", _turns(partners.passed, "passed_to")),
    Recorded.RETURNED: _kind("since", _turns(partners.returned, "giver")),
    Recorded.FIXES_30: _kind("fixed_at", _fixes(30, *_FIXES)),
    Recorded.AGAIN_30: _kind("fixed_at", _fixes(30, *_AGAIN)),
    Recorded.FIXES_90: _kind("fixed_at", _fixes(90, *_FIXES)),
    Recorded.AGAIN_90: _kind("fixed_at", _fixes(90, *_AGAIN)),
    Recorded.DUE: _promises(promises.due),
    Recorded.KEPT: _promises(promises.kept),
    Recorded.MISSED: _promises(promises.missed),
    Recorded.BLOCKED: Kind("issue", "promised_by", _blocked),
    Recorded.TOLD: Kind("issue", "received_at", lambda scope, _: told(scope)),
    Recorded.TIMED: Kind("issue", "received_at", lambda scope, _: told(scope).filter(took__isnull=False)),
    Recorded.BEGUN: Kind("", "started_at", lambda scope, _: begun(scope)),
    Recorded.NEVER_SENT: Kind("", "started_at", lambda scope, _: never_sent(scope)),
    Recorded.RUNGS: Kind("issue", "fired_at", lambda scope, _: fired(scope)),
}
