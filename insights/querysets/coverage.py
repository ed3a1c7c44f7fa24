"""Coverage: which points have all that is needed to hear of problems and to answer for them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from inflection_points.models import InflectionPoint, Standard
from insights.rules.covering import SILENCE, Coverage, Covered, Lack
from insights.rules.periods import Scope
from issues.models import Issue, Report


def coverage(scope: Scope) -> Coverage:
    """The active points at the scope's places. Standards and reports as of its instant; people and policies as now.

    One query, whatever the number of points; severities do not narrow it.
    """
    heard, told = _reports(scope)
    promised = Standard.objects.in_force(scope.period.as_of).filter(point=OuterRef("pk"))
    points = points_of(scope).annotate(
        has_report=Q(Exists(heard)) | Q(Exists(told)), has_standard=Exists(promised)
    )
    rows = points.select_related("policy")
    return Coverage(tuple(Covered(row.pk, row.slug, row.name, _lacks(row)) for row in rows))


def points_of(scope: Scope) -> QuerySet[InflectionPoint]:
    """The active points at the scope's places, along the chain."""
    wanted = {"pk": scope.point, "stage": scope.stage, "department": scope.department}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    points = InflectionPoint.objects.active().select_related("stage", "department", "owner", "deputy")
    return points.filter(**chosen).order_by("stage__chain", "stage__position", "name", "pk")


def _reports(scope: Scope) -> tuple[QuerySet[Issue], QuerySet[Report]]:
    """Issues that were reported in the last 90 days, which an index finds at once; and reports of older ones."""
    since, until = scope.period.as_of - SILENCE, scope.period.as_of
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
