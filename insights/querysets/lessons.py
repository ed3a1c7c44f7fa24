"""What came back at a point although it had been fixed, and what was done so that it would not.

By kind and site that is a list, not a number: of issues alone that whoever looks may read (`seen`). So few are of one
kind at one site that their count would say that there is one in confidence.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from insights.querysets.among import among, having
from insights.querysets.cohorts import at_places, fixes_of
from insights.querysets.counters import happened
from insights.querysets.prepared import OfScope
from insights.querysets.tables import facts
from insights.rules.periods import Scope
from issues.models import Action, Issue, Remedy, Report
from issues.querysets.confidence import ANYBODY, asked_by
from issues.rules.events import ActionKind
from people.models import User
from people.querysets.prepared import Prepared, Slot

if TYPE_CHECKING:
    from insights.models import Fact, Fix
    from issues.querysets import IssueQuerySet

MOST: Final = 8
_UNINDEXED: Final = F("reported_at") + Value(timedelta())
_NOW: Final = Slot("now", DateTimeField())
_AS_OF: Final = Slot("as_of", DateTimeField())
_POINT: Final = Slot("point", BigIntegerField())
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


def returned(scope: Scope, reader: User, now: datetime) -> list[Returned]:
    """Of the fixes of the issues of the period at a point, those that did not last, the most frequent first."""
    return [Returned(*row) for row in _RETURNED.rows(scope, now=now, **asked_by(reader))]


def _returned(scope: Scope) -> "QuerySet[Any, Any]":
    """By signature, of which point, kind and site are parts."""
    return _back(scope, _seen()).values_list("signature").annotate(n=Count("pk"), last=Max("heard"))


_RETURNED: Final = OfScope(
    _returned,
    around=f"""
        SELECT kind.id, kind.name, site.id, coalesce(site.name, ''), back.n, back.last FROM ({{}}) back (signature, n, last)
          JOIN inflection_points_kind kind ON kind.id = split_part(back.signature, '.', 2)::bigint
          LEFT JOIN inflection_points_site site ON site.id = split_part(back.signature, '.', 3)::bigint
         ORDER BY back.n DESC, back.last DESC LIMIT {MOST}
    """,  # noqa: S608  a constant
)


def came_back(scope: Scope, seen: "IssueQuerySet", *, kind: int, site: int | None) -> "IssueQuerySet":
    """The issues of those fixes that are of a kind and at a site; without one, of those that name none."""
    alike = _back(scope, seen).filter(fact__issue__kind=kind, fact__issue__site=site)
    return among(seen, alike, "fact")


def _back(scope: Scope, seen: "IssueQuerySet") -> "QuerySet[Fix]":
    """The fixes that did not last, of an issue the latest alone; `heard`: when the same was first reported again."""
    as_of = scope.period.as_of
    back = fixes_of(scope).filter(happened("again_90_at", as_of)).exclude(happened("reopened_at", as_of))
    hidden = _hidden(scope, seen)
    readable = back.exclude(fact__in=hidden.values("pk"))
    return readable.annotate(heard=_heard(hidden, seen, as_of)).filter(heard__isnull=False)


def _hidden(scope: Scope, seen: "IssueQuerySet") -> "QuerySet[Fact]":
    """What is kept from whoever looks of all that was ever reported at the places: few, and an index has what is confidential."""
    here = facts().filter(at_places(scope, leave_out="severity"), issue__is_confidential=True)
    return here.exclude(Exists(seen.order_by().filter(pk=OuterRef("pk"))))


def _heard(hidden: "QuerySet[Fact]", seen: "IssueQuerySet", as_of: datetime) -> Case:
    """When the same was first reported again, of what was observed within the time after the fix: as an issue of its own,
    or added to the one that was fixed. The fix knows when; it is looked for anew where that may have been told in confidence.
    """
    told = Least(_reported_elsewhere(seen, as_of), _added(as_of))  # of one that is none, the other
    return Case(When(again_90_at__in=hidden.values("reported_at"), then=told), default=F("again_90_at"))


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


def prevented(point: int, reader: User, now: datetime, *, as_of: datetime) -> list[Prevented]:
    """The newest preventive work at a point: its remedies, and the actions of its issues."""
    asked = {"point": point, "as_of": as_of, "now": now, **asked_by(reader)}
    found = [
        *(
            Prevented(None, r.pk, r.completed_at, r.assignee.name, r.description, None, r.cause_id, r.since)
            for r in _REMEDIES.models(**asked)
        ),
        *(
            Prevented(a.pk, None, a.completed_at, a.assignee.name, a.description, a.issue_id, None, a.since)
            for a in _ACTIONS.models(**asked)
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


def _done(as_of: datetime | Slot) -> Q:
    return Q(kind=ActionKind.PREVENTIVE, completed_at__isnull=False, completed_at__lte=as_of)


def _told(seen: "IssueQuerySet", as_of: datetime | Slot) -> "IssueQuerySet":
    return seen.filter(is_counted=True, merged_into=None, reported_at__lte=as_of)


def _newest(work: QuerySet[Any], again: QuerySet[Issue]) -> QuerySet[Any]:
    counted = again.filter(reported_at__gt=OuterRef("completed_at")).order_by()
    times = Coalesce(Subquery(counted.values("is_counted").annotate(n=Count("pk")).values("n")), 0)
    newest: QuerySet[Any] = work.select_related("assignee").annotate(since=times)
    return newest.order_by("-completed_at", "pk")[:MOST]


def _seen() -> "IssueQuerySet":
    return Issue.objects.visible_to(ANYBODY, _NOW)


def _remedies() -> QuerySet[Any]:
    explained = _told(_seen(), _AS_OF).filter(root_cause=OuterRef("cause"))
    return _newest(Remedy.objects.filter(_done(_AS_OF), cause__origin=_POINT), explained)


def _actions() -> QuerySet[Any]:
    alike = _told(_seen(), _AS_OF).filter(point=OuterRef("issue__point"), kind=OuterRef("issue__kind"))
    # Known by heart, so that the walk from the newest looks up no issue of another point; as a join it looked up each.
    here = When(issue__in=Issue.objects.filter(point=_POINT).order_by().values("pk"), then=True)
    theirs = Case(here, default=False, output_field=BooleanField())
    return _newest(Action.objects.filter(_done(_AS_OF), theirs, issue__in=_seen().order_by()), alike)


_REMEDIES: Final = Prepared(_remedies)
_ACTIONS: Final = Prepared(_actions)
