"""Coverage: which points have all that is needed to hear of problems and to answer for them."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from inflection_points.models import InflectionPoint, Standard
from insights.querysets.where import once
from insights.rules.covering import SILENCE, Coverage, Covered, Lack
from insights.rules.periods import Scope
from issues.models import Issue, Report


def coverage(scope: Scope) -> Coverage:
    """The active points at the scope's places. Standards and reports as of its instant; people and policies as now.

    One query, whatever the number of points; severities do not narrow it.
    """
    rows = points_of(scope)
    return Coverage(tuple(Covered(row.pk, row.slug, row.name, _lacks(row)) for row in rows))


def points_of(scope: Scope) -> list[InflectionPoint]:
    """The active points at the scope's places, along the chain."""
    wanted = {"pk": scope.point, "stage_id": scope.stage, "department_id": scope.department}
    chosen = [(name, value) for name, value in wanted.items() if value is not None]
    return [
        point
        for point in points_at(scope.period.as_of)
        if point.is_active and all(getattr(point, name) == value for name, value in chosen)
    ]


def points_at(as_of: datetime) -> list[InflectionPoint]:
    """Every point along the chain, with what coverage asks of it at an instant; used ones and others."""
    return once(("points", as_of), lambda: list(_points(as_of)))


def _points(as_of: datetime) -> QuerySet[Any]:
    heard, told = _reports(as_of)
    promised = Standard.objects.in_force(as_of).filter(point=OuterRef("pk"))
    points = InflectionPoint.objects.annotate(
        has_report=Q(Exists(heard)) | Q(Exists(told)), has_standard=Exists(promised)
    )
    with_people = points.select_related("stage", "department", "owner", "deputy", "policy")
    return with_people.order_by("stage__chain", "stage__position", "name", "pk")


def _reports(as_of: datetime) -> tuple[QuerySet[Issue], QuerySet[Report]]:
    """Issues that were reported in the last 90 days, which an index finds at once; and reports of older ones."""
    since, until = as_of - SILENCE, as_of
    here = Issue.objects.filter(point=OuterRef("pk"), is_counted=True)
    told = Report.objects.filter(issue__point=OuterRef("pk"), issue__is_counted=True)
    return (
        here.filter(reported_at__gt=since, reported_at__lte=until),
        told.filter(received_at__gt=since, received_at__lte=until),
    )


def _lacks(point: Any) -> tuple[Lack, ...]:
    """Of a point with what was looked up for it."""
    has = {
        Lack.OWNER: point.owner.is_active,
        Lack.DEPUTY: point.deputy is not None and point.deputy.is_active,
        Lack.POLICY: point.policy.retired_at is None,
        Lack.STANDARD: point.has_standard,
        Lack.REPORT: point.has_report,
    }
    return tuple(lack for lack, there in has.items() if not there)
