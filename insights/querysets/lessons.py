"""What came back at a point although it had been fixed, and what was done so that it would not."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from insights.querysets.cohorts import fixes_of
from insights.querysets.counters import happened
from insights.rules.periods import Scope
from issues.models import Action, Issue, Remedy
from issues.rules.events import ActionKind

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet

MOST: Final = 8


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
    """Preventive work that was done, and how often the same was reported again since. `remedy`: against a root cause."""

    done_at: datetime
    by: str
    what: str
    issue: int | None
    cause: int | None
    since: int


def returned(scope: Scope) -> list[Returned]:
    """Of the fixes of the period's issues, those that did not last, the most frequent first."""
    as_of = scope.period.as_of
    back = fixes_of(scope).filter(happened("again_90_at", as_of)).exclude(happened("reopened_at", as_of))
    signature = (
        "fact__issue__kind",
        "fact__issue__kind__name",
        "fact__issue__site",
        "fact__issue__site__name",
    )
    rows = back.values_list(*signature).annotate(n=Count("pk"), last=Max("again_90_at"))
    return [
        Returned(kind, name, site, site_name or "", n, last)
        for kind, name, site, site_name, n, last in rows.order_by("-n", "-last")[:MOST]
    ]


def prevented(point: int, seen: "IssueQuerySet", as_of: datetime) -> list[Prevented]:
    """The newest preventive work at a point, its remedies and the actions of the issues that whoever looks has `seen`."""
    done = Q(kind=ActionKind.PREVENTIVE, completed_at__isnull=False, completed_at__lte=as_of)
    remedies = _newest(Remedy.objects.filter(done, cause__origin=point), _of_cause())
    actions = _newest(Action.objects.filter(done, issue__in=seen.filter(point=point)), _of_kind())
    found = [
        *(
            Prevented(r.completed_at, r.assignee.name, r.description, None, r.cause_id, r.since)
            for r in remedies
        ),
        *(
            Prevented(a.completed_at, a.assignee.name, a.description, a.issue_id, None, a.since)
            for a in actions
        ),
    ]
    return sorted(found, key=lambda one: one.done_at, reverse=True)[:MOST]


def _newest(work: QuerySet[Any], again: QuerySet[Issue]) -> QuerySet[Any]:
    counted = again.filter(is_counted=True, reported_at__gt=OuterRef("completed_at")).order_by()
    times = Coalesce(Subquery(counted.values("is_counted").annotate(n=Count("pk")).values("n")), 0)
    newest: QuerySet[Any] = work.select_related("assignee").annotate(since=times)
    return newest.order_by("-completed_at", "pk")[:MOST]


def _of_cause() -> QuerySet[Issue]:
    return Issue.objects.filter(root_cause=OuterRef("cause"))


def _of_kind() -> QuerySet[Issue]:
    return Issue.objects.filter(point=OuterRef("issue__point"), kind=OuterRef("issue__kind"))
