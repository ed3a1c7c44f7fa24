"""Every command that can be taken back, given to an issue, and what can be seen of it."""

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands import causes
from issues.models import Action, Custody, Issue, Report, Snooze
from issues.rules import events as e
from issues.rules.memory import freeze, thaw
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + 5 * HOUR
SECOND = HOUR / 3600
SOON = NOW + 8 * SECOND


def undo(issue, actor, now=SOON):
    return commands.undo(issue=issue.pk, seq=Issue.objects.get(pk=issue.pk).last_seq, actor=actor, now=now)


def rows(issue):
    """What hangs on the issue, without the keys of the rows."""
    return (
        list(Custody.objects.filter(issue=issue).values_list("person", "since", "until", "reason", "acted")),
        list(Action.objects.filter(issue=issue).values_list("pk", "started_at", "completed_at", "evidence")),
        list(Snooze.objects.filter(issue=issue).values_list("person", "until")),
        list(Report.objects.filter(issue=issue).values_list("pk", "told_of")),
    )


def state_of(issue):
    """All that is known of the issue but how many events it has, and of when the last is."""
    memory = freeze(thaw(Issue.objects.get(pk=issue.pk).memory))
    return {name: value for name, value in memory.items() if name not in {"seq", "last_at"}}


def plan(company, issue, now=REPORTED + HOUR):
    planned = {"kind": e.ActionKind.CORRECTIVE, "description": "Call", "assignee": company.holder}
    commands.plan_action(issue=issue.pk, actor=company.owner, now=now, due_at=now + 3 * DAY, **planned)
    return issue.actions.get().pk


def asked(company, issue, now=NOW):
    return {"issue": issue.pk, "actor": company.owner, "now": now}


def accept(company, issue):
    commands.accept(**asked(company, issue))


def hand_over(company, issue):
    commands.hand_over(**asked(company, issue), to=company.holder, reason="Yours")


def change_severity(company, issue):
    commands.change_severity(**asked(company, issue), to=Severity.LOW, reason="Looked again")


def plan_action(company, issue):
    plan(company, issue, NOW)


def start_action(company, issue):
    commands.start_action(**asked(company, issue), action=plan(company, issue))


def complete_action(company, issue):
    commands.complete_action(**asked(company, issue), action=plan(company, issue), evidence="Done")


def record_containment(company, issue):
    commands.record_containment(**asked(company, issue), evidence="Sent another")


def decline(company, issue):
    commands.decline(**asked(company, issue), reason="Too dear")


def start_wait(company, issue):
    until = NOW + DAY
    commands.start_wait(**asked(company, issue), waits_for=e.WaitsFor.SUPPLIER, name="Holz AG", until=until)


def end_wait(company, issue):
    waits = {"waits_for": e.WaitsFor.SUPPLIER, "name": "Holz AG", "until": NOW + DAY}
    commands.start_wait(**asked(company, issue, NOW - HOUR), **waits)
    commands.end_wait(**asked(company, issue))


def snooze(company, issue):
    commands.snooze(**asked(company, issue), until=NOW + DAY)


def link_cause(company, issue):
    cause = causes.note_cause(actor=company.owner, now=NOW, title="There is no list", origin=company.point)
    causes.link_cause(**asked(company, issue), cause=cause.pk)


def resolve(company, issue):
    commands.record_containment(**asked(company, issue, NOW - HOUR), evidence="Sent another")
    commands.resolve(**asked(company, issue), reason=e.ClosureReason.FIXED)


UNDOABLE = [
    accept,
    hand_over,
    change_severity,
    plan_action,
    start_action,
    complete_action,
    record_containment,
    decline,
    start_wait,
    end_wait,
    snooze,
    link_cause,
    resolve,
]
