"""How the cells of a workbook look: what a number means is said by its format, and the number stays whole behind it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Final
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

from issues.views.spreadsheets import As, Meant, Plain, Value

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WIDEST: Final = 60  # letters; longer texts take more lines
_NARROWEST: Final = 8
_LINES: Final = 10  # of a text, at most: more would fill the screen with one row
_ROOM: Final = 2  # letters, beside what stands in a column
_DAY: Final = "yyyy-mm-dd"
_INSTANT: Final = "yyyy-mm-dd hh:mm:ss"
_WHOLE: Final = "#,##0"
_BROKEN: Final = "#,##0.00"
_FORMATS: Final[Mapping[As, str]] = {
    As.SHARE: "0 %",
    As.HOURS: '#,##0.0" h"',
    As.MONEY: _BROKEN,
    As.NAME: "0",
}
_FIRST_FREE: Final = 164  # the lower numbers are formats that every program knows


@dataclass(frozen=True, slots=True)
class Style:
    """One look. `code` is the format of a number; `is_end`: at the end of the cell, as numbers are."""

    code: str = ""
    is_bold: bool = False
    is_wrapped: bool = False
    is_end: bool = False

    def xml(self, numbers: Mapping[str, int]) -> str:
        wrap = ' wrapText="1"' if self.is_wrapped else ""
        end = ' horizontal="right"' if self.is_end else ""
        return (
            f'<xf numFmtId="{numbers.get(self.code, 0)}" fontId="{int(self.is_bold)}" xfId="0" applyNumberFormat="1" '
            f'applyFont="1" applyAlignment="1"><alignment vertical="top"{wrap}{end}/></xf>'
        )


@dataclass
class Styles:
    """The styles that cells have had so far, each with its place in the list of the file. Instants are on this zone's clock."""

    zone: ZoneInfo
    places: dict[Style, int] = field(default_factory=lambda: {Style(): 0})
    known: dict[tuple[str, bool], int] = field(default_factory=dict)  # of cells, found again without a style

    def place(self, style: Style) -> int:
        return self.places.setdefault(style, len(self.places))

    def of(self, value: Value) -> int:
        """The place of the style of a cell below the headings."""
        code, is_wrapped = ("", _takes_lines(value)) if isinstance(value, str) else (self._code(value), False)
        found = self.known.get((code, is_wrapped))
        if found is None:
            found = self.known[code, is_wrapped] = self.place(Style(code, is_wrapped=is_wrapped))
        return found

    def of_heading(self, value: Value, *, is_number: bool) -> int:
        """`is_number`: numbers stand below it."""
        return self.place(Style(self._code(value), is_bold=True, is_wrapped=True, is_end=is_number))

    def _code(self, value: Value) -> str:
        if isinstance(value, Meant):
            return _FORMATS[value.meant]
        if isinstance(value, datetime):
            return f'{_INSTANT}"{value.astimezone(self.zone).isoformat()[-len("+00:00") :]}"'
        if isinstance(value, date):
            return _DAY
        if isinstance(value, str | None):
            return ""
        return _WHOLE if isinstance(value, int) else _BROKEN

    @property
    def xml(self) -> str:
        codes = dict.fromkeys(style.code for style in self.places if style.code)
        numbers = {code: number for number, code in enumerate(codes, _FIRST_FREE)}
        told = "".join(
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for code, number in numbers.items()
        )
        formats = f'<numFmts count="{len(numbers)}">{told}</numFmts>' if numbers else ""
        cells = "".join(style.xml(numbers) for style in self.places)
        return (
            f'<styleSheet xmlns="{MAIN}">{formats}'
            '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
            '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
            f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="{len(self.places)}">{cells}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def widths(heads: Iterable[Value], rows: Iterable[Iterable[Value]]) -> Iterator[int]:
    """How wide each column is, in letters, for what stands in these rows; a heading may take three lines."""
    needed: list[int] = []
    for row, length in [(heads, _length_of_heading), *((row, _length) for row in rows)]:
        for place, value in enumerate(row):
            if place == len(needed):
                needed.append(_NARROWEST)
            needed[place] = max(needed[place], length(value) + _ROOM)
    return (min(width, WIDEST) for width in needed)


def plain(value: Value) -> Plain:
    """What stands in the cell, whatever it means."""
    return value.value if isinstance(value, Meant) else value


def is_number(value: Value) -> bool:
    return not isinstance(plain(value), str | None)


def _takes_lines(text: str) -> bool:
    return WIDEST - _ROOM < len(text) <= WIDEST * _LINES


def _length_of_heading(value: Value) -> int:
    """Of three lines, no word of it parted; strong letters are a little wider."""
    words = str(value or "")
    longest = max(map(len, words.split()), default=0)
    return ceil(1.1 * max(longest, len(words) / 3))


def _length(value: Value) -> int:
    """Of what is shown: as long as its format makes it."""
    match value:
        case None:
            return 0
        case Meant(meant=As.SHARE):
            return len("100 %")
        case datetime():
            return len("2026-03-05 20:00:00+00:00")
        case date():
            return len("2026-03-05")
        case str():
            return max(map(len, value.splitlines()), default=0)
        case _:
            return len(f"{plain(value):,.2f}")
