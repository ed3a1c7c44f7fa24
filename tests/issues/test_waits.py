"""Waiting for a named customer or supplier: it pauses *resolve*, never *act*, and expires."""

import pytest

from inflection_points.commands.policies import save_version
from issues import commands
from issues.commands.absences import announce_absence
from issues.commands.auditing import audit, differences
from issues.commands.sweeping import sweep
from issues.models import Escalation, Issue
from issues.rules import refusals as no
from issues.rules.events import AlarmKind, WaitsFor
from issues.rules.memory import thaw
from issues.rules.moves import MoveKind, next_move
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

ACTED = REPORTED + HOUR


@pytest.fixture
def acted(company, issue):
    commands.record_containment(
        issue=issue.pk, actor=company.owner, evidence="Called the customer", now=ACTED
    )
    return issue


def wait(company, issue, *, now=ACTED, until=ACTED + 3 * DAY):
    return commands.start_wait(
        issue=issue.pk,
        actor=company.owner,
        waits_for=WaitsFor.CUSTOMER,
        name="Frau Krause",
        until=until,
        now=now,
    )


class TestStartWait:
    def test_moves_the_time_to_resolve_by_the_working_time_waited(self, company, acted):
        before = Issue.objects.get(pk=acted.pk).resolve_by
        after = wait(company, acted)  # Tuesday 10:00 to Friday 10:00: three working days
        assert after.resolve_by - before == 3 * DAY

    def test_never_moves_the_time_to_act(self, company, issue):
        act_by = issue.act_by
        after = wait(company, issue)
        assert after.act_by == act_by
        sweep(now=act_by)
        assert Escalation.objects.filter(clock=AlarmKind.ACT, rung=2).exists()

    def test_makes_hearing_from_them_the_next_move(self, company, acted):
        state = thaw(wait(company, acted).memory)
        move = next_move(state, ACTED + HOUR)
        assert move is not None
        assert (move.kind, move.deadline) == (MoveKind.HEAR, ACTED + 3 * DAY)

    def test_needs_a_name(self, company, acted):
        with pytest.raises(no.NameMissing):
            commands.start_wait(
                issue=acted.pk,
                actor=company.owner,
                waits_for=WaitsFor.SUPPLIER,
                name="  ",
                until=ACTED + DAY,
                now=ACTED,
            )

    def test_lasts_five_working_days_at_most(self, company, acted):
        with pytest.raises(no.WaitTooLong):
            wait(company, acted, until=ACTED + 7 * DAY + HOUR)
        assert wait(company, acted, until=ACTED + 7 * DAY).waits_until == ACTED + 7 * DAY

    def test_lasts_ten_working_days_in_all(self, company, acted):
        for weeks in (0, 1):
            now = ACTED + weeks * 7 * DAY
            wait(company, acted, now=now, until=now + 7 * DAY)
            commands.end_wait(issue=acted.pk, actor=company.owner, now=now + 7 * DAY - HOUR / 60)
        late = ACTED + 14 * DAY
        with pytest.raises(no.WaitTooLong):
            wait(company, acted, now=late, until=late + HOUR)
        wait(company, acted, now=late, until=late + 2 * HOUR / 60)  # the two minutes that are left
        sweep(now=late + HOUR)
        with pytest.raises(no.WaitedEnough):
            wait(company, acted, now=late + 2 * HOUR, until=late + 3 * HOUR)

    def test_twice_at_a_time_is_refused(self, company, acted):
        wait(company, acted)
        with pytest.raises(no.AlreadyWaiting):
            wait(company, acted)


class TestEndWait:
    def test_gives_back_what_was_not_waited(self, company, acted):
        before = Issue.objects.get(pk=acted.pk).resolve_by
        wait(company, acted)
        after = commands.end_wait(issue=acted.pk, actor=company.owner, now=ACTED + DAY, note="She called")
        assert (after.resolve_by - before, after.waits_until) == (DAY, None)

    def test_without_a_wait_is_refused(self, company, acted):
        with pytest.raises(no.NotWaiting):
            commands.end_wait(issue=acted.pk, actor=company.owner, now=ACTED + DAY)


