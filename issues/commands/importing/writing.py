"""Writing cases as issues: one batch in one transaction, a case that the database refuses set aside."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from inflection_points.models import InflectionPoint
from issues.commands.histories import History, write
from issues.commands.importing.cases import Case, Refused
from issues.commands.importing.naming import Names, UnknownName
from issues.models import Issue, Report
from issues.rules.histories import Holders, NoHistory, history_of
from issues.rules.mapping import Mapping, Row
from people.models import Department, User
from people.rules.words import say

# What contents can cause. Other errors are ours: they stop the import, which goes on once they are mended.
_POISON = (IntegrityError, DataError, ValueError, ArithmeticError)


@dataclass(slots=True)
class Outcome:
    """What became of some cases."""

    created: int = 0
    unchanged: int = 0
    events: int = 0
    refused: list[Refused] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        self.created += other.created
        self.unchanged += other.unchanged
        self.events += other.events
        self.refused += other.refused
        self.made += other.made


class Writer:
    """Writes the cases of one file. `importer` answers for the points that have to be made."""

    def __init__(self, mapping: Mapping, importer: User, now: datetime) -> None:
        self._mapping = mapping
        self._importer = importer
        self._now = now
        self._names = Names(mapping, importer, now)

    def write(self, cases: Sequence[Case]) -> Outcome:
        """All of them at once; when that fails, one by one, so that one poisonous case does not stop the rest."""
        try:
            return self._write(cases)
        except _POISON as error:
            self._names = Names(self._mapping, self._importer, self._now)  # what it knew was rolled back
            if len(cases) == 1:
                why = str(error).splitlines()[0] if str(error) else repr(error)
                reason = say("It could not be stored: %(why)s", why=why)
                return Outcome(refused=[Refused(_line(cases[0]), cases[0].number, reason)])
        outcome = Outcome()
        for case in cases:
            outcome.add(self.write([case]))
        return outcome

    @transaction.atomic
    def _write(self, cases: Sequence[Case]) -> Outcome:
        known = set(
            Issue.objects.filter(origin__in=[self._origin(case) for case in cases]).values_list(
                "origin", flat=True
            )
        )
        self._names.made.clear()
        outcome = Outcome(refused=[row for case in cases for row in case.refused])
        histories = []
        for case in cases:
            if self._origin(case) in known:
                outcome.unchanged += 1
            elif case.rows:
                try:
                    histories.append(self._history(case))
                except (UnknownName, NoHistory) as error:
                    outcome.refused.append(Refused(_line(case), case.number, error.args[0]))
        write(histories, now=self._now)
        outcome.created = len(histories)
        outcome.events = sum(len(history.events) for history in histories)
        outcome.made = self._names.made.copy()
        return outcome

    def _origin(self, case: Case) -> str:
        return f"{self._mapping.source}:{case.number}"

    def _history(self, case: Case) -> History:
        rows = sorted(case.rows, key=lambda row: row.sort_key)
        departments = {
            row.department: self._names.department(row.department) for row in rows if row.department
        }
        point = self._names.point(_first(rows, lambda row: row.point), _department(rows, departments))
        history = History.of(self._issue(case, rows, point), imported=True)
        holders = Holders(
            owner=point.owner_id,
            people=self._people(rows, departments),
            departments={name: department.pk for name, department in departments.items()},
        )
        for event, at in history_of(rows, self._mapping, holders, now=self._now):
            history.add(event, at)
        reporter = holders.people.get(_first(rows, lambda row: row.reporter))
        history.reports.append(_report(history.issue, rows, reporter))
        return history

    def _issue(self, case: Case, rows: Sequence[Row], point: InflectionPoint) -> Issue:
        kind, site = _first(rows, lambda row: row.kind), _first(rows, lambda row: row.site)
        place = self._names.site(site) if site else None
        title = (
            _first(rows, lambda row: row.title)
            or f"{self._mapping.name or self._mapping.source} {case.number}"
        )
        return Issue(
            point=point,
            kind=self._names.kind(point, kind) if kind else None,
            site=place,
            policy_version=self._names.version(point),
            calendar=(place.calendar if place is not None else None) or point.calendar,
            title=title if len(title) <= 200 else title[:199] + "…",
            origin=self._origin(case),
        )

    def _people(self, rows: Sequence[Row], departments: dict[str, Department]) -> dict[str, int]:
        people: dict[str, int] = {}
        for row in rows:
            if row.person and row.person not in people:
                people[row.person] = self._names.person(row.person, departments.get(row.department)).pk
            if row.reporter and row.reporter not in people:
                people[row.reporter] = self._names.person(row.reporter, None).pk
        return people


def _report(issue: Issue, rows: Sequence[Row], reporter: int | None) -> Report:
    at = rows[0].reported_at
    text = _first(rows, lambda row: row.text)
    return Report(
        issue=issue, reporter_id=reporter, received_at=at, observed_at=at, text=text, channel="import"
    )


def _first(rows: Sequence[Row], what: Callable[[Row], str]) -> str:
    """The first row that says it."""
    return next(filter(None, map(what, rows)), "")


def _department(rows: Sequence[Row], departments: dict[str, Department]) -> Department | None:
    return departments.get(_first(rows, lambda row: row.department))


def _line(case: Case) -> int:
    return min([*(row.line for row in case.rows), *(row.line for row in case.refused)])
