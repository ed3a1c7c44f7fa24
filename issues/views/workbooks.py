"""Workbooks (Office Open XML, ECMA-376) of plain sheets, written and sent row by row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from issues.views.spreadsheets import Value, safe

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT: Final = 32_767  # characters in a cell; more, and the whole file is called broken
LONGEST_TITLE: Final = 31
AT_ONCE: Final = 32 * 1024  # bytes
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
_DAY_ZERO: Final = datetime(1899, 12, 30, tzinfo=UTC)
_BOLD, _DAY, _FIRST_INSTANT = 1, 2, 3  # places in the list of styles


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Its first row stays in sight and is written strong, when it `has_heads`."""

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
    sink, looks = _Sink(), _Looks(zone)
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for number, sheet in enumerate(sheets, 1):
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for text in _sheet(sheet, looks):
                    part.write(text.encode())
                    if sink.size > AT_ONCE:
                        yield sink.take()
        for path, text in _frame(sheets, looks).items():  # last: only now it is known which styles there are
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


@dataclass
class _Looks:
    """The styles of cells: one for each offset from UTC that an instant is told with."""

    zone: ZoneInfo
    offsets: dict[str, int] = field(default_factory=dict)

    def of(self, local: datetime) -> int:
        return self.offsets.setdefault(
            local.isoformat()[-len("+00:00") :], _FIRST_INSTANT + len(self.offsets)
        )

    @property
    def xml(self) -> str:
        formats = ["yyyy-mm-dd", *(f'yyyy-mm-dd hh:mm:ss"{offset}"' for offset in self.offsets)]
        numbered = list(enumerate(formats, 164))  # the first number that is free
        told = "".join(f'<numFmt numFmtId="{n}" formatCode={quoteattr(code)}/>' for n, code in numbered)
        cells = "".join(f'<xf numFmtId="{n}" xfId="0" applyNumberFormat="1"/>' for n, _ in numbered)
        return (
            f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{told}</numFmts>'
            '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
            '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
            '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
            f'<cellXfs count="{2 + len(formats)}"><xf xfId="0"/><xf fontId="1" xfId="0" applyFont="1"/>{cells}'
            '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def _sheet(sheet: Sheet, looks: _Looks) -> Iterator[str]:
    pane = (
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        if sheet.has_heads
        else ""
    )
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        '<cols><col min="1" max="1" width="32" customWidth="1"/><col min="2" max="64" width="22" customWidth="1"/>'
        "</cols><sheetData>"
    )
    for number, row in enumerate(sheet.rows, 1):
        style = _BOLD if sheet.has_heads and number == 1 else 0
        cells = "".join(_cell(f"{_column(n)}{number}", value, style, looks) for n, value in enumerate(row))
        yield f'<row r="{number}">{cells}</row>'
    yield "</sheetData></worksheet>"


def _cell(at: str, value: Value, style: int, looks: _Looks) -> str:
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(looks.zone)
        days = (local.replace(tzinfo=UTC, microsecond=0) - _DAY_ZERO).total_seconds() / 86_400
        return f'<c r="{at}" s="{looks.of(local)}"><v>{days:.10f}</v></c>'
    if isinstance(value, date):
        return f'<c r="{at}" s="{_DAY}"><v>{(value - _DAY_ZERO.date()).days}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f'<c r="{at}" s="{style}"><v>{value}</v></c>'
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'


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


def _frame(sheets: Sequence[Sheet], looks: _Looks) -> dict[str, str]:
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
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(parts),
        "xl/styles.xml": looks.xml,
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
