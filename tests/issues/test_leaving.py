"""Somebody leaves in the middle of the ladder: all that was theirs is handed on the same minute, told to both."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from inflection_points.models import InflectionPoint
from insights.commands.keeping import keep_current
from issues import commands
from issues.commands.auditing import audit, differences
from issues.commands.foreseeing import foresee_leaving
from issues.commands.leaving import deactivate_person, dissolve_department
from issues.commands.sweeping import sweep
from issues.models import Action, Custody, Issue
from issues.rules import refusals as no
from issues.rules.events import ActionKind, ClosureReason
from notifications.models import Message
from people.commands.absences import announce_absence
from people.models import Department, User
from people.rules.permissions import Role
from people.rules.refusals import CannotLeave, NobodyThere
from tests.cast import DAY, HOUR, REPORTED, make_company, person
from tests.insights.counted import came_back, handovers

NOW = REPORTED + 2 * HOUR


@pytest.fixture
def leave(company):
    def leave(someone, now=NOW):
        return deactivate_person(person=someone, actor=company.administrator, now=now)

    return leave


@pytest.fixture
def handed(company, issue):
    """The issue in the hands of Tom Technician."""
    return commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED + HOUR)


def plan(company, issue, assignee, now=REPORTED + HOUR):
    return commands.plan_action(
        issue=issue.pk,
        actor=company.owner,
        now=now,
        kind=ActionKind.CORRECTIVE,
        description="Call the customer",
        assignee=assignee,
        due_at=now + DAY,
    )


def again(row):
    return type(row).objects.get(pk=row.pk)


def messages(kind):
    return {message.recipient.name: message.context for message in Message.objects.filter(kind=kind)}


class TestAHolderWhoLeaves:
    def test_leaves_the_issue_to_the_accountable_owner_the_same_minute(self, company, handed, leave):
        leave(company.holder)
        issue = again(handed)
        assert issue.holder == company.owner
        assert issue.act_by == handed.act_by
        assert list(issue.custodies.values_list("person__name", "since", "reason")) == [
            ("Olga Owner", REPORTED, "handed over"),
            ("Tom Technician", REPORTED + HOUR, "Tom Technician has left"),
            ("Olga Owner", NOW, ""),
        ]
        assert differences(issue) == {}

    def test_is_told_to_the_new_holder_and_to_the_head(self, company, handed, leave):
        leave(company.holder)
        assert messages("taken_over")["Olga Owner"]["issues"] == 1
        assert messages("taken_over")["Olga Owner"]["path"] == f"/issues/{handed.pk}/"
        assert messages("somebody_left")["Hana Head"]["shares"][0]["heir"] == "Olga Owner"

    def test_leaves_work_to_whoever_has_the_issue(self, company, handed, leave):
        commands.hand_over(issue=handed.pk, actor=company.owner, to=company.manager, now=NOW)
        plan(company, handed, company.holder, now=NOW)
        leave(company.holder, now=NOW + HOUR)
        assert Action.objects.get().assignee == company.manager
        assert again(handed).held_until == NOW + DAY
        commands.start_action(
            issue=handed.pk, action=Action.objects.get().pk, actor=company.manager, now=NOW + 2 * HOUR
        )
        assert again(handed).acted_at == NOW + 2 * HOUR

    def test_in_a_department_without_a_person_leaves_work_to_its_head(self, company, issue, leave):
        plan(company, issue, company.holder)
        commands.hand_over(issue=issue.pk, actor=company.owner, to_department=company.support, now=NOW)
        leave(company.holder, now=NOW + HOUR)
        assert Action.objects.get().assignee == company.manager

    def test_counts_neither_as_passing_on_nor_towards_the_third_hand_over(self, company, issue, leave):
        to_support = {"issue": issue.pk, "actor": company.owner, "to": company.stranger}
        commands.hand_over(**to_support, now=REPORTED + HOUR)
        keep_current(now=NOW)
        before = handovers(NOW)
        leave(company.stranger)
        keep_current(now=NOW)
        assert again(issue).handovers == 1
        assert handovers(NOW) == before == 1
        assert not came_back(NOW)
        assert Custody.objects.filter(is_reorganisation=True).count() == 1
        to = {"issue": issue.pk, "now": NOW + HOUR}
        commands.hand_over(**to, actor=company.owner, to=company.holder)
        with pytest.raises(no.ConsentNeeded):
            commands.hand_over(**to, actor=company.manager, to=company.manager)

    def test_is_handed_on_too_while_the_reporter_is_asked_and_when_it_is_reopened_later(
        self, company, handed, leave
    ):
        commands.record_containment(issue=handed.pk, actor=company.holder, now=NOW, evidence="Sent one")
        commands.resolve(issue=handed.pk, actor=company.holder, now=NOW, reason=ClosureReason.FIXED)
        leave(company.holder, now=NOW)
        assert again(handed).holder == company.owner
        assert again(handed).phase == "resolved"

    def test_of_a_closed_issue_is_replaced_when_it_is_reopened(self, company, handed, leave):
        commands.record_containment(issue=handed.pk, actor=company.holder, now=NOW, evidence="Sent one")
        commands.resolve(issue=handed.pk, actor=company.holder, now=NOW, reason=ClosureReason.FIXED)
        commands.verify(issue=handed.pk, actor=company.reporter, now=NOW)
        leave(company.holder, now=NOW)
        assert again(handed).holder == company.holder
        commands.reopen(issue=handed.pk, actor=company.reporter, now=NOW + HOUR, reason="Broken again")
        assert again(handed).holder == company.owner
        assert "Olga Owner" in messages("reopened")
        assert differences(again(handed)) == {}

    def test_cannot_be_given_anything_any_more(self, company, issue, leave):
        leave(company.holder)
        with pytest.raises(NobodyThere):
            commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=NOW)
        with pytest.raises(NobodyThere):
            plan(company, issue, company.holder, now=NOW)
        assert again(issue).events.count() == 1


class TestAnOwnerWhoLeaves:
    def test_leaves_the_point_to_the_deputy_and_the_ladder_goes_there(self, company, issue, leave):
        leave(company.owner)
        point = InflectionPoint.objects.get()
        assert (point.owner, point.deputy) == (company.deputy, None)
        assert again(issue).holder == company.deputy
        sweep(now=REPORTED + 3 * DAY)
        assert set(messages("escalated")) == {"Dan Deputy"}
        assert audit(now=REPORTED + 3 * DAY).found == 0

    def test_without_a_deputy_leaves_it_to_the_head_then_to_the_head_above_then_to_the_executive(
        self, company, leave
    ):
        above = Department.objects.create(name="Operations", slug="operations", head=company.manager)
        company.delivery.parent = above
        company.delivery.save()
        for someone, heir in (
            (company.deputy, company.owner),
            (company.owner, company.head),
            (company.head, company.manager),
            (company.manager, company.executive),
        ):
            leave(someone)
            assert InflectionPoint.objects.get().owner == heir
        assert again(company.delivery).head is None

    def test_passes_a_headship_on_so_that_what_the_department_has_stays_in_sight(self, company, issue, leave):
        company.support.parent = company.delivery
        company.support.save()
        commands.hand_over(
            issue=issue.pk, actor=company.owner, to_department=company.support, now=REPORTED + HOUR
        )
        leave(company.manager)
        assert again(company.support).head == company.head
        assert Issue.objects.my_moves(company.head, NOW).get() == issue

    def test_leaves_those_for_whom_they_stood_in_a_word(self, company, leave):
        announce_absence(
            person=company.owner, deputy=company.deputy, since=NOW, until=NOW + DAY, now=REPORTED
        )
        leave(company.deputy)
        assert company.owner.absences.get().deputy is None
        assert set(messages("deputy_left")) == {"Olga Owner"}


class TestNobodyLeavesAHole:
    def test_an_executive_sponsor_is_replaced_first(self, company, leave):
        with pytest.raises(CannotLeave, match="executive sponsor of “Order to aftersales”"):
            leave(company.executive)
        assert again(company.executive).is_active

    def test_the_last_administrator_and_oneself_stay(self, company):
        with pytest.raises(CannotLeave, match="cannot deactivate yourself"):
            deactivate_person(person=company.administrator, actor=company.administrator, now=NOW)
        second = person("Adam Second", Role.ADMINISTRATOR)
        deactivate_person(person=company.administrator, actor=second, now=NOW)
        with pytest.raises(CannotLeave, match="already left"):
            deactivate_person(person=company.administrator, actor=second, now=NOW)

    def test_only_administrators_decide(self, company):
        with pytest.raises(PermissionDenied):
            deactivate_person(person=company.holder, actor=company.executive, now=NOW)
        with pytest.raises(PermissionDenied):
            dissolve_department(
                department=company.support, into=company.delivery, actor=company.owner, now=NOW
            )


class TestThePreview:
    def test_says_what_then_happens(self, company, handed, leave):
        plan(company, handed, company.owner)
        company.report()
        company.support.head = company.owner
        company.support.parent = company.delivery
        company.support.save()
        for someone in (company.owner, company.holder):
            foreseen = foresee_leaving(someone, company.administrator)
            estates = leave(someone)
            assert {
                share.heir.pk: (share.points, share.departments, share.issues, share.actions)
                for share in foreseen.shares
            } == {
                pk: (estate.points, estate.departments, len(estate.issues), len(estate.actions))
                for pk, estate in estates.items()
            }
            assert foreseen.obstacle == ""

    def test_says_why_it_cannot_be(self, company):
        assert "executive sponsor" in foresee_leaving(company.executive, company.administrator).obstacle


def test_everybody_who_is_left_can_still_sign_in(company, handed, leave):
    leave(company.holder)
    assert User.objects.active().count() == User.objects.count() - 1


@pytest.mark.django_db(transaction=True)
def test_nothing_slips_into_the_hands_of_somebody_who_is_leaving_at_that_moment():
    company = make_company()
    issues = [company.report() for _ in range(12)]

    def hand_over(issue):
        try:
            commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=NOW)
        except NobodyThere:
            return False
        finally:
            connections.close_all()
        return True

    def leave(_):
        try:
            deactivate_person(person=company.holder, actor=company.administrator, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        first = list(pool.map(hand_over, issues[:4]))
        leaving, rest = pool.submit(leave, None), pool.map(hand_over, issues[4:])
        leaving.result()
        list(rest)
    assert all(first)
    assert not Issue.objects.filter(holder=company.holder).exists()
    assert audit(now=NOW).found == 0
