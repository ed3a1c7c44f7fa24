"""Origin × felt: a line for each point where problems began, a column for each at which they were felt."""

from collections.abc import Iterable
from dataclasses import dataclass

from inflection_points.models import InflectionPoint
from insights.querysets.escapes import Flow
from insights.rules.behind import Behind
from insights.rules.shares import Share
from insights.views.links import Links
from insights.views.tiles import interval, percent


@dataclass(frozen=True, slots=True)
class Cell:
    """How many issues; `heat` is 1 to 4 by its share of the fullest cell, 0 of nothing."""

    count: int
    heat: int
    is_escape: bool
    is_home: bool
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """What began at one point: where it was felt, and how much of it downstream."""

    origin: InflectionPoint
    origin_url: str
    cells: list[Cell]
    escaped: Share
    escaped_url: str
    url: str

    @property
    def percent(self) -> str | None:
        return percent(self.escaped)


@dataclass(frozen=True, slots=True)
class Matrix:
    felt: list[InflectionPoint]
    rows: list[Row]
    escaped: Share
    escaped_url: str
    known_url: str

    @property
    def percent(self) -> str | None:
        return percent(self.escaped)

    @property
    def interval(self) -> str:
        return interval(self.escaped)


def matrix(flows: Iterable[Flow], points: Iterable[InflectionPoint], links: Links) -> Matrix:
    """Only points that something began at or was felt at, along the chain. Each cell leads to exactly its issues."""
    found = {(flow.origin, flow.felt): flow for flow in flows}
    points = list(points)
    felt = [point for point in points if any(point.pk == one for _, one in found)]
    origins = [point for point in points if any(point.pk == one for one, _ in found)]
    most = max((flow.count for flow in found.values()), default=1)
    rows = [
        Row(
            origin,
            links.point(origin.slug),
            [_cell(found.get((origin.pk, point.pk)), origin, point, most, links) for point in felt],
            _share(flow for flow in found.values() if flow.origin == origin.pk),
            links.behind(Behind.ESCAPED, origin=origin.slug),
            links.behind(Behind.KNOWN, origin=origin.slug),
        )
        for origin in origins
    ]
    return Matrix(
        felt, rows, _share(found.values()), links.behind(Behind.ESCAPED), links.behind(Behind.KNOWN)
    )


def _cell(flow: Flow | None, origin: InflectionPoint, felt: InflectionPoint, most: int, links: Links) -> Cell:
    is_home = origin.pk == felt.pk
    if flow is None:
        return Cell(0, 0, is_escape=False, is_home=is_home, url="")
    url = links.behind(Behind.KNOWN, origin=origin.slug, point=felt.slug)
    return Cell(flow.count, 1 + min(3, 4 * flow.count // (most + 1)), flow.is_escape, is_home, url)


def _share(flows: Iterable[Flow]) -> Share:
    counted = list(flows)
    return Share(sum(flow.count for flow in counted if flow.is_escape), sum(flow.count for flow in counted))
