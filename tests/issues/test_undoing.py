"""Taking back what one has just done: all is as it was before, and the timeline says so."""

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands import causes
from issues.commands.auditing import audit, differences
from issues.commands.leaving import deactivate_person
from issues.commands.sweeping import sweep
from issues.commands.undoing import undoable
from issues.commands.wanting import unwanted
from issues.models import Action, Custody, Event, Issue, Report, RootCause, Snooze
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.memory import freeze, thaw
from issues.rules.state import Phase
from issues.rules.undoing import UNDO_WITHIN
from notifications.commands.delivery import show
from notifications.models import Message
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
