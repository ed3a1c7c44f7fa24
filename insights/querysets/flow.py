"""Reported, first acted on and first resolved, week by week."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Greatest, TruncWeek

from insights.querysets.cohorts import at_places, happened_in
from insights.querysets.prepared import OfScope
from insights.querysets.tables import facts
from insights.rules.flow import Flow
from insights.rules.periods import Scope

if TYPE_CHECKING:
    from insights.models import Fact


class Moved(StrEnum):
    """What can happen to an issue in a week; in the order of the numbers of a `Flow`."""

    REPORTED = "reported"
    ACTED = "acted"
    RESOLVED = "resolved"


# An act that another system dated before the report counts when it was reported: nobody knew of the issue before.
_WHEN: Final[dict[Moved, Any]] = {
    Moved.REPORTED: F("reported_at"),
    Moved.ACTED: Greatest("ever_acted_at", "reported_at"),
    Moved.RESOLVED: F("resolved_at"),
}


def moved(scope: Scope, what: Moved) -> "QuerySet[Fact]":
    """The issues at the scope's places to which it happened in its period; `when` says when."""
    here = facts().filter(at_places(scope))
    if what is Moved.ACTED:
        # The greatest of nothing and an instant is the instant; and either of them has an index.
        either = happened_in(scope.period, "ever_acted_at") | happened_in(scope.period, "reported_at")
        here = here.filter(either, ever_acted_at__isnull=False)
    return here.annotate(when=_WHEN[what]).filter(happened_in(scope.period, "when"))


def flow(scope: Scope) -> list[Flow]:
    """Of each week of the period, the oldest first, whether or not anything happened in it."""
    counts = [_by_week(scope, what) for what in Moved]
    return [Flow(*(count.get(monday, 0) for count in counts)) for monday in scope.period.cohorts]


def _by_week(scope: Scope, what: Moved) -> dict[datetime, int]:
    return {monday.replace(tzinfo=UTC): n for monday, n in _WEEKS[what].rows(scope)}  # told without its zone


def _weeks(scope: Scope, what: Moved) -> "QuerySet[Any, Any]":
    weeks = moved(scope, what).order_by().values(monday=TruncWeek("when", tzinfo=UTC))
    return weeks.annotate(n=Count("pk")).values_list("monday", "n")


_WEEKS: Final = {what: OfScope(partial(_weeks, what=what)) for what in Moved}
