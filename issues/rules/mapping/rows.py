"""From the cells of a row to what they say. A row that says nothing sensible is refused with a reason."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from inflection_points.rules.policies import Severity
from issues.rules.mapping.values import ISO, LONGEST_NAME, Layout, Mapping, folded, squeezed
from issues.rules.state import Phase
from people.rules.words import Words, say, say_many

LONGEST_CASE: Final = 120
OLDEST: Final = 1970

OrderKey = tuple[datetime, tuple[tuple[int, int, str], ...], int]


class BadRow(ValueError):
    """The row cannot be read. The sentence is the reason, for the person who sent the file."""


class MissingColumns(ValueError):
    """The file lacks columns that the mapping names. The sentence says which, and which it has."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says. Names are squeezed; what is missing is empty or None. All instants are UTC."""

    line: int  # of the file, where the row begins; the header is line 1
    case: str
    reported_at: datetime
    at: datetime  # when the row became true; for a row per case, when it was reported
    order: tuple[tuple[int, int, str], ...]
    state: str
    phase: Phase | None
    acted: bool
    severity: Severity | None
    point: str
    kind: str
    site: str
    department: str
    person: str
    reporter: str
    title: str
    text: str
    acted_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def sort_key(self) -> OrderKey:
        """Time, then the source's own count, then the order of the file."""
        return self.at, self.order, self.line


class RowReader:
    """Reads the rows of one file. Raises `MissingColumns` when made for a header that lacks some."""

    def __init__(self, mapping: Mapping, header: Sequence[str], now: datetime) -> None:
        self._mapping = mapping
        self._now = now
        self._places = _places(mapping, header)
        self._width = len(header)
        self._instants: dict[str, datetime] = {}

    def case_of(self, cells: Sequence[str]) -> str:
        """The number of the case alone. Raises `BadRow`."""
        if len(cells) != self._width and any(cell.strip() for cell in cells[self._width :]):
            raise BadRow(
                say(
                    "It has %(count)s cells, but the header has %(width)s.",
                    count=len(cells),
                    width=self._width,
                )
            )
        if len(cells) < self._width:
            raise BadRow(
                say(
                    "It has %(count)s cells, but the header has %(width)s.",
                    count=len(cells),
                    width=self._width,
                )
            )
        case = self._name(cells, self._mapping.columns.case, LONGEST_CASE)
        if not case:
            raise BadRow(
                say("“%(case)s” is empty, so it belongs to no case.", case=self._mapping.columns.case)
            )
        return case

    def read(self, line: int, cells: Sequence[str]) -> Row:
        """Raises `BadRow`."""
        mapping, columns = self._mapping, self._mapping.columns
        reported_at = self._needed_time(cells, columns.reported_at)
        state = self._cell(cells, columns.state)
        return Row(
            line=line,
            case=self.case_of(cells),
            reported_at=reported_at,
            at=self._needed_time(cells, columns.at) if mapping.layout is Layout.EVENTS else reported_at,
            order=tuple(_order(self._cell(cells, name)) for name in columns.order),
            state=squeezed(state),
            phase=self._meaning(state),
            acted=self._acted(cells, folded(state)),
            severity=self._severity(cells),
            point=self._name(cells, columns.point),
            kind=self._name(cells, columns.kind),
            site=self._name(cells, columns.site),
            department=self._name(cells, columns.department),
            person=self._name(cells, columns.person),
            reporter=self._name(cells, columns.reporter),
            title=" · ".join(filter(None, (squeezed(self._cell(cells, name)) for name in columns.title))),
            text="\n".join(filter(None, (self._cell(cells, name) for name in columns.text))),
            acted_at=self._time(cells, columns.acted_at),
            resolved_at=self._time(cells, columns.resolved_at),
            closed_at=self._time(cells, columns.closed_at),
        )

    def _cell(self, cells: Sequence[str], column: str) -> str:
        """The cell's text, "" when it is missing or the mapping has no such column."""
        if not column:
            return ""
        text = cells[self._places[column]].strip()
        if "\0" in text:
            raise BadRow(
                say("“%(column)s” holds a NUL character. Save the file anew as plain text.", column=column)
            )
        if not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text):
            raise BadRow(
                say(
                    "“%(column)s” holds bytes that are not %(encoding)s. Save the file in that encoding, or set “encoding” in the mapping.",
                    column=column,
                    encoding=self._mapping.encoding.upper(),
                )
            )
        return "" if folded(text) in self._mapping.missing else text

    def _name(self, cells: Sequence[str], column: str, longest: int = LONGEST_NAME) -> str:
        name = squeezed(self._cell(cells, column))
        if len(name) > longest:
            raise BadRow(
                say("“%(column)s” is longer than %(longest)s characters.", column=column, longest=longest)
            )
        return name

    def _time(self, cells: Sequence[str], column: str) -> datetime | None:
        text = self._cell(cells, column)
        if not text:
            return None
        if text not in self._instants:
            self._instants[text] = self._instant(text, column)
        return self._instants[text]

    def _needed_time(self, cells: Sequence[str], column: str) -> datetime:
        found = self._time(cells, column)
        if found is None:
            raise BadRow(say("“%(column)s” is empty, so it is not known when.", column=column))
        return found

    def _instant(self, text: str, column: str) -> datetime:
        local, said = _local(text, self._mapping.formats), {"text": text[:40], "column": column}
        if local is None:
            example = _example(self._mapping.formats[0])
            no_date = say(
                "“%(text)s” in “%(column)s” is not a date such as “%(example)s”.", **said, example=example
            )
            raise BadRow(no_date)
        if local.year < OLDEST:
            raise BadRow(say("“%(text)s” in “%(column)s” lies before %(oldest)s.", **said, oldest=OLDEST))
        at = self._past(local)
        if at is None:
            to_come = say(
                "“%(text)s” in “%(column)s” lies in the future. Check the zone and the formats of the mapping.",
                **said,
            )
            raise BadRow(to_come)
        return at

    def _past(self, local: datetime) -> datetime | None:
        """The instant; None when it is still to come."""
        if local.year > self._now.year + 1:  # the year 9999 cannot even be converted
            return None
        at = (local if local.tzinfo else local.replace(tzinfo=self._mapping.zone)).astimezone(UTC)
        return at if at <= self._now else None

    def _meaning(self, state: str) -> Phase | None:
        if not state:
            return None
        phase = self._mapping.states.get(folded(state))
        if phase is None:
            raise BadRow(say("The state “%(state)s” is not in “states” of the mapping.", state=state[:60]))
        return phase

    def _severity(self, cells: Sequence[str]) -> Severity | None:
        text = self._cell(cells, self._mapping.columns.severity)
        if not text:
            return None
        severity = self._mapping.severities.get(folded(text))
        if severity is None:
            raise BadRow(
                say("The severity “%(text)s” is not in “severities” of the mapping.", text=text[:60])
            )
        return severity

    def _acted(self, cells: Sequence[str], state: str) -> bool:
        wanted = self._mapping.acted
        if (wanted.states or wanted.not_states) and not state:
            return False
        if (wanted.states and state not in wanted.states) or state in wanted.not_states:
            return False
        return all(self._cell(cells, column) for column in wanted.known)


