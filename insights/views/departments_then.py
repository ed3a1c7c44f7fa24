"""A department's measures beside what they were in the period that they are compared with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from insights.querysets.figures import figures_by
from insights.querysets.groups import By
from insights.querysets.rolled import Timed
from insights.rules.company import Targets
from insights.rules.figures import Figures
from insights.rules.periods import Scope
from insights.rules.survival import Duration
from insights.rules.trends import Direction, Trend
from insights.views.links import Links
from insights.views.scorecard import BY_KEY, TIME_TO_ACT, Cell, cell, cells


@dataclass(frozen=True, slots=True)
class Then:
    """A measure as it was, and whether it has become better since."""

    cell: Cell
    direction: Direction


def figures_then(scope: Scope, timed: Timed = Timed.ACT) -> dict[str, Figures] | None:
    """By short name, in the period that the scope is compared with; None where it is compared with nothing."""
    if not scope.is_compared:
        return None
    return {str(line.key): line.figures for line in figures_by(scope.before, By.DEPARTMENT, timed)}


def thens(now: Figures, before: Figures, links: Links, slug: str) -> dict[str, Then]:
    """Every measure of a department, by its key; `links` are those of the period that it is compared with."""
    told = cells(before, links, slug, Targets())
    return {one.key: Then(one, direction_of(one.key, now, before)) for one in told}


def each_then(
    now: Mapping[str, Figures],
    before: Mapping[str, Figures] | None,
    links: Links,
    *,
    slugs: Iterable[str],
    key: str,
) -> dict[str, Then]:
    """One measure of each of the departments, by short name; empty where nothing is compared."""
    if before is None:
        return {}
    then = {slug: before.get(slug, Figures()) for slug in slugs}
    return {
        slug: Then(cell(key, was, links, slug, Targets()), direction_of(key, now.get(slug, Figures()), was))
        for slug, was in then.items()
    }


def direction_of(key: str, now: Figures, before: Figures) -> Direction:
    """Better or worse only where it is more than chance; of too few, nobody can tell."""
    if key == TIME_TO_ACT:
        return _of_times(now.time_to_act, before.time_to_act)
    measure = BY_KEY[key]
    shares = measure.share(now), measure.share(before)
    return Trend(*(shares if measure.more_is_better else shares[::-1])).direction


def _of_times(now: Duration, before: Duration) -> Direction:
    if now.small or before.small or now.p50 is None or before.p50 is None:
        return Direction.UNKNOWN
    if not now.differs_from(before):
        return Direction.STEADY
    return Direction.BETTER if now.p50 < before.p50 else Direction.WORSE
