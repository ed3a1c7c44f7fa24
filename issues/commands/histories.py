"""Writing whole histories at once: what another system recorded, or what a simulation lived through.

The same fold as for a single command; only the rows are written many at a time, and nobody is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from issues.commands.ledger import custody_of, escalations
from issues.commands.recording import project, terms_of
from issues.models import Action, Custody, Escalation, Event, Issue, Report
from issues.rules import events as e
from issues.rules.custody import custody_change
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
    custodies: list[Custody] = field(default_factory=list)
    actions: dict[object, Action] = field(default_factory=dict)
    escalations: list[Escalation] = field(default_factory=list)

    @classmethod
    def of(cls, issue: Issue, *, imported: bool = False) -> "History":
        return cls(issue, terms_of(issue), imported)

    def add(self, event: e.Event, at: datetime, actor: int | None = None) -> State:
        """Take the event as a fact: no rule is asked."""
        before, self.state = self.state, apply(self.state, event, at, self.terms)
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
        self._keep(before, self.state, event, at)
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

    def _keep(self, before: State | None, after: State, event: e.Event, at: datetime) -> None:
        ended, begins = custody_change(before, after, event)
        if ended:
            self.custodies[-1].until, self.custodies[-1].reason = at, ended
        if begins:
            self.custodies.append(custody_of(self.issue, after, at, event))
        if isinstance(event, e.ACTS) and self.custodies:
            self.custodies[-1].acted = True
        match event:
            case e.ActionPlanned():
                self.actions[event.action] = _action(self.issue, event, at)
            case e.ActionStarted():
                self.actions[event.action].started_at = at
            case e.ActionCompleted():
                action = self.actions[event.action]
                action.started_at, action.completed_at = action.started_at or at, at
                action.evidence = event.evidence
            case e.ActionReassigned():
                self.actions[event.action].assignee_id = event.to


def _action(issue: Issue, event: e.ActionPlanned, at: datetime) -> Action:
    return Action(
        id=event.action,
        issue=issue,
        kind=event.kind,
        description=event.description,
        assignee_id=event.assignee,
        due_at=event.due_at,
        is_required=event.is_required,
        planned_at=at,
    )


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
