"""Shapes that pictures are made of, whoever paints them.

Lengths are in points of the picture, x to the right and y downwards. A `paint` is the name of a token and how strong it
is, from 0 (paper) to 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

INK, SOFT, LINE, PAPER = "--ink", "--ink-soft", "--line", "--paper"
SMALL_TEXT: Final = 11.0
_HATCH: Final = 6.0
_DOTS: Final = 6.0


@dataclass(frozen=True, slots=True)
class Paint:
    token: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    paint: Paint


@dataclass(frozen=True, slots=True)
class Stroke:
    """From point to point; `dash` is how long what is drawn and what is left out are."""

    points: tuple[tuple[float, float], ...]
    paint: Paint
    width: float = 1.0
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float
    paint: Paint
    is_square: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Words on the base line `y`; `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    size: float = SMALL_TEXT
    paint: Paint = Paint(SOFT)


Shape = Box | Stroke | Dot | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    shapes: tuple[Shape, ...]


def filled(box: Box, pattern: str) -> Iterator[Shape]:
    """The box in one of the patterns by which series are told apart without colour."""
    if pattern == "hatched":
        yield box
        yield from hatched(box, Paint(PAPER))
    elif pattern == "dotted":
        yield from _dotted(box)
    else:
        yield box


def hatched(box: Box, line: Paint) -> Iterator[Shape]:
    """Slanting lines, each cut off at the edges of the box."""
    right, bottom = box.x + box.width, box.y + box.height
    start = box.x + box.y
    for n in range(1, int((box.width + box.height) // _HATCH) + 1):
        total = start + n * _HATCH  # x + y along this line
        low, high = max(box.x, total - bottom), min(right, total - box.y)
        if low < high:
            yield Stroke(((low, total - low), (high, total - high)), line, 1.6)


def _dotted(box: Box) -> Iterator[Shape]:
    yield box
    rows, columns = int((box.height - 2) // _DOTS), int((box.width - 2) // _DOTS)
    for row in range(rows):
        for column in range(columns):
            x = box.x + (box.width - (columns - 1) * _DOTS) / 2 + column * _DOTS
            yield Dot(x, box.y + _DOTS * (row + 0.5) + 1, 1.1, Paint(PAPER))
