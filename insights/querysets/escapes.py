"""Where problems begin and where they are felt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from insights.querysets import counters
from insights.querysets.cohorts import cohort, reported_in
from insights.querysets.graph import escaped_pairs
from insights.querysets.rolled import origins, origins_at
from insights.querysets.tables import facts
from insights.querysets.where import once, read_once
from insights.rules.periods import Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from insights.models import Fact


@dataclass(frozen=True, slots=True)
class Flow:
    """How many issues that began at one point were felt at another, or there, and whether that lies downstream."""

    origin: int
    felt: int
    count: int
    is_escape: bool


def flows(scope: Scope) -> list[Flow]:
    """Of the issues reported in the period and felt at the scope's places, those whose origin was known by its end."""
    with read_once():
        counted = origins(scope)
    return _flows(cohort(scope).filter(_known(scope))) if counted is None else _told(counted)


def flows_from(scope: Scope) -> list[Flow]:
    """Of the issues reported in the period, those that began at the scope's point, wherever they were felt."""
    with read_once():
        counted = origins_at(scope)
    if counted is not None:
        return _told(counted)
    began = facts().filter(reported_in(scope.period), _known(scope), origin=scope.point)
    return _flows(began.filter(severity=scope.severity) if scope.severity else began)


def _known(scope: Scope) -> Q:
    return counters.issues(scope.period.as_of)[counters.Count.KNOWN]


def _flows(known: "QuerySet[Fact]") -> list[Flow]:
    counted = known.values_list("origin", "point").annotate(n=Count("pk")).order_by()
    return _told({(origin, felt): n for origin, felt, n in counted if origin is not None})


def _told(counted: Mapping[tuple[int, int], int]) -> list[Flow]:
    downstream = once("downstream", escaped_pairs) if counted else set()
    return [Flow(*ends, n, ends in downstream) for ends, n in sorted(counted.items())]
