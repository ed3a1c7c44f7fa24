"""From TOML to a `Mapping`. Every mistake gets a sentence that names the key and what belongs there."""

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from inflection_points.rules.policies import Severity
from issues.rules.events import ClosureReason
from issues.rules.mapping.tables import InvalidMapping, Table
from issues.rules.mapping.values import (
    ISO,
    LONGEST_NAME,
    MEANINGS,
    Columns,
    Condition,
    Hours,
    Layout,
    Mapping,
    Naming,
    People,
    Points,
    folded,
    squeezed,
)
from issues.rules.state import Phase
from people.rules.words import say

__all__ = ["InvalidMapping", "parse"]

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENCODINGS: Final = ("utf-8", "utf-16", "latin-1", "cp1252")
_LISTS: Final = {"order", "title", "text"}
_NEEDED: Final = {
    Layout.EVENTS: ("case", "reported_at", "state", "at"),
    Layout.CASES: ("case", "reported_at", "state"),
}
_ONLY: Final = {Layout.EVENTS: {"acted_at", "resolved_at", "closed_at"}, Layout.CASES: {"at", "order"}}
_SAMPLE: Final = datetime(2001, 12, 31, 13, 45, 59)  # noqa: DTZ001  only tries a format


def parse(text: str) -> Mapping:
    """Raises `InvalidMapping`."""
    top = Table.of(text)
    layout, times = top.choice("layout", Layout), top.table("times")
    columns = _columns(top.table("columns"), layout)
    states = top.choices("states", MEANINGS, folded)
    mapping = Mapping(
        source=_source(top.text("source")),
        name=top.text("name", ""),
        layout=layout,
        columns=columns,
        zone=_zone(times, "zone", None),
        formats=_formats(times),
        states=states,
        acted=_acted(top, columns, layout, states),
        delimiter=_delimiter(top),
        encoding=top.choice("encoding", _ENCODINGS, "utf-8"),
        missing=frozenset({"", *map(folded, top.texts("missing"))}),
        severities=top.choices("severities", Severity, folded),
        severity=top.choice("default_severity", Severity, Severity.NORMAL),
        closure=top.choice("closure", ClosureReason, ClosureReason.FIXED),
        points=_points(top.table("points")),
        hours=_hours(top.table("calendar")),
        departments=_naming(top.table("departments"), ends=True),
        sites=_naming(top.table("sites"), ends=True),
        people=_people(top.table("people")),
    )
    times.end()
    top.end()
    return _checked(mapping)


def _source(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,39}", name):
        raise InvalidMapping(
            say(
                "“source” in the mapping names the system in at most 40 small letters, digits and - _ . marks, such as “servicenow”; it is “%(name)s”.",
                name=name,
            )
        )
    return name


def _columns(table: Table, layout: Layout) -> Columns:
    found: dict[str, str | tuple[str, ...]] = {}
    for name in Columns.__slots__:
        if name in _ONLY[layout] and table.has(name):
            raise InvalidMapping(
                say(
                    "“columns.%(name)s” does not go with layout = “%(layout)s”. Remove it.",
                    name=name,
                    layout=layout,
                )
            )
        if name in _LISTS:
            found[name] = table.texts(name)
        else:
            found[name] = table.text(name, None if name in _NEEDED[layout] else "")
    table.end()
    return Columns(**found)  # type: ignore[arg-type]  # each name has the sort that the loop chose


def _zone(table: Table, key: str, default: str | None) -> ZoneInfo:
    name = table.text(key, default)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidMapping(
            say(
                "“%(table)s” in the mapping must be a time zone such as “Europe/Berlin”; it is “%(name)s”.",
                table=table.name(key),
                name=name,
            )
        ) from None


def _formats(times: Table) -> tuple[str, ...]:
    formats = times.texts("formats", None)
    for form in formats:
        try:
            if form != ISO:
                datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007  only tries the format
        except ValueError:
            raise InvalidMapping(
                say(
                    "“%(form)s” in “times.formats” is not a date format. Write one such as “%%d-%%m-%%Y %%H:%%M”, or “iso”.",
                    form=form,
                )
            ) from None
        if form != ISO and not re.search(r"%[Yycx]", form):
            raise InvalidMapping(say("“%(form)s” in “times.formats” has no year. Add %%Y.", form=form))
    if not formats:
        raise InvalidMapping(
            say("“times.formats” in the mapping is empty. Write one such as “%d-%m-%Y %H:%M”.")
        )
    return formats