def _places(mapping: Mapping, header: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Names are compared folded; one that is needed must be there exactly once."""
    names = [folded(name) for name in header]
    needed = list(dict.fromkeys(filter(None, (*mapping.columns.named(), *mapping.acted.known))))
    missing = [column for column in needed if folded(column) not in names]
    if missing:
        raise MissingColumns(_missing(missing, header))
    twice = [column for column in needed if names.count(folded(column)) > 1]
    if twice:
        raise MissingColumns(
            say("The file has the column “%(twice)s” more than once. Rename or remove one.", twice=twice[0])
        )
    return {column: names.index(folded(column)) for column in needed}


def _missing(missing: list[str], header: Sequence[str]) -> Words:
    named = ", ".join(f"“{column}”" for column in missing[:10])
    near = difflib.get_close_matches(missing[0], header, n=1)
    hint = (
        say("Is “%(near)s” meant?", near=near[0])
        if near
        else say("It has %(columns)s.", columns=", ".join(f"“{h[:40]}”" for h in header[:12]))
    )
    return say_many(
        "The file lacks the column %(named)s. %(hint)s Choose the mapping that belongs to the file, or correct “columns”.",
        "The file lacks the columns %(named)s. %(hint)s Choose the mapping that belongs to the file, or correct “columns”.",
        len(missing),
        named=named,
        hint=hint,
    )


def _order(text: str) -> tuple[int, int, str]:
    """Numbers by value, before texts; what is missing comes first."""
    if not text:
        return (0, 0, "")
    return (1, int(text), "") if text.isdecimal() and len(text) < 19 else (2, 0, text)


def _local(text: str, formats: Sequence[str]) -> datetime | None:
    for form in formats:
        try:
            return datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _example(form: str) -> str:
    sample = datetime(2026, 12, 31, 23, 59)  # noqa: DTZ001  shows what a date looks like
    return sample.isoformat(" ") if form == ISO else sample.strftime(form)
