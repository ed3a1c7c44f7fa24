"""Which issues are counted."""

from insights.rules.periods import Scope
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.rules.state import Phase


def counted() -> IssueQuerySet:
    """Neither spam nor a test; a duplicate counts as its canonical issue only."""
    return Issue.objects.filter(is_counted=True).exclude(phase=Phase.MERGED)


def within(issues: IssueQuerySet, scope: Scope) -> IssueQuerySet:
    """Those at the scope's places, whenever they were reported."""
    places = {
        "point": scope.point,
        "point__stage": scope.stage,
        "point__department": scope.department,
        "severity": scope.severity,
    }
    return issues.filter(**{name: value for name, value in places.items() if value is not None})


def cohort(scope: Scope) -> IssueQuerySet:
    """The counted issues that were reported in the scope's period, at its places."""
    period = scope.period
    reported = counted().filter(reported_at__gte=period.since, reported_at__lte=period.as_of)
    if period.until is not None:
        reported = reported.filter(reported_at__lt=period.until)
    return within(reported, scope)