class TestExpiry:
    def test_reminds_whoever_has_the_issue_and_lets_the_clock_run_on(self, company, acted):
        before = Issue.objects.get(pk=acted.pk).resolve_by
        wait(company, acted)
        sweep(now=ACTED + 3 * DAY)
        after = Issue.objects.get(pk=acted.pk)
        assert (after.waits_until, after.resolve_by - before) == (None, 3 * DAY)
        assert Message.objects.get(kind="wait_expired").recipient == company.owner

    def test_noticed_late_counts_only_until_it_expired(self, company, acted):
        before = Issue.objects.get(pk=acted.pk).resolve_by
        wait(company, acted)
        sweep(now=ACTED + 6 * DAY)
        assert Issue.objects.get(pk=acted.pk).resolve_by - before == 3 * DAY

    def test_leaves_nothing_for_the_auditor(self, company, acted):
        wait(company, acted)
        sweep(now=ACTED + 3 * DAY)
        for now in (ACTED + 4 * DAY, ACTED + 30 * DAY, ACTED + 60 * DAY):
            sweep(now=now)
            run = audit(now=now)
            assert (run.found, run.findings) == (0, [])
        assert differences(Issue.objects.get(pk=acted.pk)) == {}


class TestSnooze:
    def snooze(self, company, issue, *, now=ACTED, until=ACTED + DAY, actor=None):
        return commands.snooze(issue=issue.pk, actor=actor or company.owner, until=until, now=now)

    def mine(self, company, now):
        return list(Issue.objects.my_moves(company.owner, now))

    def test_hides_it_from_one_list_until_then_and_stops_no_clock(self, company, issue):
        assert self.mine(company, ACTED) == [issue]
        after = self.snooze(company, issue)
        assert (after.act_by, after.next_due_at) == (issue.act_by, issue.next_due_at)
        assert self.mine(company, ACTED) == []
        assert self.mine(company, ACTED + DAY) == [issue]

    def test_ends_when_something_happens(self, company, issue):
        self.snooze(company, issue)
        commands.comment(issue=issue.pk, actor=company.manager, text="The customer called again", now=ACTED)
        assert self.mine(company, ACTED) == [issue]

    def test_of_another_wakes_nobody(self, company, issue):
        self.snooze(company, issue)
        self.snooze(company, issue, actor=company.manager)
        assert self.mine(company, ACTED) == []

    def test_does_not_keep_a_rung_from_waking(self, company, issue):
        self.snooze(company, issue, now=REPORTED + 2 * DAY, until=REPORTED + 6 * DAY)
        sweep(now=issue.act_by)
        assert self.mine(company, issue.act_by) == [issue]

    def test_is_possible_three_times_and_for_a_week_at_most(self, company, issue):
        with pytest.raises(no.SnoozeTooLong):
            self.snooze(company, issue, until=ACTED + 8 * DAY)
        for _ in range(3):
            self.snooze(company, issue)
        with pytest.raises(no.SnoozedEnough):
            self.snooze(company, issue)
        self.snooze(company, issue, actor=company.manager)


class TestNudge:
    def hand_over(self, company, issue, now):
        return commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=now)

    def nudges(self):
        return [message.recipient for message in Message.objects.filter(kind="nudged")]

    def test_comes_a_working_day_after_the_hand_over(self, company, issue):
        self.hand_over(company, issue, ACTED)
        sweep(now=ACTED + DAY - HOUR / 60)
        assert self.nudges() == []
        sweep(now=ACTED + DAY)
        assert self.nudges() == [company.holder]

    def test_comes_sooner_when_less_time_is_left(self, company, issue):
        self.hand_over(company, issue, issue.act_by - 2 * HOUR)
        sweep(now=issue.act_by)
        assert self.nudges() == [company.holder]

    def test_does_not_come_when_something_was_done(self, company, issue):
        self.hand_over(company, issue, ACTED)
        commands.record_containment(
            issue=issue.pk, actor=company.holder, evidence="Sent a new one", now=ACTED + HOUR
        )
        sweep(now=ACTED + 2 * DAY)
        assert self.nudges() == []

    def test_goes_to_the_last_receiver_only(self, company, issue):
        self.hand_over(company, issue, ACTED)
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.head, now=ACTED + HOUR / 2)
        sweep(now=ACTED + 2 * DAY)
        assert self.nudges() == [company.head]

    def test_reaches_somebody_when_the_holder_is_away_without_a_deputy(self, company, issue):
        self.hand_over(company, issue, ACTED)
        announce_absence(
            person=company.holder, deputy=None, since=ACTED, until=ACTED + 9 * DAY, now=ACTED, reason=""
        )
        sweep(now=ACTED + DAY)
        assert self.nudges() == [company.owner]


def test_a_wait_that_expires_after_a_move_leaves_columns_as_the_events_say(company, acted):
    wait(company, acted)
    version = save_version(name=company.version.policy.name, now=ACTED)
    commands.move_to_version(issue=acted.pk, version=version, actor=company.administrator, now=ACTED + HOUR)
    sweep(now=ACTED + 3 * DAY)
    assert differences(Issue.objects.get(pk=acted.pk)) == {}
