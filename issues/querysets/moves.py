"""Which issues may wait for somebody: each way of having the next move is asked for by itself, and only so far.

Every way has an index that holds its order, so that a page of nearest deadlines costs the same whether a person holds
ten issues or ten thousand; and a person who answers for nothing is not asked about what others answer for.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from issues.rules.answering import SILENCES
from issues.rules.state import Phase

if TYPE_CHECKING:
    from issues.models import Issue
    from issues.querysets import IssueQuerySet
    from people.models import User


def waiting_for(issues: "IssueQuerySet", user: "User", now: datetime, most: int) -> "QuerySet[Issue, Any]":
    """The keys of the issues whose next move may be this person's, of each way at most so many, in no order.

    Without what this person has hidden for now: it must not take the places of what is shown.
    """
    asked = _asked(issues, user, now)
    if asked.hidden:
        issues = issues.exclude(pk__in=asked.hidden)
    first, *others = (way.values("pk")[:most] for way in _ways(issues, user, now, asked))
    return first.union(*others)


class _Asked(NamedTuple):
    """The points that a person owns, the departments that they head, who has left, and what is hidden from them."""

    points: list[int]
    departments: list[int]
    left: list[int]
    hidden: list[int]


def _ways(
    issues: "IssueQuerySet", user: "User", now: datetime, asked_of: _Asked
) -> "Iterator[IssueQuerySet]":
    at_work = issues.open().exclude(phase=Phase.RESOLVED)
    resolved = issues.filter(phase=Phase.RESOLVED)
    held = at_work.filter(holder=user)
    yield held.filter(acted_at=None).order_by("act_by", "pk")
    yield held.exclude(acted_at=None).order_by("resolve_by", "pk")
    yield at_work.filter(actions__assignee=user, actions__completed_at=None).order_by("actions__due_at", "pk")
    asked = resolved.filter(reports__reporter=user, reports__awaits_answer=True)
    yield asked.order_by("-reports__received_at", "-pk")
    points, departments, left = asked_of.points, asked_of.departments, asked_of.left
    if departments:
        yield at_work.filter(holder=None, holder_department__in=departments).order_by("act_by", "pk")
    if points:
        at_points = issues.filter(point__in=points)
        yield at_points.not_acted_on(now)
        unasked = resolved.filter(point__in=points).exclude(reports__reporter__is_active=True)
        unasked = unasked.filter(Q(memory__guests__isnull=True) | Q(memory__asked__gte=SILENCES))
        # Each of them was reported, by nobody who is still here: few were, and those are looked for. Those who left are
        # named, because of names PostgreSQL knows how many reports are theirs, and of "no longer here" it does not.
        reports = apps.get_model("issues", "Report").objects.filter(issue=OuterRef("pk"), awaits_answer=True)
        for gone in (Q(reporter=None), Q(reporter__in=left)) if left else (Q(reporter=None),):
            yield unasked.filter(Exists(reports.filter(gone))).order_by("resolved_at", "pk")


def _asked(issues: "IssueQuerySet", user: "User", now: datetime) -> _Asked:
    """All of it in one question."""
    asked = (
        apps.get_model("inflection_points", "InflectionPoint").objects.filter(owner=user),
        apps.get_model("people", "Department").objects.filter(head=user),
        apps.get_model("people", "User").objects.filter(is_active=False),
        issues.snoozed(user, now),
    )
    first, *others = (
        found.order_by().annotate(what=Value(what)).values_list("what", "pk")
        for what, found in enumerate(asked)
    )
    found = _Asked([], [], [], [])
    for what, pk in first.union(*others, all=True):
        found[what].append(pk)
    return found
