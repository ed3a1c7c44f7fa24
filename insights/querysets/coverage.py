"""Coverage: which points have all that is needed to hear of problems and to answer for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inflection_points.models import InflectionPoint, Standard
from insights.querysets.where import company
from insights.rules.covering import SILENCE, Coverage, Covered, Lack
from insights.rules.periods import Scope
from issues.models import Issue, Report
from people.querysets.prepared import NUMBERS, Prepared, Slot, one_of


def coverage(scope: Scope) -> Coverage:
    """The active points at the scope's places. Standards and reports as of its instant; people and policies as now.

    A few queries, whatever the number of points; severities do not narrow it.
    """
    points = points_of(scope)
    has = _has([one.pk for one in points], scope.period.as_of)
    return Coverage(
        tuple(Covered(one.pk, one.slug, one.name, has[one.pk].lacks) for one in points if one.pk in has)
    )


def points_of(scope: Scope) -> list[InflectionPoint]:
    """The active points at the scope's places, along the chain."""
    wanted = {"pk": scope.point, "stage_id": scope.stage, "department_id": scope.department}
    chosen = [(name, value) for name, value in wanted.items() if value is not None]
    return [
        point
        for point in company().along_the_chain()
        if point.is_active and all(getattr(point, name) == value for name, value in chosen)
    ]


class _Has(NamedTuple):
    """What a point has of what it needs, in the order of `Lack`."""

    owner: bool
    deputy: bool | None
    policy: bool
    standard: bool
    report: bool

    @property
    def lacks(self) -> tuple[Lack, ...]:
        return tuple(lack for lack, there in zip(Lack, self, strict=True) if not there)


def _has(points: Sequence[int], as_of: datetime) -> dict[int, _Has]:
    """By point."""
    rows = _HAVE.rows(points=points, as_of=as_of, heard_since=as_of - SILENCE)
    return {
        pk: _Has(owner, deputy, retired_at is None, standard, report is not None)
        for pk, owner, deputy, retired_at, standard, report in rows
    }


def _have() -> QuerySet[Any, Any]:
    as_of, since = Slot("as_of", DateTimeField()), Slot("heard_since", DateTimeField())
    heard, told = _reports(since, as_of)
    promised = Standard.objects.in_force(as_of).filter(point=OuterRef("pk"))
    points = InflectionPoint.objects.filter(one_of("pk", Slot("points", NUMBERS))).order_by()
    return points.values_list(
        "pk",
        "owner__is_active",
        "deputy__is_active",
        "policy__retired_at",
        Exists(promised),
        # Each is looked for point by point: as EXISTS, PostgreSQL might read the whole table for all points at once.
        Coalesce(Subquery(heard.values("pk")[:1]), Subquery(told.values("pk")[:1])),
    )


_HAVE: Final = Prepared(_have)


def _reports(since: Slot, until: Slot) -> tuple[QuerySet[Issue], QuerySet[Report]]:
    """Issues that were reported in the last 90 days, which an index finds at once; and reports of older ones.

    Those of a duplicate are its canonical issue's, which may be elsewhere.
    """
    here = Issue.objects.order_by().filter(point=OuterRef("pk"), is_counted=True, merged_into=None)
    told = Report.objects.order_by().filter(issue__point=OuterRef("pk"), issue__is_counted=True)
    return (
        here.filter(reported_at__gt=since, reported_at__lte=until),
        told.filter(received_at__gt=since, received_at__lte=until),
    )
