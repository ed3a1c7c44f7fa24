"""Which issues are counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from insights.querysets.tables import facts, fixes, holdings, spells, works
from insights.rules.periods import Period, Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from insights.models import Fact, Fix, Holding, Spell, Work

_PLACES: Final = {
    "point": "point",
    "stage": "point__stage",
    "department": "point__department",
    "severity": "severity",
}


def cohort(scope: Scope) -> "QuerySet[Fact]":
    """The counted issues that were reported in the scope's period, at its places."""
    return facts().filter(reported_in(scope.period), at_places(scope))


def fixes_of(scope: Scope) -> "QuerySet[Fix]":
    """Of the same issues."""
    return fixes().filter(reported_in(scope.period, "fact__"), at_places(scope, "fact__"))


def turns_of(scope: Scope) -> "QuerySet[Holding]":
    """Of departments at the same issues. A scope's department is the one whose turn it is."""
    elsewhere = at_places(scope, "fact__", leave_out="department")
    found = holdings().filter(reported_in(scope.period, "fact__"), elsewhere)
    return found if scope.department is None else found.filter(department=scope.department)


def works_of(scope: Scope) -> "QuerySet[Work]":
    """What was completed in the period at the places, whenever its issue was reported. Remedies have no severity."""
    return works().filter(happened_in(scope.period, "completed_at"), at_places(scope))


def spells_of(scope: Scope) -> "QuerySet[Spell]":
    """Of all counted issues at the places, whenever they were reported."""
    return spells().filter(at_places(scope, "fact__"))


def reported_in(period: Period, prefix: str = "") -> Q:
    return happened_in(period, f"{prefix}reported_at")


def happened_in(period: Period, column: str) -> Q:
    """From the beginning of the period, up to its instant, and before its end, if that is another."""
    within: Mapping[str, datetime] = {f"{column}__gte": period.since, f"{column}__lte": period.as_of}
    return Q(**within) if period.until is None else Q(**within, **{f"{column}__lt": period.until})


def at_places(scope: Scope, prefix: str = "", leave_out: str = "") -> Q:
    """At the scope's places; a department answers for its points."""
    wanted: dict[str, Any] = {
        f"{prefix}{column}": getattr(scope, name) for name, column in _PLACES.items() if name != leave_out
    }
    return Q(**{column: value for column, value in wanted.items() if value is not None})
