"""Workbooks read as ECMA-376 says to read them."""

import io
import re
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def xlsx_sheets(body: bytes) -> dict[str, list[list[str | float | None]]]:
    """The sheets as ECMA-376 says to read them: a number is a number, a text is a text and never a formula."""
    with ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            read_xml(archive.read(part))
        book = read_xml(archive.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in book.iter(f"{MAIN}sheet")]
        parts = [archive.read(f"xl/worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    return {name: _cells(read_xml(part)) for name, part in zip(names, parts, strict=True)}


def read_xml(part: bytes) -> ET.Element:
    return ET.fromstring(part)  # noqa: S314  we wrote it


def xlsx_formats(body: bytes) -> dict[str, list[dict[str, str | None]]]:
    """How the numbers of the sheets are shown, row by row, by column, as ECMA-376 says to find it; nothing of a text."""
    with ZipFile(io.BytesIO(body)) as archive:
        styles = read_xml(archive.read("xl/styles.xml"))
        book = read_xml(archive.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in book.iter(f"{MAIN}sheet")]
        parts = [read_xml(archive.read(f"xl/worksheets/sheet{n}.xml")) for n in range(1, len(names) + 1)]
    codes = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{MAIN}numFmt")}
    looks = [codes.get(one.attrib["numFmtId"]) for one in styles.find(f"{MAIN}cellXfs") or []]
    return {
        name: [
            {re.sub(r"\d", "", cell.attrib["r"]): looks[int(cell.attrib["s"])] for cell in row}
            for row in part.iter(f"{MAIN}row")
        ]
        for name, part in zip(names, parts, strict=True)
    }


def _cells(sheet: ET.Element) -> list[list[str | float | None]]:
    assert not list(sheet.iter(f"{MAIN}f"))
    rows = []
    for row in sheet.iter(f"{MAIN}row"):
        cells: list[str | float | None] = []
        for cell in row:
            place = re.sub(r"\d", "", cell.attrib["r"])
            cells += [None] * (ord(place) - ord("A") - len(cells)) if len(place) == 1 else []
            text = cell.find(f"{MAIN}is/{MAIN}t")
            cells.append(text.text if text is not None else float(cell.findtext(f"{MAIN}v") or "nan"))
        rows.append(cells)
    return rows
