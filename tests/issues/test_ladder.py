"""When rungs fire, told as small stories with fixed instants. Office hours are 9 to 17 UTC, Monday to Friday."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.policies import Severity
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.guards import check
from issues.rules.state import Phase, Terms
from tests.issues.simulated import HOLDER, OFFICE, OWNER, POLICY, REPORTER, Simulated


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


ACTION = UUID(int=1)


def planned(due: datetime, action: UUID = ACTION) -> e.ActionPlanned:
    return e.ActionPlanned(action, e.ActionKind.CORRECTIVE, "Call the customer", HOLDER, due)


def act_rungs(issue: Simulated) -> list[int]:
    return [event.rung for event in issue.fired if event.clock is e.AlarmKind.ACT]


class TestIgnoredIssue:
    """Normal severity: accept in 1 day, act in 3; rungs at 75, 100, 150 and 200 %."""

    def test_climbs_every_rung_at_its_share_of_the_target(self):
        issue = Simulated.reported(at(2))
        fired = {}
        for hour in range(24 * 12):
            now = at(2) + timedelta(hours=hour)
            for event in issue.sweep(now):
                fired.setdefault((event.clock, event.rung), now)
        assert fired[e.AlarmKind.ACCEPT, 1] == at(2, 17)
        assert fired[e.AlarmKind.ACT, 1] == at(4, 11)
        assert fired[e.AlarmKind.ACT, 2] == at(4, 17)
        assert fired[e.AlarmKind.ACT, 3] == at(6, 13)
        assert fired[e.AlarmKind.ACT, 4] == at(9, 17)

    def test_of_three_days_over_a_weekend_and_a_holiday_is_due_on_the_third_working_day(self):
        week = tuple([OFFICE.week[0]] * 5 + [(), ()])
        holiday = WorkingCalendar("UTC", week, frozenset({at(9).date()}))
        issue = Simulated.reported(at(5, 15), terms=Terms(POLICY, holiday))
        assert issue.state.act_by == at(11, 15)  # Friday, Tuesday, Wednesday

    def test_last_rung_repeats_every_working_day_until_somebody_acts(self):
        issue = Simulated.reported(at(2))
        days = []
        for hour in range(24 * 21):
            now = at(2) + timedelta(hours=hour)
            days += [now for event in issue.sweep(now) if event.rung == 4]
        assert days == [
            at(9, 17),
            at(10, 17),
            at(11, 17),
            at(12, 17),
            at(13, 17),
            at(16, 17),
            at(17, 17),
            at(18, 17),
            at(19, 17),
            at(20, 17),
        ]

    def test_after_a_gap_only_the_highest_due_rung_fires_once(self):
        issue = Simulated.reported(at(2))
        recorded = issue.sweep(at(6, 14))
        assert [event.rung for event in recorded] == [3]
        assert {(p.clock, p.rung) for p in recorded[0].passed} == {
            (e.AlarmKind.ACCEPT, 1),
            (e.AlarmKind.ACT, 1),
            (e.AlarmKind.ACT, 2),
        }

    def test_low_severity_escalates_too_only_slower(self):
        issue = Simulated.reported(at(2), Severity.LOW)
        assert issue.state.act_by == at(13, 17)
        issue.sweep(at(31))
        assert issue.state.reached == 4

    def test_critical_runs_round_the_clock(self):
        issue = Simulated.reported(at(7, 20), Severity.CRITICAL)  # a Saturday evening
        assert issue.state.act_by == at(8, 0)


class TestActing:
    def test_stops_the_act_ladder(self):
        issue = Simulated.reported(at(2))
        issue.do(e.ContainmentRecorded(OWNER, "Sent a courier"), at(3))
        issue.sweep(at(20))
        assert act_rungs(issue) == []
        assert issue.state.phase is Phase.ACTING

    def test_late_is_still_told_before_it_is_recorded(self):
        """A rung that was due before the act was reached, whenever the engine looked."""
        issue = Simulated.reported(at(2))
        issue.do(e.ContainmentRecorded(OWNER, "Sent a courier"), at(5))
        assert act_rungs(issue) == [2]

    def test_starts_the_ladder_of_the_resolve_clock(self):
        issue = Simulated.reported(at(2))
        issue.do(e.ContainmentRecorded(OWNER, "Sent a courier"), at(3))
        assert issue.state.alarms[0].kind is e.AlarmKind.RESOLVE
        assert issue.state.alarms[0].due == issue.state.resolve_by == at(27, 17)


class TestNeverAnAct:
    @pytest.mark.parametrize(
        "event",
        [
            e.Accepted(OWNER),
            e.HandedOver(HOLDER, None, "yours"),
            e.Commented(OWNER, "looking into it"),
            e.ReportAdded(REPORTER),
            e.SeverityChanged(Severity.LOW, "smaller than it looked"),
            planned(at(3)),
        ],
        ids=e.kind_of,
    )
    def test_this_leaves_the_issue_unacted(self, event):
        issue = Simulated.reported(at(2))
        issue.try_to(event, at(2, 10))
        assert issue.state.acted_at is None
        issue.sweep(at(31))
        assert issue.state.reached == 4


class TestCommitment:
    def test_holds_the_ladder_until_its_date(self):
        issue = Simulated.reported(at(2))
        issue.do(planned(at(5, 12)), at(3))
        assert issue.state.phase is Phase.COMMITTED
        issue.sweep(at(5, 11))
        assert act_rungs(issue) == []

    def test_that_passes_goes_one_rung_up_and_shows_the_full_age(self):
        issue = Simulated.reported(at(2))
        issue.do(planned(at(3, 12)), at(3, 10))
        issue.sweep(at(3, 12))
        assert act_rungs(issue) == [1]  # by age alone nothing would be due
        assert issue.state.phase is Phase.REPORTED
        assert issue.state.act_by == at(4, 17)

    def test_never_holds_beyond_the_limit_of_the_policy(self):
        issue = Simulated.reported(at(2))
        issue.do(planned(at(31)), at(2, 9))
        assert issue.state.held_until == at(9, 17)  # twice the target of three days

    def test_can_be_extended_once(self):
        issue = Simulated.reported(at(2))
        issue.do(planned(at(3, 12), UUID(int=1)), at(2, 10))
        issue.do(planned(at(4, 12), UUID(int=2)), at(2, 11))
        issue.do(planned(at(5, 12), UUID(int=3)), at(2, 12))
        assert issue.state.held_until == at(4, 12)


class TestSeverity:
    def test_raised_takes_the_earlier_deadline(self):
        issue = Simulated.reported(at(2))
        issue.do(e.SeverityChanged(Severity.HIGH), at(2, 12))
        assert issue.state.act_by == at(2, 17)

    def test_raised_never_makes_a_rung_due_before_it_was_raised(self):
        issue = Simulated.reported(at(2))
        issue.do(e.SeverityChanged(Severity.CRITICAL), at(4, 10))
        assert [event.due_at for event in issue.fired if event.clock is e.AlarmKind.ACT] == [at(4, 10)]

    def test_lowered_needs_a_reason(self):
        issue = Simulated.reported(at(2))
        with pytest.raises(no.ReasonMissing):
            check(issue.state, e.SeverityChanged(Severity.LOW), at(2, 10), issue.terms)

    def test_lowered_leaves_fired_rungs_fired(self):
        issue = Simulated.reported(at(2), Severity.HIGH)
        issue.sweep(at(2, 16))
        issue.do(e.SeverityChanged(Severity.LOW, "only a scratch"), at(2, 16))
        issue.sweep(at(11, 9))
        assert act_rungs(issue) == [1]


class TestReopening:
    def resolved(self) -> Simulated:
        issue = Simulated.reported(at(2))
        issue.sweep(at(4, 17))
        issue.do(e.ContainmentRecorded(OWNER, "Sent a courier"), at(5))
        issue.do(e.Resolved(OWNER, e.ClosureReason.FIXED), at(5, 10))
        return issue

    def test_goes_one_rung_above_the_highest_reached_at_once(self):
        issue = self.resolved()
        issue.do(e.Reopened(REPORTER, "Late again"), at(6))
        assert act_rungs(issue) == [2, 3]
        assert issue.state.reached == 3

    def test_halves_the_act_target(self):
        issue = self.resolved()
        issue.do(e.Reopened(REPORTER, "Late again"), at(6))
        assert issue.state.act_by == at(9, 13)

    def test_counts_the_falsely_closed_time_into_resolving(self):
        issue = self.resolved()
        before = issue.state.resolve_by
        issue.do(e.Reopened(REPORTER, "Late again"), at(20))
        assert issue.state.resolve_by == before

    def test_keeps_the_first_cycle_for_the_measures(self):
        issue = self.resolved()
        issue.do(e.Reopened(REPORTER, "Late again"), at(20))
        assert (issue.state.first_acted_at, issue.state.first_act_by) == (at(5), at(4, 17))


class TestUnanswered:
    def test_resolution_never_closes_by_itself(self):
        issue = TestReopening().resolved()
        issue.sweep(at(31))
        assert issue.state.phase is Phase.RESOLVED
        assert issue.state.asked == 1
        assert issue.state.next_due is not None
