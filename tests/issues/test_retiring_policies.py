"""A policy that is retired while issues climb its ladder."""

from datetime import timedelta

import pytest

from inflection_points.commands.policies import save_version
from inflection_points.commands.retiring import retire_policy
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_TARGETS, Clock, Severity
from issues.commands.auditing import audit
from issues.commands.policy_moves import add_policy_move, run_policy_move
from issues.commands.sweeping import sweep
from issues.models import Escalation, Issue
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

QUICKER = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.HOURS)}


class TestPolicyRetiredInMidLadder:
    """F13: handed on the same minute, and no rung is lost or told twice."""

    LATE = REPORTED + 3 * DAY + timedelta(hours=1)

    @pytest.fixture
    def climbing(self, company):
        issue = company.report()
        sweep(now=self.LATE)
        assert Issue.objects.get().reached == 2
        return issue

    @pytest.fixture
    def successor(self, company):
        return save_version(name="At home", now=REPORTED, targets=QUICKER)

    def retire(self, company, successor):
        retire_policy(
            policy=company.version.policy,
            successor=successor.policy,
            actor=company.administrator,
            now=self.LATE,
        )
        company.point.refresh_from_db()

    def rungs(self):
        fired = Escalation.objects.filter(clock="act", caught_up=False).order_by("fired_at", "rung")
        return list(fired.values_list("rung", flat=True))

    def climb_to_the_top(self):
        for hour in range(24 * 9):
            sweep(now=self.LATE + hour * HOUR)

    def test_new_issues_are_ruled_by_the_successor_from_the_same_minute_on(
        self, company, climbing, successor
    ):
        self.retire(company, successor)
        assert company.report(text="The next one", now=self.LATE).policy_version == successor

    def test_an_issue_that_stays_climbs_on_as_if_nothing_had_happened(self, company, climbing, successor):
        before = Issue.objects.get().next_due_at
        self.retire(company, successor)
        assert Issue.objects.get().next_due_at == before
        self.climb_to_the_top()
        assert self.rungs()[:3] == [2, 3, 4]
        assert set(self.rungs()[3:]) == {4}
        assert audit(now=self.LATE + 9 * DAY).found == 0

    def test_an_issue_that_is_moved_climbs_on_where_it_was(self, company, climbing, successor):
        self.retire(company, successor)
        run = add_policy_move(
            policy=company.version.policy, version=successor, actor=company.administrator, now=self.LATE
        )
        run_policy_move(run=run.pk, now=self.LATE)
        assert Issue.objects.get().policy_version == successor
        self.climb_to_the_top()
        assert self.rungs()[0] == 2
        assert self.rungs().count(2) == 1
        assert set(self.rungs()[1:]) == {4}  # after the grace period the highest rung, then daily
        told = Message.objects.filter(kind="escalated", recipient=company.owner, context__rung=2)
        assert told.count() == 1
        assert audit(now=self.LATE + 9 * DAY).found == 0
