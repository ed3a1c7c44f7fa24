"""Charts as plain shapes, for pictures that are made where no browser is: in mails and on paper.

`draw` lays out what `insights/views/charts.py` makes; whoever paints the shapes needs to know nothing of charts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Final

from insights.rules.drawing_keys import DASH, PALE, ROW, STILL, WIDE, dash_of, key, key_rows
from insights.rules.shapes import (
    INK,
    LINE,
    PAPER,
    SMALL_TEXT,
    SOFT,
    Box,
    Dot,
    Drawing,
    Paint,
    Shape,
    Stroke,
    Text,
    filled,
    hatched,
)

NARROW: Final = 400.0  # less wide, the words of a line across stand in the key: beside it they took the room of the values
_LEFT, _RIGHT, _TOP, _AXIS = 44.0, 10.0, 14.0, 34.0  # around the values
_EDGE: Final = 8.0  # where the key of a narrow one begins
_BARS: Final = 0.82  # of the room of a label; the rest is left between
_LABEL: Final = 30.0  # the room that one needs on the axis
_LINES: Final = 4  # across, above the axis


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the values stand."""

    left: float
    top: float
    right: float
    bottom: float
    count: int
    most: float

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * min(value, self.most) / self.most

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(1, self.count)

    def x(self, place: float) -> float:
        """The middle of the label at this place, the first being 0."""
        return self.left + self.step * (place + 0.5)


def draw(chart: Mapping[str, Any], *, width: float = 600, height: float = 260) -> Drawing:
    """The chart in shapes, the lowest first."""
    is_narrow = width < NARROW
    edge = _EDGE if is_narrow else _LEFT
    rows = list(key_rows(chart, edge, width - _RIGHT, tells_levels=is_narrow))
    bottom = height - _AXIS - ROW * len(rows)
    ends = [line["text" if is_narrow else "label"] for line in chart["lines"]]
    told = max((len(words) * SMALL_TEXT * WIDE + 8 for words in ends), default=0.0)
    frame = _Frame(_LEFT, _TOP, width - _RIGHT - told, bottom, len(chart["labels"]), _most(chart))
    levels = list(_levels(chart, frame, ends))
    paints = {"stacked": _stacks, "bars": _bars, "lines": _curves}
    values = list(paints[chart["type"]](chart, frame))
    above, below = ([], levels) if chart["type"] == "lines" else (levels, [])
    shapes: list[Shape] = [Box(0, 0, width, height, Paint(PAPER)), *_axes(chart, frame)]
    shapes += [*below, *values, *_gaps(chart, frame), *above]
    for at, row in enumerate(rows):
        shapes += key(row, bottom + _AXIS + ROW * at + 6, is_line=chart["type"] == "lines")
    return Drawing(width, height, tuple(shapes))


def _most(chart: Mapping[str, Any]) -> float:
    """Where the axis ends: where it was told to, or at a round number above everything."""
    if chart.get("most"):
        return float(chart["most"])
    values = [value for one in chart["series"] for value in one["data"] if value is not None]
    values += [line["value"] for line in chart["lines"]]
    if chart["type"] == "stacked":
        values += [
            sum(value or 0 for value in values)
            for values in zip(*(s["data"] for s in chart["series"]), strict=True)
        ]
    most = max(values, default=0)
    if most <= 0:
        return float(_LINES)
    unit = 10 ** floor(log10(most))
    return next(float(unit * n) for n in (1, 2, 4, 8, 10, 20) if unit * n >= most)


def _axes(chart: Mapping[str, Any], frame: _Frame) -> Iterator[Shape]:
    unit = f" {chart['unit']}" if chart["unit"] else ""
    for n in range(_LINES + 1):
        value = frame.most * n / _LINES
        y = frame.y(value)
        yield Stroke(((frame.left, y), (frame.right, y)), Paint(LINE if n else SOFT))
        yield Text(frame.left - 6, y + 4, f"{value:g}{unit}", "end")
    every = ceil(frame.count * _LABEL / (frame.right - frame.left))
    for place, label in enumerate(chart["labels"]):
        if place % every == 0:
            for row, words in enumerate([label] if isinstance(label, str) else label):
                yield Text(frame.x(place), frame.bottom + 14 + 12 * row, words, "middle")


