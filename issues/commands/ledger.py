"""The projections that are rows of their own: custodies, actions, escalations."""

from datetime import datetime

from issues.models import Action, Custody, Escalation, Issue, Report, Snooze
from issues.rules import events as e
from issues.rules.custody import custody_change
from issues.rules.state import State


def keep(issue: Issue, before: State | None, after: State, event: e.Event, at: datetime) -> None:
    """Bring the issue's rows in step with one more event."""
    match event:
        case e.ActionPlanned():
            Action.objects.create(
                id=event.action,
                issue=issue,
                kind=event.kind,
                description=event.description,
                assignee_id=event.assignee,
                due_at=event.due_at,
                is_required=event.is_required,
                planned_at=at,
            )
        case e.ActionStarted():
            Action.objects.filter(pk=event.action).update(started_at=at)
        case e.ActionCompleted():
            Action.objects.filter(pk=event.action).update(completed_at=at, evidence=event.evidence)
            Action.objects.filter(pk=event.action, started_at=None).update(started_at=at)
        case e.ActionReassigned():
            Action.objects.filter(pk=event.action).update(assignee_id=event.to)
        case e.Snoozed():
            Snooze.objects.filter(issue=issue, seq=after.seq - 1).update(seq=after.seq)  # others sleep on
            Snooze.objects.update_or_create(
                issue=issue, person_id=event.by, defaults={"until": event.until, "seq": after.seq}
            )
        case e.Merged(into=into):
            Report.objects.filter(issue=issue, told_of=None).update(told_of=issue)
            Report.objects.filter(issue=issue).update(issue=into)
        case e.Unmerged():
            Report.objects.filter(told_of=issue).update(issue=issue, told_of=None)
    if isinstance(event, e.ACTS):
        Custody.objects.filter(issue=issue, until=None).update(acted=True)
    _keep_custody(issue, before, after, event, at)


def _keep_custody(issue: Issue, before: State | None, after: State, event: e.Event, at: datetime) -> None:
    ended, begins = custody_change(before, after, event)
    if ended:
        Custody.objects.filter(issue=issue, until=None).update(until=at, reason=ended)
    if begins:
        custody_of(issue, after, at, event).save()


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
