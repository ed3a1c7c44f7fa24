"""How late rungs fire."""

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F

from insights.querysets.cohorts import at_places, happened_in
from insights.querysets.medians import Quantiles
from insights.querysets.prepared import OfScope, in_all
from insights.querysets.tables import facts
from insights.rules.periods import Scope
from insights.rules.reporting import Middle
from issues.models import Escalation

if TYPE_CHECKING:
    from django.db.models import QuerySet


def fired(scope: Scope) -> "QuerySet[Escalation]":
    """The rungs of every clock that were reached in the period, of counted issues at the scope's places."""
    counted = facts().filter(at_places(scope))
    return Escalation.objects.filter(happened_in(scope.period, "fired_at"), issue__in=counted.values("pk"))


def escalation_lag(scope: Scope) -> Middle:
    """From when a rung was due to when it fired. Those that were caught up after the engine stood still count too."""
    [(n, late)] = _LATE.rows(scope)
    p50, p99 = late or (None, None)
    return Middle(n, p50, p99)


def _late(scope: Scope) -> "QuerySet[Any, Any]":
    return in_all(fired(scope), n=Count("pk"), late=Quantiles(F("fired_at") - F("due_at"), 0.5, 0.99))


_LATE: Final = OfScope(_late)
