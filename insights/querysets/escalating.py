"""How late rungs fire."""

from django.db.models import Count, F, QuerySet

from insights.querysets.cohorts import at_places, happened_in
from insights.querysets.medians import Quantile
from insights.rules.periods import Scope
from insights.rules.reporting import Middle
from issues.models import Escalation


def fired(scope: Scope) -> "QuerySet[Escalation]":
    """The rungs of every clock that were reached in the period, of counted issues at the scope's places."""
    counted = Escalation.objects.filter(happened_in(scope.period, "fired_at"), issue__fact__isnull=False)
    return counted.filter(at_places(scope, "issue__fact__"))


def escalation_lag(scope: Scope) -> Middle:
    """From when a rung was due to when it fired. Those that were caught up after the engine stood still count too."""
    late = F("fired_at") - F("due_at")
    return Middle(
        **fired(scope).order_by().aggregate(n=Count("pk"), p50=Quantile(late, 0.5), p99=Quantile(late, 0.99))
    )
