"""Workbooks (Office Open XML, ECMA-376) of plain sheets, written and sent row by row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from issues.views.spreadsheets import Plain, Value, safe
from issues.views.workbook_styles import MAIN, Styles, is_number, plain, widths

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT: Final = 32_767  # characters in a cell; more, and the whole file is called broken
LONGEST_TITLE: Final = 31
AT_ONCE: Final = 32 * 1024  # bytes
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
_DAY_ZERO: Final = datetime(1899, 12, 30, tzinfo=UTC)
SEEN_FIRST: Final = 200  # rows


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. When it `has_heads`, its first row is written strong, and stays in sight as its first column does."""

    title: str
    rows: Iterable[Iterable[Value]]
    has_heads: bool = True


def workbook(name: str, sheets: Sequence[Sheet], zone: ZoneInfo) -> StreamingHttpResponse:
    """The sheets as a file, sent as their rows come. Instants stand on the zone's clock, with its offset behind them."""
    return StreamingHttpResponse(
        written(sheets, zone),
        content_type=XLSX,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
            or ""
        },
    )


def written(sheets: Sequence[Sheet], zone: ZoneInfo) -> Iterator[bytes]:
    """The file in parts."""
    sink, styles = _Sink(), Styles(zone)
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for number, sheet in enumerate(sheets, 1):
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for text in _sheet(sheet, styles):
                    part.write(text.encode())
                    if sink.size > AT_ONCE:
                        yield sink.take()
        for path, text in _frame(sheets, styles).items():  # last: only now it is known which styles there are
            archive.writestr(_entry(path), _HEAD + text)
    yield sink.take()


class _Sink:
    """What `zipfile` writes to: keeps the bytes until they are sent."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        self.size += len(part)
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self.parts)
        self.parts, self.size = [], 0
        return taken


def _sheet(sheet: Sheet, styles: Styles) -> Iterator[str]:
    """Its first rows are looked at before they are written, for how wide the columns are; no more are held at once."""
    rows = iter(sheet.rows)
    heads = list(next(rows, [])) if sheet.has_heads else []
    first = [list(row) for row in islice(rows, SEEN_FIRST)]
    yield _HEAD + _shape(sheet, heads, first)
    if sheet.has_heads:
        numbers = _are_numbers(len(heads), first)
        looks = [styles.of_heading(head, is_number=yes) for head, yes in zip(heads, numbers, strict=True)]
        yield _row(1, heads, looks, styles.zone)
    for number, row in enumerate(chain(first, rows), 1 + sheet.has_heads):
        cells = list(row)
        yield _row(number, cells, [styles.of(value) for value in cells], styles.zone)
    yield "</sheetData></worksheet>"


def _shape(sheet: Sheet, heads: Sequence[Value], first: Sequence[Sequence[Value]]) -> str:
    """What comes before the rows: what stays in sight, and how wide the columns are."""
    pane = '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    told = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths(heads, first), 1)
    )
    return (
        f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane if sheet.has_heads else ""}'
        f"</sheetView></sheetViews>{f'<cols>{told}</cols>' if told else ''}<sheetData>"
    )


def _are_numbers(count: int, rows: Sequence[Sequence[Value]]) -> Iterator[bool]:
    """Of each column, whether the first value that it has is a number."""
    for place in range(count):
        found = (row[place] for row in rows if place < len(row) and row[place] is not None)
        yield is_number(next(found, None))


def _row(number: int, row: Sequence[Value], styles: Sequence[int], zone: ZoneInfo) -> str:
    cells = "".join(
        _cell(f'r="{_column(n)}{number}" s="{style}"', plain(value), zone)
        for n, (value, style) in enumerate(zip(row, styles, strict=True))
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(told: str, value: Plain, zone: ZoneInfo) -> str:
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(zone).replace(tzinfo=UTC, microsecond=0)
        return f"<c {told}><v>{(local - _DAY_ZERO).total_seconds() / 86_400:.10f}</v></c>"
    if isinstance(value, date):
        return f"<c {told}><v>{(value - _DAY_ZERO.date()).days}</v></c>"
    if isinstance(value, int | float | Decimal):
        return f"<c {told}><v>{value}</v></c>"
    return f'<c {told} t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'


def _text(value: str) -> str:
    """Harmless, and without what XML cannot hold; what would be read as an escape is escaped itself."""
    kept = _NOT_IN_XML.sub("\ufffd", str(safe(value)))[:LONGEST_TEXT]
    return escape(_ESCAPE.sub("_x005F_", kept)).replace("\r", "&#13;")


def _column(place: int) -> str:
    """A, B … Z, AA … of 0, 1 …"""
    rest, letter = divmod(place, 26)
    return (_column(rest - 1) if rest else "") + chr(ord("A") + letter)


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path)  # of 1980: the same rows make the same file
    entry.compress_type = ZIP_DEFLATED
    return entry


def _frame(sheets: Sequence[Sheet], styles: Styles) -> dict[str, str]:
    """The parts that say which parts there are."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/{path}.xml" ContentType="{_KIND}.{kind}+xml"/>'
        for path, kind in [
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            *((f"worksheets/sheet{n}", "worksheet") for n in numbers),
        ]
    )
    parts = [*((f"worksheets/sheet{n}.xml", "worksheet") for n in numbers), ("styles.xml", "styles")]
    listed = "".join(
        f"<sheet name={quoteattr(title)} sheetId={quoteattr(str(n))} r:id={quoteattr(f'rId{n}')}/>"
        for n, title in enumerate(_titles(sheets), 1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relations([("xl/workbook.xml", "officeDocument")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(parts),
        "xl/styles.xml": styles.xml,
    }


def _relations(parts: Iterable[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for n, (path, kind) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _titles(sheets: Sequence[Sheet]) -> list[str]:
    """What the sheets are called, so that every program takes it: short, and no two the same."""
    titles: list[str] = []
    for number, sheet in enumerate(sheets, 1):
        title = (
            _NOT_IN_TITLES.sub(" ", _NOT_IN_XML.sub(" ", sheet.title))
            .strip("' ")[:LONGEST_TITLE]
            .rstrip("' ")
        )
        taken = {one.lower() for one in titles}
        titles.append(
            title
            if title and title.lower() not in taken
            else f"{title[: LONGEST_TITLE - 3]} {number}".strip()
        )
    return titles
