"""The cards of the value chain: what each point says about itself, and the lines between them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from inflection_points.models import InflectionPoint, Stage
from insights.querysets.coverage import points_of
from insights.querysets.figures import figures_by
from insights.querysets.graph import dependencies
from insights.querysets.groups import By
from insights.querysets.rolled import Timed
from insights.querysets.waiting import Waiting, waiting_by_point
from insights.querysets.where import company
from insights.rules.behind import Behind
from insights.rules.figures import Figures
from insights.rules.periods import Scope
from insights.rules.trends import Trend
from insights.rules.wires import Wire, wires
from insights.views.links import Links

STEPS: Final = (1, 2, 3, 4)  # of heat, as bars beside the words


@dataclass(frozen=True, slots=True)
class Card:
    """A point with what waits there now, how often it is acted on in time, and whether that gets better."""

    point: InflectionPoint
    waiting: Waiting
    figures: Figures
    before: Figures
    urls: dict[str, str]
    needs: list[tuple[str, str]]  # the address and the name of each

    @property
    def trend(self) -> Trend:
        return Trend(self.figures.bands.action_rate, self.before.bands.action_rate)


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cards, and how many rows of the tallest stage it leaves empty."""

    stage: Stage
    cards: list[Card]
    empty: range


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything that is drawn: columns side by side, `rows` high, and the lines between their cards.

    `waiting` is by point what waits in the whole scope, at points that are not in use any more as well.
    """

    columns: list[Column]
    wires: list[Wire]
    rows: int
    waiting: Mapping[int, Waiting]

    @property
    def cards(self) -> list[Card]:
        return [card for column in self.columns for card in column.cards]

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def open(self) -> int:
        return sum(one.open for one in self.waiting.values())

    @property
    def unacted(self) -> int:
        return sum(one.unacted for one in self.waiting.values())


def chain(scope: Scope, links: Links) -> Chain:
    """The active points at the scope's places under their stages, in a handful of queries however many they are."""
    points, edges = points_of(scope), dependencies()
    waiting = waiting_by_point(scope)
    cards = _cards(points, edges, scope, links, waiting)
    by_stage: dict[Stage, list[Card]] = defaultdict(list)
    for stage in _stages(scope, points):
        by_stage[stage] = []
    for card in cards:
        by_stage[card.point.stage].append(card)
    rows = max((len(found) for found in by_stage.values()), default=0)
    columns = [Column(stage, found, range(rows - len(found))) for stage, found in by_stage.items()]
    places = {
        card.point.pk: (at, row) for at, column in enumerate(columns) for row, card in enumerate(column.cards)
    }
    return Chain(columns, wires(places, edges), rows, waiting)


def _stages(scope: Scope, points: Iterable[InflectionPoint]) -> list[Stage]:
    """All of them when everything is asked for, else those in which something is."""
    if scope.stage is None and scope.point is None and scope.department is None:
        return company().chains
    wanted = {point.stage_id for point in points}
    return [stage for stage in company().chains if stage.pk in wanted]


def _cards(
    points: list[InflectionPoint],
    edges: Iterable[tuple[int, int]],
    scope: Scope,
    links: Links,
    waiting: Mapping[int, Waiting],
) -> list[Card]:
    found, before = _figures(scope), _figures(scope.before) if scope.is_compared else {}
    known, needs = company().points, defaultdict[int, list[InflectionPoint]](list)
    for point, upstream in edges:
        if upstream in known:  # or it has come a moment ago
            needs[point].append(known[upstream])
    return [
        Card(
            point,
            waiting.get(point.pk, Waiting()),
            found.get(point.slug, Figures()),
            before.get(point.slug, Figures()),
            urls_of(point, links),
            [(links.point(one.slug), one.name) for one in needs[point.pk]],
        )
        for point in points
    ]


def _figures(scope: Scope) -> dict[str, Figures]:
    return {
        str(line.key): line.figures for line in figures_by(scope, By.POINT, Timed.NOTHING, bands_only=True)
    }


def urls_of(point: InflectionPoint, links: Links) -> dict[str, str]:
    """Its page, and the lists behind its numbers."""
    kinds = (Behind.OPEN, Behind.UNACTED, Behind.IN_TIME, Behind.JUDGED)
    return {"page": links.point(point.slug)} | {
        kind.value: links.behind(kind, point=point.slug) for kind in kinds
    }
