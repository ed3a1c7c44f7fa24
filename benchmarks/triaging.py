"""One command for a thousand issues, from the press to the answer: everything is written and committed."""

import uuid
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.test import Client

from benchmarks.figures import Figure, at_most, milliseconds
from benchmarks.filling import AT, READER
from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Severity
from issues.commands.histories import History, write
from issues.commands.wishes import Bulk
from issues.models import BulkItem, BulkRun, Issue, Report
from issues.rules import events as e
from people.models import User

ISSUES: Final = 1000
REPEAT: Final = 3
SECONDS: Final = 3
_CHILDREN: Final = ("event", "report", "custody", "escalation", "action", "snooze")


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figures at this size: each command, and taking it back."""
    reader, last = User.objects.get(email=READER), Issue.objects.order_by("-pk")[0].pk
    client = Client()
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = []
    for command in Bulk:
        taken = sorted(_once(client, command, reader) for _ in range(REPEAT))
        for what, seconds in (
            ("", [one for one, _ in taken]),
            (", taken back", sorted(two for _, two in taken)),
        ):
            name = f"P10 bulk of {ISSUES:,}: {command}{what}, at {size:,}"
            found.append(at_most(name, seconds[REPEAT // 2], 1, SECONDS, unit="s", n=REPEAT))
    _clean_up(last)
    return found, {}


def _once(client: Client, command: Bulk, reader: User) -> tuple[float, float]:
    """The seconds that the command takes for fresh issues, and those that taking it back does."""
    issues = _fresh(reader)
    asked = {"command": command, "numbers": ",".join(map(str, issues)), "key": str(uuid.uuid4())}
    asked |= _facts(command, reader, issues[0])

    def press() -> None:
        answer = client.post("/bulk/", asked)
        assert answer.status_code == 302, answer.content  # noqa: S101

    seconds = milliseconds(press) / 1000
    run = BulkRun.objects.latest("pk")
    done = ISSUES - (command is Bulk.MERGE)
    assert run.items.filter(state=BulkItem.State.DONE).count() == done  # noqa: S101
    back = milliseconds(lambda: client.post(f"/bulk/{run.pk}/undo/")) / 1000
    assert run.items.filter(state=BulkItem.State.UNDONE).count() == done  # noqa: S101
    return seconds, back


def _facts(command: Bulk, reader: User, first: int) -> dict[str, Any]:
    other = User.objects.who_can_hold().exclude(pk=reader.pk)[0]
    later = f"{AT + timedelta(days=2):%Y-%m-%dT%H:%M}"
    return {
        Bulk.ACCEPT: {},
        Bulk.HAND_OVER: {"to": f"person-{other.pk}", "reason": "They know the depot"},
        Bulk.PLAN_ACTION: {
            "description": "Call everybody on the list",
            "assignee": str(other.pk),
            "due_at": later,
            "kind": e.ActionKind.CORRECTIVE.value,
        },
        Bulk.CHANGE_SEVERITY: {"to": Severity.HIGH.value},
        Bulk.SNOOZE: {"until": later},
        Bulk.MERGE: {"into": str(first)},
    }[command]


def _fresh(reader: User) -> list[int]:
    """A thousand new problems at one point, each told by somebody."""
    point = InflectionPoint.objects.order_by("pk")[0]
    told_by = User.objects.who_can_hold().exclude(pk=reader.pk).order_by("-pk")[0]
    histories = []
    for number in range(ISSUES):
        issue = Issue(
            point=point,
            policy_version=point.policy.current(),
            calendar=point.calendar,
            title=f"Fresh, number {number}",
        )
        history, at = History.of(issue), AT - timedelta(seconds=number)
        history.add(e.Reported(Severity.NORMAL, point.owner_id, None, told_by.pk), at)
        history.reports.append(Report(issue=issue, reporter=told_by, received_at=at, observed_at=at))
        histories.append(history)
    return [issue.pk for issue in write(histories, now=AT)]


def _clean_up(last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notifications_message WHERE created_at >= %s AND state = 'queued'", [AT])
        cursor.execute("DELETE FROM issues_bulkitem")
        cursor.execute("DELETE FROM issues_bulkrun")
        for child in _CHILDREN:
            cursor.execute(f"DELETE FROM issues_{child} WHERE issue_id > %s", [last])
        cursor.execute("DELETE FROM issues_issue WHERE id > %s", [last])
