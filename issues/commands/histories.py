"""Writing whole histories at once: what another system recorded, or what a simulation lived through.

The same fold as for a single command; only the rows are written many at a time, and nobody is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from issues.commands.ledger import escalations
from issues.commands.pasts import Kept, as_it_was
from issues.commands.recording import project, terms_of
from issues.models import Action, Custody, Escalation, Event, Issue, Report
from issues.rules import events as e
from issues.rules.ladder import overdue
from issues.rules.lifecycle import apply
from issues.rules.state import State, Terms


@dataclass(slots=True)
class History:
    """One issue to be, with its events so far. `issue` is not saved yet; relations on it are."""

    issue: Issue
    terms: Terms
    imported: bool = False
    state: State | None = None
    events: list[Event] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    kept: Kept = field(init=False)

    def __post_init__(self) -> None:
        self.kept = Kept(self.issue)

    @property
    def custodies(self) -> list[Custody]:
        return self.kept.custodies

    @property
    def actions(self) -> dict[Any, Action]:
        return self.kept.actions

    @classmethod
    def of(cls, issue: Issue, *, imported: bool = False) -> "History":
        return cls(issue, terms_of(issue), imported)

    def add(self, event: e.Event, at: datetime, actor: int | None = None) -> State:
        """Take the event as a fact: no rule is asked."""
        if isinstance(event, e.Undone):
            told = [(e.decode(row.kind, row.payload), row.at) for row in self.events]
            was, self.kept = as_it_was(self.issue, told, event.of, self.terms)
            self.state = apply(self.state, event, at, self.terms, was)
        else:
            before, self.state = self.state, apply(self.state, event, at, self.terms)
            self.kept.take(before, self.state, event, at)
        self.events.append(
            Event(
                issue=self.issue,
                seq=self.state.seq,
                kind=e.kind_of(event),
                at=at,
                recorded_at=at,
                actor_id=actor,
                is_imported=self.imported,
                payload=e.encode(event),
            )
        )
        return self.state

    def live(self, until: datetime) -> None:
        """Let the engine do what it would have done, minute by minute, up to `until`."""
        while self.state is not None and self.state.alarms and self.state.alarms[0].due <= until:
            due = self.state.alarms[0].due
            event = overdue(self.state, self.terms, due)
            if event is None:
                return
            if isinstance(event, e.Escalated):
                self.escalations += escalations(self.issue, self.state.cycle, event, due)
            self.add(event, due)


@transaction.atomic
def write(histories: Iterable[History], *, now: datetime) -> list[Issue]:
    """Save the histories, a few statements for all of them. `recorded_at` of imported events is `now`."""
    histories = list(histories)
    for history in histories:
        if history.state is None:
            raise ValueError("An issue without events is no issue.")
        project(history.issue, history.state)
        history.issue.is_imported = history.imported
        for event in history.events if history.imported else ():
            event.recorded_at = now
    issues = Issue.objects.bulk_create([h.issue for h in histories], batch_size=500)
    for history in histories:  # bulk_create gave the issues their keys; the rows built before have none yet
        rows: list[Any] = [*history.events, *history.reports, *history.custodies, *history.escalations]
        for row in (*rows, *history.actions.values()):
            row.issue = history.issue
    Event.objects.bulk_create([row for h in histories for row in h.events], batch_size=2000)
    Report.objects.bulk_create([row for h in histories for row in h.reports], batch_size=1000)
    Custody.objects.bulk_create([row for h in histories for row in h.custodies], batch_size=1000)
    Action.objects.bulk_create([row for h in histories for row in h.actions.values()], batch_size=1000)
    Escalation.objects.bulk_create([row for h in histories for row in h.escalations], batch_size=1000)
    return issues
