"""The projections that are rows of their own, custodies, actions, snoozes, reports: which of them an event changes.

Nothing is written here (see `writing`): the same changes are written for one issue at once, or for many together.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from issues.models import Action, Custody, Escalation, Event, Issue, Snooze
from issues.rules import events as e
from issues.rules.custody import custody_change
from issues.rules.state import State


class Ended(NamedTuple):
    """The running custody of an issue ends."""

    issue: int
    at: datetime
    reason: str


class Worked(NamedTuple):
    """An action changes: what is said of it stands in `changes`."""

    action: UUID
    changes: dict[str, Any]


class Kept(NamedTuple):
    """The promise that came with a report was kept."""

    report: int
    by: int
    at: datetime
    note: str


class TakenBack(NamedTuple):
    """Events of an issue from number `of` on are taken back by event `seq`: these are the rows that its history leaves."""

    issue: int
    of: int
    seq: int
    custodies: list[Custody]
    actions: dict[Any, Action]
    woken: list[int]  # whose snoozes are taken back with it
    snoozed: list[Snooze]  # and who had hidden it before


@dataclass(slots=True)
class Rows:
    """What events write: of their issues all columns, and whatever hangs on them."""

    events: list[Event] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    begun: list[Custody] = field(default_factory=list)
    acted: list[int] = field(default_factory=list)
    planned: list[Action] = field(default_factory=list)
    worked: list[Worked] = field(default_factory=list)
    snoozed: list[Snooze] = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    unmerged: list[int] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def add(self, more: "Rows") -> None:
        for one in fields(self):
            getattr(self, one.name).extend(getattr(more, one.name))


def keep(rows: Rows, issue: Issue, before: State | None, after: State, event: e.Event, at: datetime) -> None:
    """Note what brings the issue's rows in step with one more event."""
    match event:
        case e.ActionPlanned():
            rows.planned.append(action_of(issue, event, at))
        case e.ActionStarted():
            rows.worked.append(Worked(event.action, {"started_at": at}))
        case e.ActionCompleted():
            rows.worked.append(Worked(event.action, {"completed_at": at, "evidence": event.evidence}))
        case e.ActionReassigned():
            rows.worked.append(Worked(event.action, {"assignee_id": event.to}))
        case e.Snoozed():
            rows.snoozed.append(Snooze(issue=issue, person_id=event.by, until=event.until, seq=after.seq))
        case e.PromiseKept():
            rows.kept.append(Kept(event.report, event.by, at, event.note))
        case e.Merged(into=into):
            rows.merged.append((issue.pk, into))
        case e.Unmerged():
            rows.unmerged.append(issue.pk)
    if isinstance(event, e.ACTS):
        rows.acted.append(issue.pk)
    ended, begins = custody_change(before, after, event)
    if ended:
        rows.ended.append(Ended(issue.pk, at, ended))
    if begins:
        rows.begun.append(custody_of(issue, after, at, event))


def custody_of(issue: Issue, state: State, since: datetime, event: e.Event) -> Custody:
    """The interval of holding that begins with the event."""
    return Custody(
        issue=issue,
        person_id=state.holder,
        department_id=state.holder_department,
        since=since,
        is_reorganisation=isinstance(event, e.HandedOver) and event.is_reorganisation,
        is_correction=isinstance(event, e.HandedOver) and event.is_correction,
    )


def action_of(issue: Issue, event: e.ActionPlanned, at: datetime) -> Action:
    """The row of work that is planned."""
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


def escalations(issue: Issue, cycle: int, event: e.Escalated, now: datetime) -> list[Escalation]:
    """The rung that fired and those that were passed on the way to it."""
    rungs = [(event.clock, event.rung, event.due_at, False)]
    rungs += [(p.clock, p.rung, p.due_at, True) for p in event.passed]
    return [
        Escalation(
            issue=issue,
            cycle=cycle,
            policy_version_id=issue.policy_version_id,
            clock=clock,
            rung=rung,
            due_at=due_at,
            fired_at=now,
            caught_up=caught_up,
        )
        for clock, rung, due_at, caught_up in rungs
    ]
