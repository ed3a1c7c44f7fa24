"""The key below a drawn chart: a sign and words for every series, and for what else needs them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any, Final

from insights.rules.shapes import INK, PAPER, SOFT, Box, Dot, Paint, Shape, Stroke, Text, filled, hatched

PALE: Final = 0.4  # too few to judge by
STILL: Final = 0.5  # when the engine stood still
WIDE: Final = 0.55  # the width of a letter, in heights; no font is at hand here
ROW: Final = 18.0
DASH: Final = (5.0, 4.0)  # of a series
_TEXT: Final = 12.0
_SIGN, _BESIDE = 22.0, 18.0  # what is drawn before the words, and the room after them


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign with its words; `at` says which series it is of, `few` that it is of what has too few.

    `level`: of a line across, or not, and then `dash` says which of them. `still`: of when the engine stood still. Without
    a `paint` it goes on where the one above it ended.
    """

    words: str
    paint: Paint | None
    pattern: str = ""
    dash: tuple[float, float] | None = None
    at: int = 0
    few: bool = False
    level: bool = False
    still: bool = False

    @property
    def wide(self) -> float:
        return _SIGN + len(self.words) * _TEXT * WIDE + _BESIDE

    def within(self, width: float) -> Iterator["Entry"]:
        """In as many lines as it needs."""
        first, *more = wrap(self.words, max(1, int((width - _SIGN) / _TEXT / WIDE))) or [""]
        yield replace(self, words=first)
        for words in more:
            yield Entry(words, None)


Row = Sequence[tuple[float, Entry]]


def dash_of(line: Mapping[str, Any]) -> tuple[float, float] | None:
    """Targets are drawn through, references dashed."""
    return None if line["kind"] == "target" else (6.0, 4.0)


def key_rows(chart: Mapping[str, Any], left: float, right: float, *, tells_levels: bool) -> Iterator[Row]:
    """The entries, each with where it begins, in as many rows as they need; `tells_levels`: lines across have their own."""
    row: list[tuple[float, Entry]] = []
    x = left
    for entry in _entries(chart, tells_levels=tells_levels):
        for part in entry.within(right - left):
            if row and (part.paint is None or x + part.wide > right):
                yield row
                row, x = [], left
            row.append((x, part))
            x += part.wide
    if row:
        yield row


def key(row: Row, y: float, *, is_line: bool) -> Iterator[Shape]:
    """The shapes of one row, `y` being the middle of its signs; `is_line`: its series are lines."""
    for x, entry in row:
        yield from _sign(entry, x, y, is_line=is_line)
        yield Text(x + 20, y + 5, entry.words, size=_TEXT, paint=Paint(INK))


def _entries(chart: Mapping[str, Any], *, tells_levels: bool) -> Iterator[Entry]:
    """What the series are called, and what it means to be pale or hollow where something is."""
    for at, series in enumerate(chart["series"]):
        dash = DASH if series["dash"] else None
        yield Entry(series["label"], Paint(series["paint"]), series["pattern"], dash, at)
    for line in chart["lines"] if tells_levels else ():
        yield Entry(line["label"], Paint(INK), dash=dash_of(line), level=True)
    if chart["gaps"]:
        yield Entry(chart["words"]["key_gap"], Paint(SOFT, STILL), still=True)
    if chart.get("has_small"):
        pale = 1.0 if chart["type"] == "lines" else PALE
        yield Entry(chart["words"]["key_small"], Paint(SOFT, pale), few=True)


def _sign(entry: Entry, x: float, y: float, *, is_line: bool) -> Iterator[Shape]:
    if entry.paint is None:
        return
    if entry.still:
        yield from hatched(Box(x, y - 6, 14, 12, entry.paint), entry.paint)
        return
    if entry.level or (is_line and not entry.few):
        yield Stroke(((x, y + 1), (x + 16, y + 1)), entry.paint, 2, entry.dash)
    if entry.level:
        return
    if is_line:
        yield Dot(x + 8, y + 1, 4, entry.paint, is_square=bool(entry.at % 2))
    else:
        yield from filled(Box(x, y - 6, 14, 12, entry.paint), entry.pattern)
    if is_line and entry.few:
        yield Dot(x + 8, y + 1, 2.4, Paint(PAPER))