def _delimiter(top: Table) -> str:
    delimiter = top.text("delimiter", "")
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise InvalidMapping(say("“delimiter” in the mapping must be one character, such as “;” or “\\t”."))
    return delimiter


def _acted(top: Table, columns: Columns, layout: Layout, states: dict[str, Phase]) -> Condition:
    """Without a condition: in an event log the states that mean acting; elsewhere the date of the act is known."""
    if not top.has("acted"):
        if layout is Layout.CASES:
            return Condition(known=tuple(filter(None, [columns.acted_at])))
        return Condition(states=frozenset(s for s, phase in states.items() if phase is Phase.ACTING))
    table = top.table("acted")
    condition = Condition(
        states=frozenset(map(folded, table.texts("state"))),
        not_states=frozenset(map(folded, table.texts("state_not"))),
        known=table.texts("known"),
    )
    table.end()
    return condition


def _naming(table: Table, *, ends: bool = False) -> Naming:
    names = {
        folded(theirs): _short(table.name("names"), ours) for theirs, ours in table.pairs("names").items()
    }
    naming = Naming(names=names, create=table.flag("create", True))
    if ends:
        table.end()
    return naming


def _short(key: str, name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise InvalidMapping(
            say(
                "“%(name)s…” in “%(key)s” is longer than %(longest_name)s characters.",
                name=name[:40],
                key=key,
                longest_name=LONGEST_NAME,
            )
        )
    return squeezed(name)


def _points(table: Table) -> Points:
    plain = Points()
    keys = ("chain", "stage", "fallback", "department", "owner", "policy", "calendar")
    values = {key: _short(table.name(key), table.text(key, getattr(plain, key))) for key in keys}
    for key in ("stage", "policy", "calendar"):
        if not values[key]:
            raise InvalidMapping(
                say("“points.%(key)s” in the mapping is empty: name one, or remove the line.", key=key)
            )
    points = Points(naming=_naming(table), **values)
    table.end()
    return points


def _people(table: Table) -> People:
    people = People(
        naming=_naming(table),
        domain=table.text("domain", People().domain),
        active=table.flag("active", False),
    )
    table.end()
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", people.domain):
        raise InvalidMapping(
            say(
                "“people.domain” must be a domain such as “import.invalid”; it is “%(domain)s”.",
                domain=people.domain,
            )
        )
    return people


def _hours(table: Table) -> Hours:
    days = table.texts("days", _DAYS)
    for day in days:
        if day.lower() not in _DAYS:
            raise InvalidMapping(
                say("“%(day)s” in “calendar.days” is not a day. Write one such as “monday”.", day=day)
            )
    hours = Hours(
        zone=_zone(table, "zone", "UTC").key,
        days=tuple(sorted({_DAYS.index(day.lower()) for day in days})),
        spans=tuple(_span(text) for text in table.texts("hours", ["00:00-24:00"])),
    )
    table.end()
    return hours


def _span(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)", text.strip())
    start, end = (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (0, 0)
    if not 0 <= start < end <= 24 * 60:
        raise InvalidMapping(
            say("“%(text)s” in “calendar.hours” is not a span. Write one such as “09:00-17:00”.", text=text)
        )
    return start, end


def _checked(mapping: Mapping) -> Mapping:
    if not mapping.states:
        raise InvalidMapping(
            say("The mapping lacks “states”: say for each state of theirs what it means here.")
        )
    unknown = (mapping.acted.states | mapping.acted.not_states) - mapping.states.keys()
    if unknown:
        raise InvalidMapping(
            say("“acted” names the state “%(state)s”, which “states” does not have.", state=min(unknown))
        )
    if mapping.layout is Layout.EVENTS and mapping.acted == Condition():
        raise InvalidMapping(
            say("Say when somebody acted: map a state to “acting”, or add the table “acted”.")
        )
    if mapping.layout is Layout.CASES and mapping.acted != Condition() and not mapping.columns.acted_at:
        raise InvalidMapping(
            say("“acted” needs “columns.acted_at”: the column that says when somebody acted.")
        )
    return mapping
