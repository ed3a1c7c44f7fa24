"""Taking back what one has just done: all is as it was before, and the timeline says so."""

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.auditing import audit, differences
from issues.models import Custody, Event, Issue, RootCause
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.state import Phase
from issues.rules.undoing import UNDO_WITHIN
from tests.cast import DAY, HOUR, REPORTED
from tests.issues.undoable import (
    NOW,
    SECOND,
    SOON,
    UNDOABLE,
    accept,
    asked,
    change_severity,
    decline,
    hand_over,
    link_cause,
    plan,
    plan_action,
    record_containment,
    rows,
    snooze,
    start_wait,
    state_of,
    undo,
)


@pytest.mark.parametrize("do", UNDOABLE, ids=lambda do: do.__name__)
def test_every_command_of_a_manager_can_be_taken_back(company, issue, do):
    do(company, issue)
    done = Issue.objects.get(pk=issue.pk)
    undo(issue, company.owner)
    after = Issue.objects.get(pk=issue.pk)
    assert (after.last_seq, differences(after)) == (done.last_seq + 1, {})
    assert Event.objects.filter(issue=issue, kind="undone", payload__of=done.last_seq).exists()
    assert audit(now=SOON).findings == []


@pytest.mark.parametrize(
    "do",
    [accept, hand_over, change_severity, plan_action, record_containment, decline, start_wait, snooze],
    ids=lambda do: do.__name__,
)
def test_is_as_a_twin_to_which_it_never_happened(company, issue, do):
    twin = company.report()
    do(company, issue)
    assert state_of(issue) != state_of(twin)
    undo(issue, company.owner)
    assert state_of(issue) == state_of(twin)
    assert rows(issue)[:3] == rows(twin)[:3]


def test_an_act_that_is_taken_back_was_no_act(company, issue):
    action = plan(company, issue)
    before = state_of(issue), rows(issue)
    commands.complete_action(**asked(company, issue), action=action, evidence="Done")
    undo(issue, company.owner)
    assert (state_of(issue), rows(issue)) == before
    found = Issue.objects.get(pk=issue.pk)
    assert (found.acted_at, found.first_acted_at, found.phase) == (None, None, Phase.COMMITTED)


def test_an_earlier_act_stays_one(company, issue):
    commands.record_containment(**asked(company, issue, NOW - HOUR), evidence="Sent another")
    hand_over(company, issue)
    undo(issue, company.owner)
    custody = Custody.objects.get(issue=issue)
    assert (custody.person, custody.until, custody.reason, custody.acted) == (company.owner, None, "", True)


def test_resolving_is_taken_back_with_the_cause_that_was_said_with_it(company):
    issue = company.report(severity=Severity.CRITICAL)
    commands.record_containment(**asked(company, issue, NOW - HOUR), evidence="Sent another")
    before = state_of(issue)
    commands.resolve(**asked(company, issue), reason=e.ClosureReason.FIXED, root_cause="There is no list")
    undo(issue, company.owner)
    assert state_of(issue) == before
    assert RootCause.objects.get().title == "There is no list"  # what was found out is not forgotten


def test_what_had_been_said_about_the_cause_before_stays(company, issue):
    link_cause(company, issue)
    commands.record_containment(**asked(company, issue, NOW + HOUR), evidence="Sent another")
    commands.resolve(**asked(company, issue, NOW + 2 * HOUR), reason=e.ClosureReason.FIXED)
    undo(issue, company.owner, NOW + 2 * HOUR + SECOND)
    assert Issue.objects.get(pk=issue.pk).root_cause is not None


class TestRefused:
    def test_once_the_seconds_are_over(self, company, issue):
        accept(company, issue)
        with pytest.raises(no.TooLateToUndo):
            undo(issue, company.owner, NOW + UNDO_WITHIN + SECOND)

    def test_to_anybody_else(self, company, issue):
        accept(company, issue)
        with pytest.raises(no.NotYoursToUndo):
            undo(issue, company.head)

    def test_when_somebody_else_did_something_since(self, company, issue):
        commands.accept(issue=issue.pk, actor=company.owner, now=NOW)
        commands.comment(issue=issue.pk, actor=company.head, now=NOW + SECOND, text="Good")
        with pytest.raises(no.SomethingHappenedSince):
            commands.undo(issue=issue.pk, seq=2, actor=company.owner, now=SOON)

    def test_when_a_rung_was_fired_by_it(self, company, issue):
        late = REPORTED + 7 * HOUR
        commands.change_severity(issue=issue.pk, actor=company.owner, now=late, to=Severity.CRITICAL)
        found = Issue.objects.get(pk=issue.pk)
        assert found.events.last().kind == "escalated"
        for seq in (found.last_seq, found.last_seq - 1):
            with pytest.raises(no.RungBecameDue):
                commands.undo(issue=issue.pk, seq=seq, actor=company.owner, now=late + SECOND)

    def test_when_a_rung_comes_due_meanwhile(self, company, issue):
        due = Issue.objects.get(pk=issue.pk).next_due_at
        just = due - 2 * SECOND
        commands.comment(issue=issue.pk, actor=company.owner, now=just, text="x")
        commands.snooze(issue=issue.pk, actor=company.owner, now=just, until=just + DAY)
        with pytest.raises(no.SomethingHappenedSince):
            undo(issue, company.owner, due + SECOND)

    @pytest.mark.parametrize("seq", [0, 1, 99, 10**30])
    def test_for_what_is_not_the_last_event_or_no_event_at_all(self, company, issue, seq):
        accept(company, issue)
        with pytest.raises(no.SomethingHappenedSince):
            commands.undo(issue=issue.pk, seq=seq, actor=company.owner, now=SOON)

    def test_for_a_report_and_a_comment(self, company, issue):
        with pytest.raises(no.CannotBeUndone):
            commands.undo(issue=issue.pk, seq=1, actor=company.reporter, now=REPORTED + SECOND)
        commands.comment(issue=issue.pk, actor=company.owner, now=NOW, text="x")
        with pytest.raises(no.CannotBeUndone):
            undo(issue, company.owner)

    def test_a_second_time(self, company, issue):
        accept(company, issue)
        undo(issue, company.owner)
        with pytest.raises(no.CannotBeUndone):
            undo(issue, company.owner)
        assert Event.objects.filter(issue=issue, kind="undone").count() == 1


