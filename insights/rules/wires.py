"""The dependencies of the value chain as lines: from each point to those that depend on it, round the cards between.

A column of the chain is `CELL` units wide and a row `CELL` high, whatever they measure on the screen: the picture is
stretched over the cards. Lines leave a card on its right and end in a dot on the left of the card that depends on it.
They run in the gutters between the columns and in the corridors between the rows, each on a lane of its own, so that
none passes behind a card. Lines that leave the same card share a lane.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

CELL: Final = 100.0
MARGIN: Final = 9.0  # from the edge of a column to its cards: half a gutter
CORRIDOR: Final = 8.0  # from the lowest to the highest lane between two rows
BEND: Final = 4.0  # how far from a corner a line begins to turn

Place = tuple[int, int]  # column, row
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wire:
    """One dependency: the SVG path of its line, that of its dot, and the points at its ends."""

    upstream: int
    point: int
    line: str
    dot: str


@dataclass(frozen=True, slots=True)
class _Way:
    """Which gutters a line goes down or up in, and the corridor between them, if there are two."""

    upstream: int
    point: int
    first: int
    last: int
    corridor: int | None


def wires(places: Mapping[int, Place], edges: Iterable[tuple[int, int]]) -> list[Wire]:
    """A line for each (point, upstream) whose ends are both placed."""
    ways = [
        _way(upstream, point, places)
        for point, upstream in sorted(set(edges))
        if point in places and upstream in places
    ]
    gutters, corridors = _gutters(ways, places), _corridors(ways, places)
    return [_wire(way, places, gutters, corridors) for way in ways]


def _way(upstream: int, point: int, places: Mapping[int, Place]) -> _Way:
    (column, row), (to_column, to_row) = places[upstream], places[point]
    if to_column in {column, column + 1}:  # one gutter has both ends
        return _Way(upstream, point, column, column, None)
    corridor = to_row if row <= to_row else to_row + 1  # on the side from which the line comes
    return _Way(upstream, point, column, to_column - 1, corridor)


def _gutters(ways: list[_Way], places: Mapping[int, Place]) -> dict[tuple[int, int], float]:
    """For each gutter and card whose lines run in it: how far to the right."""
    using: dict[int, set[int]] = defaultdict(set)
    for way in ways:
        using[way.first].add(way.upstream)
        if way.corridor is not None:
            using[way.last].add(-way.point)  # lines that end at the same card share a lane too
    found: dict[tuple[int, int], float] = {}
    for gutter, cards in using.items():
        ordered = sorted(cards, key=lambda card: (places[abs(card)][1], card))
        for number, card in enumerate(ordered, 1):
            begins = (gutter + 1) * CELL - MARGIN
            found[gutter, card] = begins + 2 * MARGIN * number / (len(ordered) + 1)
    return found


def _corridors(ways: list[_Way], places: Mapping[int, Place]) -> dict[tuple[int, int], float]:
    """For each corridor and card whose lines run in it: how far down."""
    using: dict[int, set[int]] = defaultdict(set)
    for way in ways:
        if way.corridor is not None:
            using[way.corridor].add(way.upstream)
    found: dict[tuple[int, int], float] = {}
    for corridor, cards in using.items():
        ordered = sorted(cards, key=lambda card: places[card])
        for number, card in enumerate(ordered, 1):
            found[corridor, card] = corridor * CELL - CORRIDOR / 2 + CORRIDOR * number / (len(ordered) + 1)
    return found


def _wire(
    way: _Way,
    places: Mapping[int, Place],
    gutters: Mapping[tuple[int, int], float],
    corridors: Mapping[tuple[int, int], float],
) -> Wire:
    begin = _right_of(places[way.upstream])
    is_beside = places[way.upstream][0] == places[way.point][0]
    end = _right_of(places[way.point]) if is_beside else _left_of(places[way.point])
    first = gutters[way.first, way.upstream]
    spots = [begin, (first, begin[1])]
    if way.corridor is not None:
        last, across = gutters[way.last, -way.point], corridors[way.corridor, way.upstream]
        spots += [(first, across), (last, across), (last, end[1])]
    else:
        spots.append((first, end[1]))
    spots.append(end)
    return Wire(way.upstream, way.point, _path(spots), f"M{_said(end)}h0")


def _right_of(place: Place) -> Spot:
    return (place[0] + 1) * CELL - MARGIN, (place[1] + 0.5) * CELL


def _left_of(place: Place) -> Spot:
    return place[0] * CELL + MARGIN, (place[1] + 0.5) * CELL


def _path(spots: list[Spot]) -> str:
    """A line through the spots with rounded corners; spots on a straight way are passed over."""
    corners = [
        spot
        for before, spot, after in zip(spots, spots[1:], spots[2:], strict=False)
        if not (before[0] == spot[0] == after[0] or before[1] == spot[1] == after[1])
    ]
    through = [spots[0], *corners, spots[-1]]
    said = [f"M{_said(through[0])}"]
    for before, corner, after in zip(through, through[1:], through[2:], strict=False):
        said.append(f"L{_said(_towards(corner, before))}Q{_said(corner)} {_said(_towards(corner, after))}")
    return "".join([*said, f"L{_said(through[-1])}"])


def _towards(corner: Spot, other: Spot) -> Spot:
    """Where the bend at a corner begins on the way to the next spot: halfway at most."""
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = abs(across) + abs(down)  # one of them is 0
    share = min(BEND, length / 2) / length if length else 0.0
    return corner[0] + across * share, corner[1] + down * share


def _said(spot: Spot) -> str:
    return " ".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in spot)
