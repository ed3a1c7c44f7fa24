"""The rows of one case as the events of an issue. Facts of another system: no rule of ours is asked.

Where a history breaks our rules (acts before the report, closings before the case was opened) it is kept as it is.
"""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from inflection_points.rules.policies import Severity
from issues.rules import events as e
from issues.rules.mapping import Layout, Mapping, Row
from issues.rules.state import CLOSED, Phase
from people.rules.kept import kept
from people.rules.words import say

Dated = tuple[e.Event, datetime]
_AGAIN = kept(say("Opened again as “%(state)s”"))
_ENDED = (Phase.RESOLVED, *CLOSED)


class NoHistory(ValueError):
    """The row contradicts itself, so that no history can be made of it. The sentence says how."""


@dataclass(frozen=True, slots=True)
class Holders:
    """Who the names in the rows are, by primary key. `owner` has what nobody is named for."""

    owner: int
    people: Lookup[str, int]
    departments: Lookup[str, int]


def history_of(rows: Sequence[Row], mapping: Mapping, holders: Holders, *, now: datetime) -> list[Dated]:
    """What happened to one case, oldest first, beginning with its report.

    A case that its source left open ends with `TakenOver` at `now`: our own rules apply from there.
    Raises `NoHistory`.
    """
    rows = sorted(rows, key=lambda row: row.sort_key)
    telling = _Telling(mapping, holders)
    telling.begin(rows)
    for row in rows:
        if mapping.layout is Layout.EVENTS:
            telling.follow(row)
        else:
            telling.summarise(row)
    if telling.phase not in CLOSED:
        telling.events.append((e.TakenOver(mapping.source), now))
    return telling.events


@dataclass(slots=True)
class _Telling:
    """Walks along the rows and notes what each of them changed."""

    mapping: Mapping
    holders: Holders
    events: list[Dated] = field(default_factory=list)
    phase: Phase = Phase.REPORTED
    severity: Severity | None = None
    person: int | None = None
    department: int | None = None
    acted: bool = False  # in this cycle

    def begin(self, rows: Sequence[Row]) -> None:
        first = rows[0]
        self.severity = first.severity or self.mapping.severity
        self.person = self.holders.people.get(first.person)
        self.department = self.holders.departments.get(first.department)
        if self.person is None and self.department is None:
            self.person = self.holders.owner
        reporter = next((self.holders.people.get(row.reporter) for row in rows if row.reporter), None)
        event = e.Reported(self.severity, self.person, self.department, reporter, customers=1)
        self.events.append((event, first.reported_at))

    def follow(self, row: Row) -> None:
        """One row of an event log: whatever it says that was not so before it."""
        if self.phase in _ENDED and row.phase in {Phase.REPORTED, Phase.ACTING}:
            self.events.append((e.Reopened(None, _AGAIN.of(state=row.state)), row.at))
            self.phase, self.acted = Phase.REPORTED, False
        if row.severity is not None and row.severity is not self.severity:
            self.severity = row.severity
            self.events.append((e.SeverityChanged(row.severity), row.at))
        self._hand_over(row)
        if row.acted and not self.acted:
            self.events.append((e.ActedElsewhere(self.holders.people.get(row.person)), row.at))
            self.acted = True
        if row.phase is not None:
            self._enter(row.phase, row, row.at)

    def summarise(self, row: Row) -> None:
        """The only row of a case: what its dates say. Of one instant: acted, then resolved, then closed."""
        dates: list[tuple[datetime, int, Phase]] = []
        if row.acted and row.acted_at is not None:
            dates.append((row.acted_at, 0, Phase.ACTING))
        if row.phase in _ENDED and row.resolved_at is not None:
            dates.append((row.resolved_at, 1, Phase.RESOLVED))
        if row.phase in _ENDED:
            dates += _end(row, row.phase)
        for at, _, phase in sorted(dates):
            if phase is Phase.ACTING:
                self.events.append((e.ActedElsewhere(self.holders.people.get(row.person)), at))
            else:
                self._enter(phase, row, at)

    def _hand_over(self, row: Row) -> None:
        """A new department without a person takes it out of the old person's hands; a missing name changes nothing."""
        department = self.holders.departments.get(row.department, self.department)
        person = self.holders.people.get(row.person)
        if person is None:
            person = self.person if department == self.department else None
        if (person, department) != (self.person, self.department):
            self.person, self.department = person, department
            self.events.append((e.HandedOver(person, department), row.at))

    def _enter(self, phase: Phase, row: Row, at: datetime) -> None:
        """Resolved, closed or declined. What is closed stays so until it is opened again."""
        if phase is self.phase or self.phase in CLOSED:
            return
        by = self.holders.people.get(row.person)
        match phase:
            case Phase.RESOLVED:
                self.events.append((e.Resolved(by, self.mapping.closure, row.state), at))
            case Phase.VERIFIED:
                self.events.append((e.Verified(None), at))
            case Phase.DECLINED:
                self.events.append((e.Declined(by, row.state), at))
        self.phase = phase


def _end(row: Row, phase: Phase) -> list[tuple[datetime, int, Phase]]:
    """When a single row says that its case ended."""
    if phase is Phase.RESOLVED and row.resolved_at is not None:
        return []
    at = row.closed_at or row.resolved_at or row.acted_at
    if at is None:
        raise NoHistory(say("Its state is “%(state)s”, but no date says since when.", state=row.state))
    return [(at, 2, phase)]
