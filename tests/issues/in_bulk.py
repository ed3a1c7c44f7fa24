"""Commands given for many issues at once, and what can be seen of each."""

import uuid

import pytest
import time_machine
from django.db import connection

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.bulk_runs import add_bulk_run, run_bulk
from issues.commands.histories import History, write
from issues.commands.wishes import Bulk
from issues.models import Action, Custody, Issue, Report
from issues.rules import events as e
from issues.rules.memory import freeze, thaw
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR
SECOND = HOUR / 3600
SOON = NOW + 8 * SECOND
KEY = str(uuid.UUID(int=7))


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as now:
        yield now


@pytest.fixture
def olga(company, signed_in, clock):
    return signed_in(company.owner)


@pytest.fixture
def three(company):
    return [company.report(text=f"Late {n}").pk for n in range(3)]


def reported(company, number):
    """So many issues of the same kind, quickly written."""
    histories = []
    for n in range(number):
        issue = Issue(
            point=company.point,
            kind=company.kind,
            policy_version=company.version,
            calendar=company.calendar,
            title=f"Late, number {n}",
        )
        story = History.of(issue)
        at = REPORTED + n * SECOND / 10
        story.add(
            e.Reported(Severity.NORMAL, company.owner.pk, None, company.reporter.pk), at, company.reporter.pk
        )
        story.reports.append(report_of(company, issue, at))
        histories.append(story)
    return [issue.pk for issue in write(histories, now=NOW)]


def report_of(company, issue, at):
    return Report(issue=issue, reporter=company.reporter, received_at=at, observed_at=at, text="Late")


def do(company, command, numbers, *, now=NOW, key=None, into=None, actor=None, **facts):
    run = add_bulk_run(
        actor=actor or company.owner,
        command=command,
        numbers=numbers,
        client_key=key or uuid.uuid4(),
        now=now,
        facts=facts,
        into=into,
    )
    return run_bulk(run=run.pk, facts=facts, clock=lambda: now)


def planned(company):
    return {
        "kind": e.ActionKind.CORRECTIVE,
        "description": "Call them all",
        "assignee": company.holder,
        "due_at": NOW + 2 * DAY,
    }


def facts_of(company, command):
    return {
        Bulk.ACCEPT: {},
        Bulk.HAND_OVER: {"to": company.holder, "reason": "Yours"},
        Bulk.PLAN_ACTION: planned(company),
        Bulk.CHANGE_SEVERITY: {"to": Severity.HIGH, "reason": "All of them"},
        Bulk.SNOOZE: {"until": NOW + DAY},
        Bulk.MERGE: {},
    }[command]


def single(company, command, issue):
    done = getattr(commands, command.value)
    return done(issue=issue, actor=company.owner, now=NOW, **facts_of(company, command))


def counted(issue):
    """What one knows of an issue, apart from the numbers and keys that are its own."""
    row = Issue.objects.get(pk=issue)
    memory = freeze(thaw(row.memory)) | {
        "actions": [one[1:] for one in freeze(thaw(row.memory)).get("actions", [])]
    }
    memory = {name: value for name, value in memory.items() if name != "reported_at"}
    told = (
        Message.objects.filter(about=f"issue:{issue}")
        .order_by("kind")
        .values_list("kind", "recipient", "held_until")
    )
    return (
        memory,
        list(row.events.values_list("kind", "actor", "recorded_at")),
        list(Custody.objects.filter(issue=issue).values_list("person", "until", "reason")),
        list(Action.objects.filter(issue=issue).values_list("description", "assignee", "due_at")),
        list(row.snoozes.values_list("person", "until", "seq")),
        list(told),
    )


EACH = [command for command in Bulk if command is not Bulk.MERGE]


def poison(issue):
    """From here on the database refuses what is written to this issue's history."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.issue_id = {issue} THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER poison BEFORE INSERT ON issues_event FOR EACH ROW EXECUTE FUNCTION poison()"""
        )


def ask(client, command, issues, **fields):
    return client.post("/bulk/", {"command": command, "issue": issues, **fields})


def give(client, command, issues, **fields):
    numbers = ",".join(map(str, issues))
    return client.post(
        "/bulk/", {"command": command, "numbers": numbers, "key": KEY, "back": "/inbox/", **fields}
    )