def _gaps(chart: Mapping[str, Any], frame: _Frame) -> Iterator[Shape]:
    """When the engine stood still, with its length above."""
    for gap in chart["gaps"]:
        start, end = frame.x(gap["from"]), frame.x(gap["to"])
        yield from hatched(
            Box(start, frame.top, end - start, frame.bottom - frame.top, Paint(LINE, 0.6)), Paint(SOFT, STILL)
        )
        middle = min(max((start + end) / 2, frame.left + 30), frame.right - 30)
        yield Text(middle, frame.top - 3, gap["length"], "middle", 10)


def _stacks(chart: Mapping[str, Any], frame: _Frame) -> Iterator[Shape]:
    for place in range(frame.count):
        below = 0.0
        for at, series in enumerate(chart["series"]):
            value = series["data"][place]
            if value:
                bar = (frame.x(place) - frame.step * _BARS / 2, frame.step * _BARS)
                yield from _bar(chart, at, place, _between(frame, *bar, below, below + value))
                below += value


def _bars(chart: Mapping[str, Any], frame: _Frame) -> Iterator[Shape]:
    wide = frame.step * _BARS / len(chart["series"])
    for place in range(frame.count):
        for at, series in enumerate(chart["series"]):
            if series["data"][place]:
                left = frame.x(place) - frame.step * _BARS / 2 + wide * at
                yield from _bar(chart, at, place, _between(frame, left, wide, 0, series["data"][place]))


def _between(
    frame: _Frame, left: float, wide: float, low: float, high: float
) -> tuple[float, float, float, float]:
    top, bottom = frame.y(high), frame.y(low)
    return left, top, wide, bottom - top


def _bar(
    chart: Mapping[str, Any], at: int, place: int, where: tuple[float, float, float, float]
) -> Iterator[Shape]:
    strength = PALE if chart["small"][place] else 1.0
    box = Box(*where, Paint(chart["series"][at]["paint"], strength))
    yield from filled(box, chart["series"][at]["pattern"])
    left, top, wide, high = where
    yield Stroke(((left, top), (left + wide, top)), Paint(PAPER), 1.5)
    yield Stroke(((left, top + high), (left + wide, top + high)), Paint(PAPER), 1.5)


def _curves(chart: Mapping[str, Any], frame: _Frame) -> Iterator[Shape]:
    for at, series in enumerate(chart["series"]):
        paint = Paint(series["paint"])
        points = [
            None if value is None else (frame.x(n), frame.y(value)) for n, value in enumerate(series["data"])
        ]
        for run in _runs(points):
            if len(run) > 1:
                yield Stroke(tuple(run), paint, 2, DASH if series["dash"] else None)
        for point, small in zip(points, chart["small"], strict=True):
            if point is not None:
                yield Dot(*point, 4, paint, is_square=bool(at % 2))
                if small:
                    yield Dot(*point, 2.4, Paint(PAPER), is_square=bool(at % 2))


def _runs(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _levels(chart: Mapping[str, Any], frame: _Frame, ends: Sequence[str]) -> Iterator[Shape]:
    """Each line across with its words at its end; a pale line behind, to show on every colour."""
    base = frame.bottom + SMALL_TEXT  # of the words below the ones to come
    told = zip(chart["lines"], ends, strict=True)
    for line, words in sorted(told, key=lambda one: one[0]["value"]):
        y = frame.y(line["value"])
        across = ((frame.left, y), (frame.right, y))
        yield Stroke(across, Paint(PAPER), 5)
        yield Stroke(across, Paint(INK), 2, dash_of(line))
        base = min(y + 4, base - SMALL_TEXT - 2)
        yield Text(frame.right + 6, base, words, paint=Paint(INK))
