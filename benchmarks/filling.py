"""The data set: the demo company's past, multiplied, and 20,000 issues of which each has exactly one rung due.

Everything is relative to `AT`; the pages are asked at `AT` too (the benchmark travels there), so a data set kept
for months still measures what it measured on its first day.
"""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.management import call_command
from django.db import connection

from benchmarks import copying
from benchmarks.databases import fingerprint
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.commands.tallying import enter_all
from issues.commands.auditing import differences
from issues.commands.histories import History, write
from issues.management.demo.company import Company, found
from issues.management.demo.generate import live
from issues.management.demo.schedule import start_of_day
from issues.models import Issue
from issues.rules import events as e
from issues.rules.ladder import overdue
from people.models import User
from people.rules.permissions import Role

AT: Final = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)  # a Wednesday afternoon at the works
WINDOW: Final = timedelta(hours=4)  # the due rungs fell due within it
DUE: Final = 20_000
LONGEST: Final = 30  # events of one issue
IN_HAND: Final = 50  # what the reader of the inbox holds, whatever the size: as many as a list shows
SAMPLE: Final = 50  # issues of a kept data set that are folded anew
READER: Final = "reader@bench.test"
PASSWORD: Final = "only-for-benchmarks"  # noqa: S105


def fill(size: int) -> None:
    """Write `size` issues of which nothing is due at `AT`, and `DUE` more that are due."""
    made_of = fingerprint()
    call_command("migrate", verbosity=0)
    company = found(start_of_day(AT), PASSWORD)
    background = write(_short(live(company, AT)), now=AT)
    due = write(_due(company), now=AT)
    keep_current(now=AT)
    copying.multiply({issue.pk for issue in background}, size, {issue.pk for issue in due}, DUE)
    write(_in_hand(company), now=AT)
    keep_current(now=AT)
    enter_all(now=AT)
    copying.keep_due(AT)
    copying.settle()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_filled (fingerprint text)")
        cursor.execute("INSERT INTO bench_filled VALUES (%s)", [made_of])


def _short(histories: Iterable[History]) -> list[History]:
    """Without the few that nobody touched for months: their daily repeats would be most of the rows."""
    return [history for history in histories if len(history.events) <= LONGEST]


def _due(company: Company) -> Iterable[History]:
    """Issues in the very state in which a sweep at `AT` finds them: one rung due, none passed on the way."""
    for history in _short(live(company, AT - WINDOW)):
        if history.state is not None and _has_one_rung_due(history):
            history.issue.origin = f"due{history.issue.origin}"
            for report in history.reports:
                report.client_key = uuid.uuid4()
            for action in history.actions.values():
                action.id = uuid.uuid4()
            yield history


def _has_one_rung_due(history: History) -> bool:
    if history.state is None:
        return False
    event = overdue(history.state, history.terms, AT)
    return isinstance(event, e.Escalated) and not event.passed


def _in_hand(company: Company) -> Iterable[History]:
    """The issues of one person, so that an inbox has the same length at every size."""
    crew = company.crews["Delivery"]
    reader = User.objects.create_user(
        READER, PASSWORD, name="Rea Reader", role=Role.MANAGER, department=crew.department
    )
    points = [point for point in company.points.values() if point.department_id == crew.department.pk]
    for number in range(IN_HAND):
        point = points[number % len(points)]
        issue = Issue(
            point=point,
            policy_version=point.policy.current(),
            calendar=point.calendar,
            title=f"In the reader's hands, number {number}",
        )
        history = History.of(issue)
        told_by = crew.frontline[number % len(crew.frontline)].pk
        reported = e.Reported(Severity.NORMAL, reader.pk, crew.department.pk, told_by)
        history.add(reported, AT - timedelta(minutes=7 * number))
        history.live(AT)
        yield history


def require_fold() -> None:
    """The kept projections must be what the present code folds; else the data set is of another time."""
    for issue in Issue.objects.order_by("pk").select_related("calendar", "policy_version")[:SAMPLE]:
        assert not differences(issue), "The data set is out of date: run again with --anew."  # noqa: S101
