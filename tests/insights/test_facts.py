"""What is counted of one issue, from small histories. Everything is pure: events as the database keeps them go in."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from inflection_points.rules.calendars import Span, WorkingCalendar
from inflection_points.rules.policies import Severity
from insights.rules.facts import Happened, Told, derive
from issues.rules import events as e
from tests.cast import DAY, HOUR, REPORTED

A, B, C = 1, 2, 3
OWNER, REPORTER = 11, 12
WORK = UUID(int=7)
OFFICE = WorkingCalendar("UTC", ((Span(9 * 60, 17 * 60),),) * 5 + ((), ()))
FIXED, OUTSIDE = e.ClosureReason.FIXED, e.ClosureReason.OUTSIDE_OUR_CONTROL


def reported(severity=Severity.NORMAL, department=A, reporter=REPORTER, **more):
    return e.Reported(severity, OWNER, department, reporter, **more)


def told(*happened, imported=False, **columns):
    """An issue at point 5, of kind 3. What happened are pairs of events and the time since the report."""
    events = [
        Happened(seq, e.kind_of(event), REPORTED + after, e.encode(event), imported)
        for seq, (event, after) in enumerate(happened, start=1)
    ]
    plain = Told(
        issue=1,
        point=5,
        kind=3,
        site=None,
        severity="normal",
        reported_at=REPORTED,
        act_by=REPORTED + DAY,
        acted_at=None,
        declined_at=None,
        calendar=9,
        version=1,
        origin=None,
        observed_at=REPORTED,
        hours=OFFICE,
        breach={1: frozenset({2, 3}), 2: frozenset({1})},
        events=events,
    )
    return replace(plain, **columns)


def facts(*happened, **more):
    return derive(told((reported(), timedelta()), *happened, **more))


CONTAINED = e.ContainmentRecorded(OWNER, "stopped")
RESOLVED = e.Resolved(OWNER, FIXED)
REOPENED = e.Reopened(REPORTER, "not fixed")
YES = e.Verified(REPORTER)


class TestTime:
    def test_is_counted_in_working_seconds(self):
        fact = facts((CONTAINED, 7 * DAY + HOUR), acted_at=REPORTED + 7 * DAY + HOUR).fact
        assert fact.took == 41 * 3600
        assert fact.calendar == 9

    def test_runs_day_and_night_while_it_is_critical_whatever_it_was_before(self):
        fact = facts((CONTAINED, 2 * DAY), acted_at=REPORTED + 2 * DAY, severity="critical").fact
        assert (fact.took, fact.calendar) == (48 * 3600, None)

    def test_of_an_act_before_the_report_is_none(self):
        fact = facts((e.ActedElsewhere(None), -HOUR), acted_at=REPORTED - HOUR, imported=True).fact
        assert (fact.took, fact.ever_acted_at) == (0, REPORTED - HOUR)

    def test_of_whoever_waits_is_what_the_clock_shows_less_what_it_showed_at_the_report(self):
        [first, second] = (
            derive(told((reported(), timedelta()), reported_at=REPORTED + late)).fact.opened
            for late in (timedelta(), 5 * HOUR)
        )
        assert second - first == 5 * 3600

    def test_to_act_again_counts_from_the_reopening(self):
        fact = facts((RESOLVED, HOUR), (REOPENED, DAY), (CONTAINED, DAY + 3 * HOUR)).fact
        assert (fact.reopened_at, fact.took_again) == (REPORTED + DAY, 3 * 3600)


class TestUndoing:
    def test_leaves_nothing_of_what_was_taken_back(self):
        undone = [(CONTAINED, HOUR), (e.Undone(OWNER, 2), HOUR)]
        assert facts(*undone) == facts()

    def test_takes_back_all_that_one_command_brought(self):
        both = [(e.CauseLinked(OWNER, 4), HOUR), (RESOLVED, HOUR), (e.Undone(OWNER, 2), HOUR)]
        assert facts(*both, origin=8) == facts(origin=8)


class TestUrgency:
    def act(self, *before, severity=Severity.NORMAL, version=1):
        happened = [(reported(severity), timedelta()), *before, (CONTAINED, 2 * DAY)]
        fact = derive(told(*happened, acted_at=REPORTED + 2 * DAY, version=version)).fact
        return fact.was_born_urgent, fact.was_triggered

    def test_is_born_or_comes_never_both(self):
        raised = (e.SeverityChanged(Severity.CRITICAL), HOUR)
        assert self.act() == (False, False)
        assert self.act(severity=Severity.HIGH) == (True, False)
        assert self.act(raised) == (False, True)
        assert self.act(raised, severity=Severity.HIGH) == (True, False)

    def test_comes_with_a_duplicate_that_is_worse(self):
        absorbed = e.Absorbed(2, REPORTED, severity=Severity.HIGH)
        assert self.act((absorbed, HOUR)) == (False, True)
        assert self.act((replace(absorbed, severity=Severity.NORMAL), HOUR)) == (False, False)

    def test_comes_with_a_rung_at_or_past_the_target_even_if_it_was_passed_by(self):
        early = e.Escalated(e.AlarmKind.ACT, 1, REPORTED)
        breach = e.Escalated(e.AlarmKind.ACT, 2, REPORTED)
        accept = e.Escalated(e.AlarmKind.ACCEPT, 2, REPORTED)
        passed = e.Escalated(e.AlarmKind.ACCEPT, 1, REPORTED, (e.Passed(e.AlarmKind.ACT, 2, REPORTED),))
        assert [self.act((one, DAY))[1] for one in (early, breach, accept, passed)] == [
            False,
            True,
            False,
            True,
        ]

    def test_reads_the_ladder_that_held_then(self):
        early = (e.Escalated(e.AlarmKind.ACT, 1, REPORTED), DAY)
        moved = (e.PolicyMoved(2, before=1, grace_until=REPORTED), HOUR)
        assert self.act(moved, early, version=2) == (False, True)
        assert self.act(early, moved, version=2) == (False, False)

    def test_is_not_what_comes_after_the_act(self):
        raised = (e.SeverityChanged(Severity.CRITICAL), HOUR)
        fact = facts((CONTAINED, HOUR / 2), raised, acted_at=REPORTED + HOUR / 2).fact
        assert not fact.was_triggered


class TestAnswers:
    def test_are_asked_for_when_it_is_first_resolved(self):
        fact = facts((RESOLVED, HOUR), (REOPENED, DAY), (RESOLVED, 2 * DAY), (YES, 3 * DAY)).fact
        assert (fact.asked_at, fact.yes_at) == (REPORTED + HOUR, REPORTED + 3 * DAY)

    @pytest.mark.parametrize(
        ("reporter", "more", "is_asked"),
        [(REPORTER, {}, True), (None, {}, False), (None, {"by_receipt": True}, True)],
    )
    def test_are_asked_of_somebody(self, reporter, more, is_asked):
        happened = [(reported(reporter=reporter, **more), timedelta()), (RESOLVED, HOUR)]
        assert (derive(told(*happened)).fact.asked_at is not None) is is_asked

    def test_are_asked_of_whoever_told_it_later_or_of_a_duplicate(self):
        nobody = (reported(reporter=None), timedelta())
        for event in (
            e.ReportAdded(REPORTER),
            e.Absorbed(2, REPORTED, (REPORTER,)),
            e.Absorbed(2, REPORTED, guests=1),
        ):
            assert derive(told(nobody, (event, HOUR), (RESOLVED, DAY))).fact.asked_at
        gone = e.Absorbed(2, REPORTED, (REPORTER,)), e.Released(2, REPORTED, (REPORTER,))
        happened = [nobody, *((one, HOUR) for one in gone), (RESOLVED, DAY)]
        assert derive(told(*happened)).fact.asked_at is None

    def test_are_asked_of_nobody_by_another_system_nor_given_by_it(self):
        fact = facts((RESOLVED, HOUR), (e.Verified(None), DAY), imported=True).fact
        assert (fact.resolved_at, fact.asked_at, fact.yes_at) == (REPORTED + HOUR, None, None)

    def test_are_none_when_somebody_else_confirms(self):
        assert facts((RESOLVED, HOUR), (e.Verified(OWNER, is_reporter=False), DAY)).fact.yes_at is None
        assert facts((RESOLVED, HOUR), (e.Verified(None, receipt=3), DAY)).fact.yes_at == REPORTED + DAY


class TestReopening:
    def test_of_what_was_declined_is_no_resolution_that_failed(self):
        declined = (e.Declined(OWNER, "not ours"), HOUR)
        fact = facts(declined, (REOPENED, DAY), declined_at=REPORTED + HOUR).fact
        assert (fact.reopened_at, fact.failed_at) == (REPORTED + DAY, None)
        later = facts(declined, (REOPENED, DAY), (RESOLVED, 2 * DAY), (REOPENED, 3 * DAY)).fact
        assert (later.reopened_at, later.failed_at) == (REPORTED + DAY, REPORTED + 3 * DAY)


class TestSpells:
    def test_last_while_it_is_open(self):
        spells = facts((RESOLVED, HOUR), (YES, DAY), (REOPENED, 2 * DAY)).spells
        assert [(one.since - REPORTED, one.until and one.until - REPORTED) for one in spells] == [
            (timedelta(), DAY),
            (2 * DAY, None),
        ]

    def test_begin_anew_with_each_report_and_know_its_customers(self):
        spells = facts((e.ReportAdded(None, 4), HOUR)).spells
        assert [(one.customers, one.was_reported_again) for one in spells] == [(1, False), (4, True)]

    def test_know_the_reports_of_duplicates_from_when_they_were_received(self):
        [spell] = facts(reported_at=REPORTED - DAY, also_told=[(REPORTED - DAY, 2)]).spells[:1]
        assert (spell.since, spell.customers, spell.was_reported_again) == (REPORTED - DAY, 2, False)

    def test_do_not_overlap_and_take_some_time(self):
        spells = facts(
            (e.ReportAdded(None, 4), timedelta()), (e.Declined(OWNER, "no"), HOUR), (REOPENED, HOUR)
        ).spells
        assert [one.since - REPORTED for one in spells] == [timedelta(), HOUR]


class TestHoldings:
    def turns(self, *departments, **how):
        handed = [
            (e.HandedOver(None, department, **how), (n + 1) * DAY) for n, department in enumerate(departments)
        ]
        return facts(*handed).holdings

    def test_are_passed_on_when_the_next_one_begins(self):
        first, second = self.turns(B)
        assert (first.department, first.passed_at, first.passed_to) == (A, REPORTED + DAY, B)
        assert (second.department, second.since, second.passed_at) == (B, REPORTED + DAY, None)

    @pytest.mark.parametrize(("path", "back"), [((B, A), 1), ((B, C, A), 1), ((B, None, A), 1), ((B, C), 0)])
    def test_come_back_straight_or_through_others(self, path, back):
        assert sum(turn.came_back for turn in self.turns(*path)) == back

    def test_next_to_each_other_are_one(self):
        assert [turn.department for turn in self.turns(A, None, A, B, B)] == [A, B]

    def test_know_whether_somebody_acted(self):
        handed = e.HandedOver(None, B)
        assert [turn.has_acted for turn in facts((CONTAINED, HOUR), (handed, DAY)).holdings] == [True, False]

    def test_are_not_passed_on_to_somebody_who_takes_it(self):
        [first, second] = facts((e.Accepted(OWNER, B), HOUR)).holdings
        assert (first.passed_at, second.department) == (None, B)

    def test_leave_out_a_misroute_that_was_mended(self):
        misroute, mended = e.HandedOver(None, B), e.HandedOver(None, C, is_correction=True)
        taken = e.Accepted(OWNER, B)
        turns = facts((misroute, DAY), (taken, DAY), (mended, DAY + HOUR)).holdings
        assert [(one.department, one.passed_at) for one in turns] == [(A, REPORTED + DAY + HOUR), (C, None)]

    def test_begin_anew_where_a_reorganisation_moved_it(self):
        assert [(one.passed_at, one.came_back) for one in self.turns(B, is_reorganisation=True)] == [
            (None, False)
        ] * 2
        assert len(self.turns(A, is_reorganisation=True)) == 1


class TestFixes:
    def test_are_resolutions_that_mended_something_of_a_kind(self):
        assert [fix.fixed_at for fix in facts((RESOLVED, HOUR)).fixes] == [REPORTED + HOUR]
        assert not facts((e.Resolved(OWNER, OUTSIDE), HOUR)).fixes
        assert not facts((RESOLVED, HOUR), kind=None).fixes

    def test_end_with_their_own_reopening(self):
        fixes = facts((RESOLVED, HOUR), (REOPENED, DAY), (RESOLVED, 2 * DAY)).fixes
        assert [fix.reopened_at for fix in fixes] == [REPORTED + DAY, None]

    def test_are_rooted_by_the_cause_that_it_has(self):
        linked, unlinked = (e.CauseLinked(OWNER, 4), DAY), (e.CauseUnlinked(OWNER, 4), 2 * DAY)
        [fix] = facts((RESOLVED, HOUR), linked, origin=8).fixes
        assert fix.rooted_at == REPORTED + DAY
        [fix] = facts((RESOLVED, HOUR), linked, unlinked).fixes
        assert fix.rooted_at is None

    @pytest.mark.parametrize(
        ("kind", "is_rooted"), [(e.ActionKind.PREVENTIVE, True), (e.ActionKind.CORRECTIVE, False)]
    )
    def test_are_rooted_by_preventive_work_that_is_done(self, kind, is_rooted):
        planned = (e.ActionPlanned(WORK, kind, "mend it", OWNER, REPORTED + DAY), HOUR)
        done = (e.ActionCompleted(WORK, OWNER, "done"), DAY)
        assert facts(planned, (RESOLVED, HOUR)).fixes[0].rooted_at is None
        assert (facts(planned, done, (RESOLVED, 2 * DAY)).fixes[0].rooted_at is not None) is is_rooted


class TestWork:
    def test_counts_when_it_is_completed(self):
        planned = (e.ActionPlanned(WORK, e.ActionKind.PREVENTIVE, "mend it", OWNER, REPORTED + DAY), HOUR)
        started, done = (e.ActionStarted(WORK, OWNER), HOUR), (e.ActionCompleted(WORK, OWNER), DAY)
        assert not facts(planned, started, (CONTAINED, HOUR)).works
        [work] = facts(planned, started, done).works
        assert (work.point, work.completed_at, work.is_preventive) == (5, REPORTED + DAY, True)


class TestPlaces:
    def test_are_the_same_signature_only_with_a_kind(self):
        assert facts(site=4).fact.signature == "5.3.4"
        assert facts(kind=None).fact.signature == ""

    def test_know_the_week_of_the_report(self):
        assert facts().fact.week == (REPORTED - DAY).date()

    def test_begin_somewhere_once_that_is_known(self):
        fact = facts((e.CauseLinked(OWNER, 4), DAY), origin=8).fact
        assert (fact.origin, fact.origin_known_at) == (8, REPORTED + DAY)
        assert facts().fact.origin is None
