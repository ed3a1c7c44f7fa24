"""Somebody leaves, or a department is dissolved, in the middle of the ladder and of a sweep: nobody is left holding."""

import contextlib
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from issues import commands
from issues.commands.leaving import deactivate_person, dissolve_department
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Action, Custody, Event, Issue
from issues.rules.events import ActionKind
from issues.rules.undoing import UNDO_WITHIN
from notifications.commands.delivery import deliver
from notifications.models import Delivery, Message
from people.commands.absences import announce_absence
from people.models import Department, User
from people.rules.permissions import Role
from people.rules.refusals import NobodyThere
from tests.cast import DAY, HOUR, REPORTED, make_company, person
from tests.faults import invariants
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

EACH = 6  # issues in the hands of each who leaves
MINUTE = timedelta(minutes=1)
BREACH = REPORTED + 3 * DAY + HOUR  # each issue owes one rung: the highest due, its owner's


def at_once(*jobs):
    """Start the jobs at the same instant, each on its own connection; fail as the first of them that fails."""
    start = threading.Barrier(len(jobs))

    def one(job):
        try:
            start.wait(30)
            time.sleep(random.random() * 0.01)
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(one, job) for job in jobs]:
            done.result(60)


def hand_over(company, issue, **to):
    """A colleague who may not know yet that they have left."""
    with contextlib.suppress(NobodyThere):
        commands.hand_over(issue=issue.pk, actor=company.owner, now=BREACH, **to)


def given_to(company, **to):
    """Issues that the owner has handed on."""
    issues = [company.report() for _ in range(EACH)]
    for issue in issues:
        commands.hand_over(issue=issue.pk, actor=company.owner, now=REPORTED + MINUTE, **to)
    return issues


def plan(company, issue, assignee):
    commands.plan_action(
        issue=issue.pk,
        actor=company.owner,
        now=REPORTED + MINUTE,
        kind=ActionKind.CORRECTIVE,
        description="Call the customer",
        assignee=assignee,
        due_at=REPORTED + DAY,
    )


def holders(issues):
    found = Issue.objects.filter(pk__in=[issue.pk for issue in issues])
    return set(found.values_list("holder__name", "holder_department__name"))


def nobody_gone_has_anything():
    return not (
        Issue.objects.open().filter(holder__is_active=False).exists()
        or Issue.objects.open().filter(point__owner__is_active=False).exists()
        or Issue.objects.open().filter(holder=None, holder_department__is_active=False).exists()
        or Action.objects.filter(completed_at=None, assignee__is_active=False).exists()
        or Custody.objects.filter(until=None, person__is_active=False).exists()
        or Custody.objects.filter(until=None, person=None, department__is_active=False).exists()
    )


def test_who_leaves_while_the_sweep_runs_leaves_nothing_behind(transactional_db, mailbox, figure):
    leavers = dose(50, 8)
    company = make_company()
    for n in range(leavers):
        gone = person(f"Leaver{n} Going", Role.FRONTLINE, company.delivery)
        issues, unclaimed = given_to(company, to=gone), company.report()
        plan(company, issues[0], gone)
        at_once(
            partial(sweep, now=BREACH, batch=2),
            partial(deactivate_person, person=gone, actor=company.administrator, now=BREACH),
            partial(hand_over, company, unclaimed, to=gone),
        )
        assert holders(issues) == {("Olga Owner", "Delivery")}
        assert Action.objects.get(issue=issues[0]).assignee == company.owner
        assert nobody_gone_has_anything()
    moved = Event.objects.filter(kind="handed_over", payload__is_reorganisation=True)
    assert {event.at for event in moved} == {BREACH}
    told = Message.objects.filter(kind="taken_over", recipient=company.owner).count()
    assert (told, moved.count() >= leavers * EACH) == (leavers, True)
    sweep(now=BREACH)
    deliver(
        clock=lambda: BREACH + UNDO_WITHIN, unwanted=unwanted
    )  # what could still be taken back waits so long
    assert not Delivery.objects.filter(state="sent", message__recipient__is_active=False).exists()
    invariants.hold(due=leavers * (EACH + 1), now=BREACH)
    figure(
        "F13 person deactivated while the sweep runs",
        f"{leavers} times: {moved.count()} issues and {leavers} actions handed on in the same minute, 0 left holding, "
        f"{leavers * (EACH + 1)} rungs due: 0 missing, 0 double, 0 told to somebody gone",
    )


def test_a_department_dissolved_while_the_sweep_runs_leaves_nothing_behind(transactional_db, mailbox, figure):
    times = dose(50, 8)
    company = make_company()
    for n in range(times):
        gone = Department.objects.create(name=f"Branch {n}", slug=f"branch-{n}", parent=company.support)
        issues, unclaimed = given_to(company, to_department=gone), company.report()
        at_once(
            partial(sweep, now=BREACH, batch=2),
            partial(dissolve_department, department=gone, actor=company.administrator, now=BREACH),
            partial(hand_over, company, unclaimed, to_department=gone),
        )
        assert holders(issues) == {(None, "Customer support")}
        assert nobody_gone_has_anything()
    moved = Event.objects.filter(kind="handed_over", payload__is_reorganisation=True)
    assert {event.at for event in moved} == {BREACH}
    sweep(now=BREACH)
    deliver(
        clock=lambda: BREACH + UNDO_WITHIN, unwanted=unwanted
    )  # what could still be taken back waits so long
    invariants.hold(due=times * (EACH + 1), now=BREACH)
    figure(
        "F13 department dissolved while the sweep runs",
        f"{times} times: {moved.count()} issues handed to the one above in the same minute, 0 left holding, "
        f"{times * (EACH + 1)} rungs due: 0 missing, 0 double",
    )


def test_owners_who_leave_one_after_the_other_pass_the_point_on_and_the_chain_of_deputies_is_told(
    transactional_db, mailbox, figure
):
    """Olga leaves: Dan owns. Dan is away, Hana for him, Sven for her: Sven is told. Dan leaves: Hana owns."""
    company = make_company()
    issues = [company.report() for _ in range(EACH)]
    away = {"since": REPORTED, "until": REPORTED + 30 * DAY, "now": REPORTED}
    announce_absence(person=company.deputy, deputy=company.head, **away)
    announce_absence(person=company.head, deputy=company.manager, **away)
    deactivate_person(person=company.owner, actor=company.administrator, now=BREACH - 2 * HOUR)
    assert holders(issues) == {("Dan Deputy", "Delivery")}
    sweep(now=BREACH)
    told = Message.objects.filter(kind="escalated").exclude(state="dropped")
    assert set(told.values_list("recipient__name", flat=True)) == {"Sven Support"}
    deactivate_person(person=User.objects.get(pk=company.deputy.pk), actor=company.administrator, now=BREACH)
    assert holders(issues) == {("Hana Head", "Delivery")}
    assert nobody_gone_has_anything()
    deliver(
        clock=lambda: BREACH + UNDO_WITHIN, unwanted=unwanted
    )  # what could still be taken back waits so long
    assert not Delivery.objects.filter(state="sent", message__recipient__is_active=False).exists()
    invariants.hold(due=EACH, now=BREACH)
    assert told.count() == EACH
    figure(
        "F13 owner left, deputy away, the deputy's deputy away",
        f"{EACH} rungs reach the third in the chain; two owners leave: the points and {EACH} issues pass on each time",
    )
