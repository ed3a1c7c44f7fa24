"""What waits at each point: the one place from which the value chain reads how things stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Count, Min

from insights.querysets import counters
from insights.querysets.cohorts import spells_of
from insights.querysets.rolled import Turns, turns_at
from insights.querysets.standing import standing
from insights.querysets.where import read_once
from insights.rules.periods import Scope

_HEAT: Final = (timedelta(days=3), timedelta(days=10), timedelta(days=30))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The issues that were open at an instant, those on which nobody had ever acted, and how old their oldest was."""

    open: int = 0
    unacted: int = 0
    oldest: timedelta | None = None

    @property
    def heat(self) -> int:
        """0 when nothing waits for its first act, else 1 to 4 by the age of the oldest that does."""
        return 0 if self.oldest is None else 1 + sum(self.oldest >= step for step in _HEAT)


_OLDEST: Final = """
    SELECT place, (
        SELECT f.reported_at FROM insights_fact f
         WHERE f.point_id = place AND f.ever_acted_at IS NULL AND (f.declined_at IS NULL OR f.reopened_at IS NOT NULL)
           AND {severity} AND EXISTS (SELECT 1 FROM insights_spell s WHERE s.fact_id = f.issue_id AND s.until IS NULL)
         ORDER BY f.reported_at LIMIT 1)
      FROM unnest(%(points)s::bigint[]) AS place
"""


def waiting_by_point(scope: Scope) -> dict[int, Waiting]:
    """By point, whenever the issues were reported, as of the scope's instant; points where nothing is open are left out.

    As of now the counts come out of the rollups, and the oldest from an index; as of another instant from the facts.
    """
    with read_once():
        places = standing(scope) if turns_at(scope.period.as_of) == Turns() else None
    if places is None:
        return _of_facts(scope)
    oldest = _oldest(scope, [point for point, counts in places.items() if counts.unacted])
    return {
        point: Waiting(counts.open, counts.unacted, _age(oldest.get(point), scope.period.as_of))
        for point, counts in places.items()
        if counts.open
    }


def _oldest(scope: Scope, points: list[int]) -> dict[int, datetime]:
    """When the oldest open issue on which nobody has ever acted was reported, at each of these points."""
    severity = "f.severity = %(severity)s" if scope.severity else "true"
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST.format(severity=severity), {"points": points, "severity": scope.severity})
        return dict(cursor.fetchall())


def _of_facts(scope: Scope) -> dict[int, Waiting]:
    as_of = scope.period.as_of
    unacted = counters.unacted(as_of)
    rows = (
        spells_of(scope)
        .filter(counters.open_spell(as_of))
        .values("fact__point")
        .annotate(
            found=Count("pk"),
            alone=Count("pk", filter=unacted),
            oldest=Min("fact__reported_at", filter=unacted),
        )
        .values_list("fact__point", "found", "alone", "oldest")
    )
    return {point: Waiting(count, alone, _age(oldest, as_of)) for point, count, alone, oldest in rows}


def _age(since: datetime | None, as_of: datetime) -> timedelta | None:
    return as_of - since if since is not None else None
