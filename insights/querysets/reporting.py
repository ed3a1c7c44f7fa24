"""How hard it is to report: what was begun and never sent, how long it took, and how late it was told."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any, Final

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value

from insights.querysets.cohorts import at_places, cohort, happened_in
from insights.querysets.medians import Quantiles
from insights.querysets.prepared import OfScope, in_all
from insights.rules.periods import Scope
from insights.rules.reporting import Middle, ReportingGap
from issues.models import Report, ReportStart

GIVEN_UP_AFTER: Final = timedelta(days=1)
_SECOND: Final = Value(timedelta(seconds=1), output_field=DurationField())


def reporting_gap(scope: Scope) -> ReportingGap:
    """Of the report pages begun in the period, those never sent."""
    counts = (
        begun(scope).order_by().aggregate(began=Count("pk"), never_sent=Count("pk", filter=Q(is_sent=False)))
    )
    return ReportingGap(**counts)


def begun(scope: Scope) -> "QuerySet[Any]":
    """The report pages begun in the period, on days (UTC) that were over a day before its end, and whether each `is_sent` by then.

    By whole days: asked as of one instant and of the next, they would tell when somebody was at the page. What was begun
    knows no severity.
    """
    as_of = scope.period.as_of
    over = (as_of - GIVEN_UP_AFTER).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = ReportStart.objects.filter(
        at_places(replace(scope, severity=None)), happened_in(scope.period, "started_at")
    )
    sent = Report.objects.filter(client_key=OuterRef("client_key"), received_at__lte=as_of)
    return found.filter(started_at__lt=over).annotate(is_sent=Exists(sent))


def never_sent(scope: Scope) -> "QuerySet[Any]":
    """Those of them that nobody had sent by then."""
    return begun(scope).filter(is_sent=False)


def told(scope: Scope) -> "QuerySet[Report]":
    """The reports of the cohort that had come in by then."""
    return Report.objects.filter(issue__in=cohort(scope).values("pk"), received_at__lte=scope.period.as_of)


def seconds_to_report(scope: Scope) -> Middle:
    """From opening the page to sending, by the device's clock, where it said so."""
    return _middle(_TIMED, scope)


def lag_of_reports(scope: Scope) -> Middle:
    """From when it was observed to when it was received."""
    return _middle(_LATE, scope)


def _middle(asked: OfScope, scope: Scope) -> Middle:
    [(n, took)] = asked.rows(scope)
    return Middle(n, took[0] if took else None)


def _timed(scope: Scope) -> "QuerySet[Any, Any]":
    took = ExpressionWrapper(F("took") * _SECOND, output_field=DurationField())
    return in_all(told(scope).filter(took__isnull=False), n=Count("pk"), middle=Quantiles(took, 0.5))


def _late(scope: Scope) -> "QuerySet[Any, Any]":
    return in_all(told(scope), n=Count("pk"), middle=Quantiles(F("received_at") - F("observed_at"), 0.5))


_TIMED: Final = OfScope(_timed)
_LATE: Final = OfScope(_late)
