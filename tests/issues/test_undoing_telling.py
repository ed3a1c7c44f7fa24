"""What is told of what can be taken back, and of what was."""

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.auditing import differences
from issues.commands.leaving import deactivate_person
from issues.commands.sweeping import sweep
from issues.commands.undoing import undoable
from issues.commands.wanting import unwanted
from issues.models import Action, Issue
from issues.rules import refusals as no
from issues.rules.memory import thaw
from issues.rules.undoing import UNDO_WITHIN
from notifications.commands.delivery import show
from notifications.models import Message
from tests.cast import HOUR, REPORTED
from tests.issues.undoable import (
    NOW,
    SECOND,
    SOON,
    UNDOABLE,
    accept,
    asked,
    hand_over,
    plan,
    record_containment,
    undo,
)


class TestTelling:
    def told(self, now):
        show(now=now, unwanted=unwanted)
        return list(Message.objects.filter(kind="handed_over").values_list("state", "reason"))

    def test_waits_until_nothing_can_be_taken_back(self, company, issue):
        hand_over(company, issue)
        assert self.told(NOW + UNDO_WITHIN - SECOND) == [("queued", "")]
        assert self.told(NOW + UNDO_WITHIN) == [("dispatched", "")]

    def test_never_comes_when_it_was_taken_back(self, company, issue):
        hand_over(company, issue)
        undo(issue, company.owner)
        assert list(Message.objects.filter(kind="handed_over").values_list("state", "reason")) == [
            ("dropped", "it was taken back")
        ]
        assert self.told(NOW + UNDO_WITHIN) == [("dropped", "it was taken back")]

    @pytest.mark.parametrize("do", UNDOABLE, ids=lambda do: do.__name__)
    def test_none_of_what_a_command_had_to_tell_is_told_once_it_is_taken_back(self, company, issue, do):
        commands.watch(issue=issue.pk, actor=company.head, now=REPORTED)
        do(company, issue)
        latest = Issue.objects.get(pk=issue.pk).last_seq
        undo(issue, company.owner)
        told = Message.objects.filter(about=f"issue:{issue.pk}", context__seq=latest)
        assert set(told.values_list("state", flat=True)) <= {"dropped"}

    def test_what_was_told_while_the_undo_waited_for_the_row_stands(self, company, issue):
        hand_over(company, issue)
        self.told(NOW + UNDO_WITHIN)
        with pytest.raises(no.TooLateToUndo, match="Others have been told of it already"):
            undo(issue, company.owner, NOW + UNDO_WITHIN - SECOND / 10)
        assert Issue.objects.get(pk=issue.pk).holder == company.holder

    def test_of_what_is_critical_nothing_is_offered_that_somebody_is_being_told(self, company):
        issue = company.report(severity=Severity.CRITICAL, now=NOW - HOUR)
        found = Issue.objects.get(pk=issue.pk)
        accept(company, issue)  # it was their own before: nobody has to be told
        found.refresh_from_db()
        assert undoable(found, thaw(found.memory), company.owner, SOON) == found.last_seq
        hand_over(company, issue)
        found.refresh_from_db()
        assert undoable(found, thaw(found.memory), company.owner, SOON) is None

    def test_comes_when_it_was_done_once_more(self, company, issue):
        hand_over(company, issue)
        undo(issue, company.owner)
        commands.hand_over(**asked(company, issue, NOW + 9 * SECOND), to=company.holder)
        assert sorted(self.told(NOW + HOUR)) == [("dispatched", ""), ("dropped", "it was taken back")]

    def test_what_is_critical_does_not_wait(self, company):
        hand_over(company, company.report(severity=Severity.CRITICAL, now=NOW - HOUR))
        assert self.told(NOW) == [("dispatched", "")]


def test_whoever_had_it_before_may_have_left_since(company, issue):
    commands.hand_over(**asked(company, issue, NOW - HOUR), to=company.holder)
    commands.hand_over(**asked(company, issue), to=company.head)
    deactivate_person(person=company.holder, actor=company.administrator, now=NOW + SECOND)
    undo(issue, company.owner)
    assert Issue.objects.get(pk=issue.pk).holder == company.owner
    assert differences(Issue.objects.get(pk=issue.pk)) == {}


def test_whoever_gets_it_instead_is_told(company, issue):
    commands.hand_over(**asked(company, issue, NOW - HOUR), to=company.holder)
    by = {"issue": issue.pk, "actor": company.deputy}
    commands.hand_over(**by, now=NOW, to=company.head)
    deactivate_person(person=company.holder, actor=company.administrator, now=NOW + SECOND)
    undo(issue, company.deputy)
    told = Message.objects.filter(recipient=company.owner, created_at=SOON, about=f"issue:{issue.pk}")
    assert set(told.values_list("kind", flat=True)) == {"handed_over"}
    show(now=SOON, unwanted=unwanted)
    assert set(told.values_list("state", flat=True)) == {"dispatched"}


def test_whoever_gets_the_work_instead_is_told(company, issue):
    action = plan(company, issue)
    by = {"issue": issue.pk, "actor": company.deputy}
    commands.complete_action(**by, now=NOW, action=action, evidence="Done")
    deactivate_person(person=company.holder, actor=company.administrator, now=NOW + SECOND)
    undo(issue, company.deputy)
    assert Action.objects.get(pk=action).assignee == company.owner
    told = Message.objects.get(recipient=company.owner, created_at=SOON, about=f"issue:{issue.pk}")
    assert (told.kind, told.context["description"]) == ("action_planned", "Call")


def test_the_ladder_goes_on_as_if_nothing_had_been_done(company, issue):
    due = Issue.objects.get(pk=issue.pk).next_due_at
    record_containment(company, issue)
    undo(issue, company.owner)
    assert Issue.objects.get(pk=issue.pk).next_due_at == due
    assert sweep(now=due).fired == 1