class TestMerging:
    @pytest.fixture
    def other(self, company):
        return company.report(now=REPORTED + HOUR)

    def test_both_are_as_they_were(self, company, issue, other):
        commands.start_wait(
            **asked(company, issue, NOW - HOUR), waits_for=e.WaitsFor.CUSTOMER, name="Frau K", until=NOW + DAY
        )
        before = [(state_of(one), rows(one)) for one in (issue, other)]
        commands.merge(**asked(company, issue), into=other.pk)
        undo(issue, company.owner)
        assert [(state_of(one), rows(one)) for one in (issue, other)] == before
        assert all(differences(Issue.objects.get(pk=one.pk)) == {} for one in (issue, other))
        assert audit(now=SOON).findings == []

    def test_what_happened_to_the_other_one_since_stays(self, company, issue, other):
        commands.merge(**asked(company, issue), into=other.pk)
        commands.accept(**asked(company, other, NOW + SECOND))
        undo(issue, company.owner)
        found = Issue.objects.get(pk=other.pk)
        assert (found.phase, found.report_count, found.reports.count()) == (Phase.ACCEPTED, 1, 1)
        assert Issue.objects.get(pk=issue.pk).phase == Phase.REPORTED
        assert all(differences(Issue.objects.get(pk=one.pk)) == {} for one in (issue, other))

    def test_the_other_one_cannot_give_back_by_itself_what_it_was_given(self, company, issue, other):
        commands.merge(**asked(company, issue), into=other.pk)
        with pytest.raises(no.CannotBeUndone):
            undo(other, company.owner)

    def test_merged_again_it_can_be_taken_apart(self, company, issue, other):
        commands.merge(**asked(company, issue), into=other.pk)
        undo(issue, company.owner)
        commands.merge(**asked(company, issue, NOW + HOUR), into=other.pk)
        commands.unmerge(**asked(company, issue, NOW + 2 * HOUR), reason="Another door")
        for one in (issue, other):
            found = Issue.objects.get(pk=one.pk)
            assert (found.report_count, found.reports.count(), differences(found)) == (1, 1, {})


class TestSnoozes:
    def hides(self, issue, person, now=SOON):
        return Issue.objects.hidden_until(issue, person, now) is not None

    def test_what_one_hid_stands_in_the_list_again(self, company, issue):
        snooze(company, issue)
        undo(issue, company.owner)
        assert not self.hides(issue, company.owner)

    def test_what_one_had_hidden_before_is_hidden_until_then_again(self, company, issue):
        commands.snooze(issue=issue.pk, actor=company.owner, now=NOW - HOUR, until=NOW + HOUR)
        snooze(company, issue)
        undo(issue, company.owner)
        assert Issue.objects.hidden_until(issue, company.owner, SOON) == NOW + HOUR
        commands.comment(issue=issue.pk, actor=company.head, now=SOON, text="Look")
        assert not self.hides(issue, company.owner)

    def test_what_had_come_back_before_it_was_hidden_again_stands_in_the_list(self, company, issue):
        commands.snooze(issue=issue.pk, actor=company.owner, now=NOW - HOUR, until=NOW + HOUR)
        commands.comment(issue=issue.pk, actor=company.head, now=NOW - HOUR / 2, text="Look")
        snooze(company, issue)
        undo(issue, company.owner)
        assert not self.hides(issue, company.owner)

    def test_others_sleep_on(self, company, issue):
        commands.snooze(issue=issue.pk, actor=company.head, now=NOW - HOUR, until=NOW + DAY)
        accept(company, issue)
        assert not self.hides(issue, company.head)
        undo(issue, company.owner)
        assert self.hides(issue, company.head)
