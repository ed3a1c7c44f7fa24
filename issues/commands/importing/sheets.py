"""Reading a CSV file that somebody else wrote: plain or gzipped, of any size, possibly not CSV at all.

It is streamed, and bounded in every direction: bytes after unpacking, rows, and characters of one row. What spoils
one row is a problem of that row; what spoils the file is `Unreadable`.
"""

import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from issues.rules.mapping import Mapping, folded
from people.rules.words import Words, say

MOST_BYTES: Final = 1024**3  # after unpacking
MOST_ROWS: Final = 1_000_000
MOST_PROBLEMS: Final = 10_000
LONGEST_ROW: Final = 120_000  # characters; below the csv module's own limit for one cell
_DELIMITERS: Final = (",", ";", "\t", "|")
_MAGIC: Final = {
    b"PK\x03\x04": say(
        "This is a ZIP archive or a spreadsheet, not CSV. Save the table as CSV and choose that file."
    ),
    b"\xd0\xcf\x11\xe0": say(
        "This is an old spreadsheet, not CSV. Save the table as CSV and choose that file."
    ),
    b"%PDF": say("This is a PDF, not CSV. Export the table as CSV and choose that file."),
    b"\xff\xfe": say(
        "This file is UTF-16. Save it as CSV in UTF-8, or set encoding = “utf-16” in the mapping."
    ),
    b"\xfe\xff": say(
        "This file is UTF-16. Save it as CSV in UTF-8, or set encoding = “utf-16” in the mapping."
    ),
}
NOT_CSV: Final = say(
    "This is not a CSV file. Export the table as CSV (UTF-8, with a header row) and choose that file."
)


class Unreadable(ValueError):
    """The file as a whole cannot be read. The sentence says what to do."""


class _RowTooLong(Exception):
    """A row passed `LONGEST_ROW`: most likely its quotes are never closed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row with the line on which it begins. With a `problem`, the cells are of no use."""

    line: int
    cells: list[str]
    problem: Words | str = ""


@dataclass
class Sheet:
    """The header, and the rows once."""

    header: list[str]
    _lines: "_Lines"
    _delimiter: str

    def __iter__(self) -> Iterator[Record]:
        """Raises `Unreadable`."""
        rows = problems = 0
        for record in _records(self._lines, self._delimiter):
            rows, problems = rows + 1, problems + bool(record.problem)
            if rows > MOST_ROWS:
                raise Unreadable(
                    say(
                        "The file has more than %(most_rows)s rows. Split it and import the parts.",
                        most_rows=f"{MOST_ROWS:,}",
                    )
                )
            if problems > MOST_PROBLEMS:
                raise Unreadable(
                    say(
                        "More than %(most_problems)s rows cannot be read. The last one: %(problem)s",
                        most_problems=f"{MOST_PROBLEMS:,}",
                        problem=record.problem,
                    )
                )
            yield record


def open_sheet(file: BinaryIO, mapping: Mapping) -> Sheet:
    """The file from its beginning, as the mapping says. Raises `Unreadable`."""
    lines = _Lines(_text(file, mapping.encoding))
    while not (first := lines.peek()).strip():
        if not first:
            raise Unreadable(say("The file is empty. Export it again, with a header row."))
        next(lines)
    if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in first):
        raise Unreadable(NOT_CSV)
    delimiter = mapping.delimiter or _delimiter(first, mapping)
    record = next(_records(lines, delimiter), None)
    if record is None or record.problem:
        raise Unreadable(NOT_CSV)
    header = [_printable(name) for name in record.cells]
    if mapping.delimiter and len(header) == 1 and (found := _delimiter(first, mapping)) != delimiter:
        raise Unreadable(
            say(
                "The columns are not separated by “%(shown)s” but, as it seems, by “%(shown2)s”. Correct “delimiter” in the mapping, or remove it: then it is found.",
                shown=_shown(delimiter),
                shown2=_shown(found),
            )
        )
    return Sheet(header, lines, delimiter)


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    for magic, sentence in _MAGIC.items():
        if head.startswith(magic) and not (encoding == "utf-16" and "UTF-16" in sentence.one):
            raise Unreadable(sentence)
    source = gzip.GzipFile(fileobj=file) if head.startswith(b"\x1f\x8b") else file
    buffered = io.BufferedReader(_Bounded(source), 64 * 1024)
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return io.TextIOWrapper(buffered, encoding, errors, newline="")


class _Bounded(io.RawIOBase):
    """Unpacks at most `MOST_BYTES`, and says what a damaged archive means."""

    def __init__(self, source: BinaryIO | gzip.GzipFile) -> None:
        super().__init__()
        self._source = source
        self._left = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # any writable buffer
        try:
            chunk = self._source.read(len(buffer))
        except EOFError:
            raise Unreadable(
                say("The file ends in the middle: it was cut off on its way. Copy it again.")
            ) from None
        except (gzip.BadGzipFile, zlib.error):
            raise Unreadable(say("The file is damaged and cannot be unpacked. Copy it again.")) from None
        self._left -= len(chunk)
        if self._left < 0:
            raise Unreadable(
                say("The file is larger than 1 GB when unpacked. Split it and import the parts.")
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)


@dataclass(slots=True)
class _Lines:
    """The physical lines of a text, with the way back to the line after the one where the present row began."""

    text: io.TextIOWrapper
    number: int = 0  # of the line handed out last
    _waiting: deque[str] = field(default_factory=deque)
    _taken: list[str] = field(default_factory=list)
    _length: int = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self._taken.append(line)
        self._length += len(line)
        if self._length > LONGEST_ROW:
            raise _RowTooLong
        return line

    def _read(self) -> str:
        line = self.text.readline(LONGEST_ROW + 1)
        rest = line
        while len(rest) > LONGEST_ROW and not rest.endswith(("\n", "\r")):
            rest = self.text.readline(LONGEST_ROW + 1)  # the tail of a line that is too long anyway
        return line

    def peek(self) -> str:
        """The next line, which stays the next."""
        if not self._waiting:
            self._waiting.append(self._read())
        return self._waiting[0]

    def begin_row(self) -> int:
        """The line on which the next row begins."""
        self._taken.clear()
        self._length = 0
        return self.number + 1

    def back_to_second(self) -> None:
        """An unclosed quote has swallowed good rows: only its first line is lost."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        self.number -= len(self._taken) - 1


def _records(lines: _Lines, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_RowTooLong, csv.Error) as error:
            lines.back_to_second()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            yield Record(line, [], _why(error))
            continue
        if any(cells):
            yield Record(line, cells)


def _why(error: Exception) -> Words:
    if isinstance(error, _RowTooLong):
        return say(
            "It is longer than %(longest_row)s characters: a quote is opened and not closed, or it is not CSV.",
            longest_row=f"{LONGEST_ROW:,}",
        )
    return say("Its quotes do not match: each quote inside a quoted cell must be doubled.")


def _delimiter(header: str, mapping: Mapping) -> str:
    """The one that finds the most columns of the mapping, then the most columns."""
    wanted = {folded(name) for name in mapping.columns.named() if name}

    def found(delimiter: str) -> tuple[int, int]:
        cells = [folded(cell.strip('"')) for cell in header.split(delimiter)]
        return len(wanted.intersection(cells)), len(cells)

    return max(_DELIMITERS, key=found)


def _printable(name: str) -> str:
    """A column's name as a sentence may quote it, whatever bytes it came as."""
    known = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return known.replace("\0", "").strip()


def _shown(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter
