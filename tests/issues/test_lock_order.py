"""Whoever changes many issues, and the sweep that tells of others meanwhile, never wait for each other in a ring.

One message ("this rung reaches nobody") is shared by all issues of a point: its key is a lock, too.
"""

import threading
import uuid
from dataclasses import replace

import pytest
from django.db import connection, transaction

from inflection_points.commands.policies import save_version
from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import DEFAULT_RUNGS, Clock, Recipient, Whom
from issues import commands
from issues.commands import rescheduling
from issues.commands.bulk_runs import add_bulk_run, run_bulk
from issues.commands.bulk_undoing import undo_bulk
from issues.commands.leaving import deactivate_person, dissolve_department
from issues.commands.policy_moves import add_policy_move, run_policy_move
from issues.commands.recording import lock
from issues.commands.sweeping import record_due
from issues.commands.wishes import Bulk
from issues.models import Agenda, Escalation, Event, Issue
from issues.querysets.claiming import claimed
from issues.rules import refusals as no
from notifications.commands.outbox import Draft, enqueue, enqueued_last
from notifications.models import Message
from people.models import Department
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED, make_company
from tests.engine import wait_until

NOW = (
    REPORTED + 2 * DAY + 7 * HOUR
)  # the first rung is due, which tells a deputy whom the point does not have

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company():
    company = make_company()
    first = next(rung for rung in DEFAULT_RUNGS if rung.clock is Clock.ACT)
    lonely = [
        replace(rung, tells=(Recipient(Whom.DEPUTY),)) if rung is first else rung for rung in DEFAULT_RUNGS
    ]
    save_version(name="Default", now=REPORTED, rungs=lonely)
    InflectionPoint.objects.update(deputy=None)
    return company


def waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()


class Beside:
    """Something that runs in a thread with a connection of its own, and whatever it raised."""

    def __init__(self, what):
        self.error = None
        self.thread = threading.Thread(target=self.run, args=(what,))
        self.thread.start()

    def run(self, what):
        try:
            what()
        except Exception as error:  # noqa: BLE001  shown by `end`
            self.error = error
        finally:
            connection.close()

    def end(self):
        self.thread.join(20)
        assert self.error is None


def move_to_another_version(company):
    version = save_version(name="Default", now=REPORTED)
    run = add_policy_move(policy=version.policy, version=version, actor=company.administrator, now=NOW)
    return lambda: run_policy_move(run=run.pk, now=NOW)


def change_the_calendar(_company):
    return lambda: rescheduling.change_calendar(
        name="Office hours", zone="UTC", week=OFFICE_HOURS, holidays={REPORTED.date(): "Founders"}, now=NOW
    )


def let_the_holder_leave(company):
    for issue in Issue.objects.all():
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED)
    return lambda: deactivate_person(person=company.holder, actor=company.administrator, now=NOW)


def dissolve_the_department(company):
    elsewhere = Department.objects.create(name="Elsewhere", slug="elsewhere", head=company.head)
    for issue in Issue.objects.all():
        commands.hand_over(issue=issue.pk, actor=company.owner, to_department=company.delivery, now=REPORTED)
    return lambda: dissolve_department(
        department=company.delivery, into=elsewhere, actor=company.administrator, now=NOW
    )


def accept_many(company):
    numbers = list(Issue.objects.values_list("pk", flat=True))
    asked = {"command": Bulk.ACCEPT, "numbers": numbers, "client_key": uuid.uuid4(), "facts": {}}
    run = add_bulk_run(actor=company.owner, now=NOW, **asked)
    return lambda: run_bulk(run=run.pk, facts={}, clock=lambda: NOW)


@pytest.mark.parametrize(
    "begin",
    [
        move_to_another_version,
        change_the_calendar,
        let_the_holder_leave,
        dissolve_the_department,
        accept_many,
    ],
)
def test_who_changes_many_issues_waits_for_one_of_them_without_keeping_back_a_message(
    company, begin, monkeypatch
):
    monkeypatch.setattr(rescheduling, "BATCH", 1)
    _, second = company.report(), company.report(text="Late again")
    change_many = begin(company)
    with transaction.atomic():
        locked = lock(second.pk, NOW)
        many = Beside(change_many)
        wait_until(waits_for_us, 10, "nobody waits for the second issue")
        locked.catch_up()
        locked.save()
    many.end()
    assert Message.objects.filter(kind="rung_reaches_nobody").count() == 1
    assert Escalation.objects.filter(clock="act", rung=1).count() == 2


