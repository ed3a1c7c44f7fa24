"""Files for spreadsheets: what they would take for a formula is made harmless, and nothing else is changed."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

MARK: Final = "\ufeff"  # by which spreadsheets know UTF-8
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BEFORE: Final = " \"'\u00a0"  # what spreadsheets leave out, or take as a quote, before they look
# Where another part begins for somebody who opens the file with other separators, when a formula follows.
_NEXT_CELL: Final = re.compile(r"([;|\t\r\n])(?=(?:[^\S\r\n]|[\"'])*[=+\-@＝＋－＠])")

Plain = str | int | float | Decimal | date | datetime | None


class As(StrEnum):
    """What a number means, where its kind does not say it."""

    SHARE = "share"  # between 0 and 1
    HOURS = "hours"
    MONEY = "money"
    NAME = "name"  # nothing is counted: an issue's number


@dataclass(frozen=True, slots=True)
class Meant:
    """A number, and what it means: a workbook shows it so; in CSV it is the bare number."""

    value: int | float | Decimal
    meant: As


Value = Plain | Meant


def safe(cell: Plain) -> Plain:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.

    So does what would begin a cell where semicolons, tabs or lines are taken to part them.
    """
    if not isinstance(cell, str):
        return cell
    cell = _NEXT_CELL.sub(r"\1'", cell)
    looks = cell.startswith(_FORMULA) or cell.lstrip(_BEFORE).startswith(_FORMULA)
    return f"'{cell}" if looks else cell


def spreadsheet(name: str, rows: Iterable[Iterable[Value]], zone: ZoneInfo) -> StreamingHttpResponse:
    """The rows as a file, sent as they come. Instants are written in the zone, with its offset."""
    return StreamingHttpResponse(
        _written(rows, zone),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.csv")
            or ""
        },
    )


class _Line:
    """What `csv` writes to: keeps the line until it is sent."""

    def write(self, line: str) -> str:
        return line


def _written(rows: Iterable[Iterable[Value]], zone: ZoneInfo) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield MARK
    for row in rows:
        yield writer.writerow([_cell(value, zone) for value in row])


def _cell(value: Value, zone: ZoneInfo) -> Plain:
    if isinstance(value, Meant):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(" ", "seconds")
    return safe(value)
