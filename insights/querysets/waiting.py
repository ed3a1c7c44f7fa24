"""What waits at each point: the one place from which the value chain reads how things stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min, Subquery

from insights.querysets import counters
from insights.querysets.among import having
from insights.querysets.cohorts import spells_of
from insights.querysets.rolled import Turns, turns_at
from insights.querysets.standing import oldest_unacted, standing
from insights.querysets.tables import tallies
from insights.rules.periods import Scope
from issues.querysets import IssueQuerySet

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


def waiting_by_point(scope: Scope) -> dict[int, Waiting]:
    """By point, whenever the issues were reported, as of the scope's instant; points where nothing is open are left out."""
    as_of, rolled = scope.period.as_of, standing(scope)
    if rolled is not None and turns_at(as_of) == Turns():
        found = {point: counts for point, counts in rolled.items() if counts.open}
        oldest = oldest_unacted([point for point, counts in found.items() if counts.unacted], scope.severity)
        return {
            point: Waiting(counts.open, counts.unacted, _age(oldest.get(point), as_of))
            for point, counts in found.items()
        }
    return waiting_in_facts(scope)


def waiting_in_facts(scope: Scope) -> dict[int, Waiting]:
    """The same for any instant, counted one by one."""
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


def waits_longest(point: int, seen: IssueQuerySet) -> IssueQuerySet:
    """Of these issues the one at the point on which nobody has acted for longest, as of the last keeping; none where somebody
    has on each.

    The first of an index, however many there are.
    """
    unacted = tallies().filter(point=point, unacted_since__isnull=False)
    longest = unacted.filter(having(seen, "pk")).order_by("unacted_since", "pk")
    return seen.filter(pk=Subquery(longest.values("pk")[:1]))


def _age(since: datetime | None, as_of: datetime) -> timedelta | None:
    return as_of - since if since is not None else None
