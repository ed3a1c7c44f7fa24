"""What came back at a point although it had been fixed, and what was done so that it would not.

By kind and site that is a list, not a number: of issues alone that whoever looks may read (`seen`). So few are of one
kind at one site that their count would say that there is one in confidence.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from insights.querysets.among import among, having
from insights.querysets.cohorts import at_places, fixes_of
from insights.querysets.counters import happened
from insights.querysets.tables import facts
from insights.rules.periods import Scope
from issues.models import Action, Issue, Remedy, Report
from issues.rules.events import ActionKind

if TYPE_CHECKING:
    from insights.models import Fix
    from issues.querysets import IssueQuerySet

MOST: Final = 8
_UNINDEXED: Final = F("reported_at") + Value(timedelta())
WITHIN: Final = timedelta(days=90)  # after a fix: what is observed later is another problem


class Lesson(StrEnum):
    """Which issues can be listed. The values stand in addresses."""

    RETURNED = "returned"
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class Returned:
    """A kind of problem at a site that was seen again within 90 days of a fix: how often, and when it was last heard of."""

    kind: int
    kind_name: str
    site: int | None
    site_name: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Prevented:
    """Preventive work that was done, on an issue or against a cause, and how often the same was reported again since."""

    action: UUID | None
    remedy: int | None
    done_at: datetime
    by: str
    what: str
    issue: int | None
    cause: int | None
    since: int


@dataclass(frozen=True, slots=True)
class Done:
    """Preventive work that was completed, and what is the same again: what its cause explains, or what is of its kind at its
    point. Of what has no kind nothing is."""

    what: str
    at: datetime
    point: int | None = None
    kind: int | None = None
    cause: int | None = None


def returned(scope: Scope, seen: "IssueQuerySet") -> list[Returned]:
    """Of the fixes of the period's issues, those that did not last, the most frequent first."""
    back = _back(scope, seen)
    signature = (
        "fact__issue__kind",
        "fact__issue__kind__name",
        "fact__issue__site",
        "fact__issue__site__name",
    )
    rows = back.values_list(*signature).annotate(n=Count("pk"), last=Max("heard"))
    return [
        Returned(kind, name, site, site_name or "", n, last)
        for kind, name, site, site_name, n, last in rows.order_by("-n", "-last")[:MOST]
    ]


def came_back(scope: Scope, seen: "IssueQuerySet", *, kind: int, site: int | None) -> "IssueQuerySet":
    """The issues of those fixes that are of a kind and at a site; without one, of those that name none."""
    alike = _back(scope, seen).filter(fact__issue__kind=kind, fact__issue__site=site)
    return among(seen, alike, "fact")


def _back(scope: Scope, seen: "IssueQuerySet") -> "QuerySet[Fix]":
    """The fixes that did not last, of an issue the latest alone; `heard`: when the same was first reported again."""
    as_of = scope.period.as_of
    back = fixes_of(scope).filter(happened("again_90_at", as_of)).exclude(happened("reopened_at", as_of))
    readable = back.filter(Exists(seen.order_by().filter(pk=OuterRef("fact"))))
    return readable.annotate(heard=_heard(seen, as_of)).filter(heard__isnull=False)


def _heard(seen: "IssueQuerySet", as_of: datetime) -> Least:
    """When the same was first reported again, of what was observed within the time after the fix: as an issue of its own,
    or added to the one that was fixed."""
    return Least(_reported_elsewhere(seen, as_of), _added(as_of))  # of one that is none, the other


def _added(as_of: datetime) -> Subquery:
    told = Report.objects.filter(issue=OuterRef("fact"), received_at__lte=as_of)
    again = told.filter(observed_at__gt=OuterRef("fixed_at"), observed_at__lte=OuterRef("fixed_at") + WITHIN)
    return Subquery(again.order_by("received_at").values("received_at")[:1])


def _reported_elsewhere(seen: "IssueQuerySet", as_of: datetime) -> Subquery:
    """Said so that PostgreSQL looks at the few of the signature: it must see that there is one (`fact_again`), and not take
    the order of the reports for a way to the first (`fact_newest`), which passes all others.
    """
    alike = facts().exclude(signature="").filter(signature=OuterRef("signature"), reported_at__lte=as_of)
    alike = alike.exclude(pk=OuterRef("fact"))
    again = alike.filter(observed_at__gt=OuterRef("fixed_at"), observed_at__lte=OuterRef("fixed_at") + WITHIN)
    return Subquery(again.filter(having(seen, "pk")).order_by(_UNINDEXED).values("reported_at")[:1])


def prevented(point: int, seen: "IssueQuerySet", *, as_of: datetime) -> list[Prevented]:
    """The newest preventive work at a point: its remedies, and the actions of its issues."""
    told, done = _told(seen, as_of), _done(as_of)
    explained = told.filter(root_cause=OuterRef("cause"))
    remedies = _newest(Remedy.objects.filter(done, cause__origin=point), explained)
    alike = told.filter(point=OuterRef("issue__point"), kind=OuterRef("issue__kind"))
    actions = _newest(Action.objects.filter(done, issue__in=seen.filter(point=point)), alike)
    found = [
        *(
            Prevented(None, r.pk, r.completed_at, r.assignee.name, r.description, None, r.cause_id, r.since)
            for r in remedies
        ),
        *(
            Prevented(a.pk, None, a.completed_at, a.assignee.name, a.description, a.issue_id, None, a.since)
            for a in actions
        ),
    ]
    return sorted(found, key=lambda one: one.done_at, reverse=True)[:MOST]


def action_done(key: UUID, seen: "IssueQuerySet", *, as_of: datetime) -> Done | None:
    """Preventive, completed by then, and of an issue that whoever looks may read."""
    found = Action.objects.filter(_done(as_of), pk=key, issue__in=seen)
    rows = found.values_list("description", "completed_at", "issue__point", "issue__kind")
    return next((Done(what, at, point, kind) for what, at, point, kind in rows if at), None)


def remedy_done(key: int, *, as_of: datetime) -> Done | None:
    """Preventive, and completed by then. Causes are for everybody."""
    rows = Remedy.objects.filter(_done(as_of), pk=key).values_list("description", "completed_at", "cause")
    return next((Done(what, at, cause=cause) for what, at, cause in rows if at), None)


def again_since(done: Done, scope: Scope, seen: "IssueQuerySet") -> "IssueQuerySet":
    """What `Prevented.since` counts, at the places of the scope: at all of them, as many. No period narrows it."""
    told = _told(seen, scope.period.as_of).filter(at_places(scope), reported_at__gt=done.at)
    if done.cause is not None:
        return told.filter(root_cause=done.cause)
    return told.filter(point=done.point, kind=done.kind) if done.kind is not None else told.none()


def _done(as_of: datetime) -> Q:
    return Q(kind=ActionKind.PREVENTIVE, completed_at__isnull=False, completed_at__lte=as_of)


def _told(seen: "IssueQuerySet", as_of: datetime) -> "IssueQuerySet":
    return seen.filter(is_counted=True, merged_into=None, reported_at__lte=as_of)


def _newest(work: QuerySet[Any], again: QuerySet[Issue]) -> QuerySet[Any]:
    counted = again.filter(reported_at__gt=OuterRef("completed_at")).order_by()
    times = Coalesce(Subquery(counted.values("is_counted").annotate(n=Count("pk")).values("n")), 0)
    newest: QuerySet[Any] = work.select_related("assignee").annotate(since=times)
    return newest.order_by("-completed_at", "pk")[:MOST]
