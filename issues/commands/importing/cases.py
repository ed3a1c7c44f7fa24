"""Gathering the rows of each case, wherever in the file they stand, without holding the whole file.

The first pass notes on which row each case ends; the second hands a case out as soon as it is complete.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from issues.commands.importing.sheets import Record, Sheet, Unreadable, open_sheet
from issues.rules.mapping import BadRow, Layout, Mapping, MissingColumns, Row, RowReader
from people.rules.words import Words, say


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that does not go in, with its line in the file and why."""

    line: int
    case: str
    reason: Words | str


@dataclass(slots=True)
class Case:
    """The rows of one case that could be read, and those that could not."""

    number: str
    rows: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(slots=True)
class Survey:
    """What a first look at the whole file found."""

    ends: dict[str, int] = field(default_factory=dict)  # the line of each case's last row
    rows: int = 0
    loose: list[Refused] = field(default_factory=list)  # rows that belong to no case


def open_with(file: BinaryIO, mapping: Mapping, now: datetime) -> tuple[Sheet, RowReader]:
    """The file and what reads its rows. Raises `Unreadable`, also for missing columns."""
    sheet = open_sheet(file, mapping)
    try:
        return sheet, RowReader(mapping, sheet.header, now)
    except MissingColumns as error:
        raise Unreadable(error.args[0]) from None


def survey(file: BinaryIO, mapping: Mapping, now: datetime) -> Survey:
    """Read the whole file once. Raises `Unreadable`: then nothing of it should go in."""
    sheet, reader = open_with(file, mapping, now)
    found = Survey()
    for record in sheet:
        found.rows += 1
        case = _case(record, reader)
        if isinstance(case, Refused):
            found.loose.append(case)
        else:
            found.ends[case] = record.line
    return found


def cases(
    file: BinaryIO, mapping: Mapping, ends: dict[str, int], *, skip: int, now: datetime
) -> Iterator[Case]:
    """The cases in the order in which they end, without the first `skip` of them.

    The order depends on the file alone, so an import that was killed can go on by counting.
    """
    sheet, reader = open_with(file, mapping, now)
    done = set(sorted(ends, key=ends.__getitem__)[:skip])
    gathering: dict[str, Case] = {}
    for record in sheet:
        number = _case(record, reader)
        if isinstance(number, Refused) or number in done:
            continue
        case = gathering.setdefault(number, Case(number))
        _gather(case, record, reader, mapping)
        if ends[number] == record.line:
            yield gathering.pop(number)


def _case(record: Record, reader: RowReader) -> str | Refused:
    if record.problem:
        return Refused(record.line, "", record.problem)
    try:
        return reader.case_of(record.cells)
    except BadRow as error:
        return Refused(record.line, "", error.args[0])


def _gather(case: Case, record: Record, reader: RowReader, mapping: Mapping) -> None:
    try:
        row = reader.read(record.line, record.cells)
        if mapping.layout is Layout.CASES and case.rows:
            raise BadRow(
                say("It repeats the case of line %(line)s; the first one counts.", line=case.rows[0].line)
            )
        case.rows.append(row)
    except BadRow as error:
        case.refused.append(Refused(record.line, case.number, error.args[0]))