def test_who_changes_one_issue_waits_for_the_agenda_without_keeping_back_a_message(company):
    first, second = company.report(), company.report(text="Late again")
    with transaction.atomic():
        assert sorted(Agenda.objects.claimed(NOW, 2)) == [first.pk, second.pk]
        issues = claimed([second.pk], NOW)
        one = Beside(lambda: commands.accept(issue=first.pk, actor=company.owner, now=NOW))
        wait_until(waits_for_us, 10, "nobody waits for the agenda")
        record_due(issues, NOW)
    one.end()
    assert Message.objects.filter(kind="rung_reaches_nobody").count() == 1
    assert Escalation.objects.filter(clock="act", rung=1).count() == 2


def take_back(company, issue):
    commands.hand_over(issue=issue.pk, actor=company.owner, to=company.head, now=NOW)
    seq = Issue.objects.get(pk=issue.pk).last_seq
    return lambda: commands.undo(issue=issue.pk, seq=seq, actor=company.owner, now=NOW)


def take_many_back(company, issue):
    facts = {"to": company.head, "reason": "Yours"}
    asked = {"command": Bulk.HAND_OVER, "numbers": [issue.pk], "client_key": uuid.uuid4(), "facts": facts}
    run = add_bulk_run(actor=company.owner, now=NOW, **asked)
    run_bulk(run=run.pk, facts=facts, clock=lambda: NOW)
    return lambda: undo_bulk(run=run.pk, actor=company.owner, now=NOW)


@pytest.mark.parametrize("begin", [take_back, take_many_back])
def test_nothing_goes_back_to_somebody_who_is_just_leaving(company, begin):
    issue = company.report()
    commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED)
    undo = begin(company, issue)
    with transaction.atomic():
        deactivate_person(person=company.holder, actor=company.administrator, now=NOW)
        beside = Beside(undo)
        wait_until(waits_for_us, 10, "nobody waits for the one who leaves")
    beside.end()
    assert Event.objects.filter(issue=issue, kind="undone").exists()
    assert Issue.objects.get(pk=issue.pk).holder == company.owner


@pytest.mark.parametrize("begin", [take_back, take_many_back])
def test_who_leaves_waits_for_what_is_just_going_back_to_them(company, begin):
    issue = company.report()
    commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED)
    undo = begin(company, issue)
    leave = {"person": company.holder, "actor": company.administrator, "now": NOW}
    with transaction.atomic():
        undo()
        assert Issue.objects.get(pk=issue.pk).holder == company.holder
        beside = Beside(lambda: deactivate_person(**leave))
        wait_until(waits_for_us, 10, "who leaves does not wait")
    beside.end()
    assert Issue.objects.get(pk=issue.pk).holder == company.owner


def test_what_was_merged_while_its_undo_waited_is_not_taken_apart_on_one_side(company):
    issue, other = company.report(), company.report(text="Late again")
    with transaction.atomic():
        commands.merge(issue=issue.pk, into=other.pk, actor=company.owner, now=NOW)
        seq = Issue.objects.get(pk=issue.pk).last_seq
        beside = Beside(lambda: commands.undo(issue=issue.pk, seq=seq, actor=company.owner, now=NOW))
        wait_until(waits_for_us, 10, "the undo does not wait")
    beside.thread.join(20)
    assert isinstance(beside.error, no.SomethingHappenedSince)
    found = Issue.objects.get(pk=other.pk)
    assert (found.report_count, found.reports.count()) == (2, 2)


def test_what_is_undone_of_one_of_many_tells_nobody(company):
    issue = company.report()
    with transaction.atomic(), enqueued_last():
        with pytest.raises(no.SameVersion):
            commands.move_to_version(
                issue=issue.pk, version=company.version.policy.current(), actor=None, now=NOW
            )
        enqueue([Draft("kept", company.owner.pk, "digest", "")], now=NOW)
    assert Escalation.objects.count() == 0
    assert list(Message.objects.filter(created_at=NOW).values_list("key", flat=True)) == ["kept"]
