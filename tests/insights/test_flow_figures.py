"""Weeks, ages and what runs smoothly, one story at a time, with figures worked out by hand."""

import uuid
from datetime import timedelta

import pytest

from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.querysets.ageing import ageing
from insights.querysets.behind import Narrower, behind
from insights.querysets.declining import reasons
from insights.querysets.escalating import escalation_lag
from insights.querysets.flow import flow
from insights.querysets.reporting import lag_of_reports, reporting_gap, seconds_to_report
from insights.rules.behind import Behind
from insights.rules.flow import Age, Flow, Standing
from insights.rules.periods import Period, Scope
from insights.rules.reporting import Middle, ReportingGap
from issues import commands
from issues.commands.histories import write
from issues.models import Escalation, ReportStart
from issues.rules import events as e
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import history

SECOND = timedelta(seconds=1)
LATER = REPORTED + 30 * DAY


def until(as_of=LATER, weeks=6, **places) -> Scope:
    keep_current(now=LATER)
    return Scope(Period.of_weeks(weeks, as_of), **places)


def contain(company, issue, at):
    commands.record_containment(issue=issue.pk, actor=company.owner, now=at, evidence="Stopped")


def tell(company, now=REPORTED, **fields):
    return commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=company.reporter,
        now=now,
        telling=commands.Telling(text="Late", **fields),
    )


class TestFlow:
    def test_counts_each_thing_in_the_week_in_which_it_happened(self, company, issue):
        """Reported on Tuesday 3 March; acted on and resolved in the week after; a second one reported then."""
        contain(company, issue, REPORTED + 7 * DAY)
        commands.resolve(
            issue=issue.pk, actor=company.owner, now=REPORTED + 8 * DAY, reason=e.ClosureReason.FIXED
        )
        company.report(now=REPORTED + 9 * DAY)
        assert flow(until(REPORTED + 14 * DAY, weeks=3)) == [Flow(1, 0, 0), Flow(1, 1, 1), Flow()]

    def test_knows_only_what_had_happened_by_then(self, company, issue):
        contain(company, issue, REPORTED + 2 * HOUR)
        assert flow(until(REPORTED + HOUR, weeks=1)) == [Flow(1, 0, 0)]

    def test_counts_the_act_of_a_later_cycle_and_the_first_resolution_only(self, company, issue):
        commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason="Not ours")
        commands.reopen(issue=issue.pk, actor=company.owner, now=REPORTED + DAY, reason="It is")
        contain(company, issue, REPORTED + 2 * DAY)
        for at in (REPORTED + 7 * DAY, REPORTED + 15 * DAY):
            commands.resolve(issue=issue.pk, actor=company.owner, now=at, reason=e.ClosureReason.FIXED)
            commands.reopen(issue=issue.pk, actor=company.reporter, now=at + HOUR, reason="Again")
            contain(company, issue, at + DAY)
        assert flow(until(REPORTED + 16 * DAY, weeks=3)) == [Flow(1, 1, 0), Flow(0, 0, 1), Flow()]

    def test_is_listed_week_by_week(self, company, issue):
        contain(company, issue, REPORTED + 7 * DAY)
        second = Scope(Period.of_weeks(2, REPORTED + 7 * DAY).cohort(REPORTED.replace(day=9, hour=0)))
        keep_current(now=LATER)
        assert list(behind(second, Behind.ACTED_IN_PERIOD)) == [issue]
        assert not behind(second, Behind.REPORTED)


class TestAgeing:
    def test_counts_what_is_open_by_age_and_whether_anybody_ever_acted(self, company):
        young, old = company.report(now=LATER - HOUR), company.report(now=LATER - 3 * DAY)
        contain(company, old, LATER - DAY)
        company.report(now=LATER - 30 * DAY)
        found = ageing(until())
        assert found.of_age(Age.UNDER_1) == Standing(1, 1)
        assert found.of_age(Age.UNDER_10) == Standing(1, 0)
        assert found.of_age(Age.OLDER) == Standing(1, 1)
        assert found.all == Standing(3, 2)
        assert list(behind(until(), Behind.OPEN, Narrower(age=Age.UNDER_1))) == [young]
        assert list(behind(until(), Behind.OPEN_ACTED)) == [old]

    def test_leaves_out_what_was_closed_by_then_and_counts_it_before(self, company, issue):
        commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + DAY, reason="Not ours")
        assert ageing(until(REPORTED + HOUR)).all == Standing(1, 1)
        assert ageing(until(REPORTED + DAY)).all == Standing()

    def test_counts_by_the_highest_rung_of_the_act_ladder_that_had_fired(self, company, issue):
        for clock, rung, hours in [("act", 1, 1), ("act", 3, 5), ("accept", 4, 6), ("act", 9, 50)]:
            at = REPORTED + hours * HOUR
            Escalation.objects.create(
                issue=issue,
                cycle=1,
                policy_version=company.version,
                clock=clock,
                rung=rung,
                due_at=at,
                fired_at=at,
            )
        fired = Escalation.objects.get(rung=9)
        fired.pk, fired.rung, fired.clock, fired.fired_at = None, 1, "resolve", LATER  # so that all look back
        fired.save()
        assert ageing(until(REPORTED)).at_rung(0) == Standing(1, 1)
        assert ageing(until(REPORTED + 2 * HOUR)).at_rung(1) == Standing(1, 1)
        assert ageing(until(REPORTED + 7 * HOUR)).at_rung(3) == Standing(1, 1)
        assert ageing(until(REPORTED + 51 * HOUR)).at_rung(4) == Standing(1, 1)
        assert list(behind(until(REPORTED + 7 * HOUR), Behind.UNACTED, Narrower(rung=3))) == [issue]
        assert not behind(until(REPORTED + 7 * HOUR), Behind.UNACTED, Narrower(rung=1))

    def test_counts_the_same_by_what_the_issue_knows_as_by_what_has_fired(self, company):
        for days in (0, 3, 20, 28):
            story = history(company, company.point)
            told = e.Reported(Severity.NORMAL, company.owner.pk, company.delivery.pk, None, customers=1)
            story.add(told, REPORTED + days * DAY)
            story.live(LATER)
            write([story], now=LATER)
        now = ageing(until())
        last = Escalation.objects.latest("fired_at")
        last.pk, last.fired_at = None, LATER + DAY
        last.due_at = LATER + DAY
        last.save()
        assert ageing(until()) == now
        assert len(now.cells) > 1


class TestReportingGap:
    def begin(self, company, at, key=None):
        ReportStart.objects.create(client_key=key or uuid.uuid4(), point=company.point, started_at=at)

    def test_counts_what_was_begun_on_days_that_were_over_a_day_ago_and_never_sent(self, company):
        key = uuid.uuid4()
        self.begin(company, REPORTED, key)
        tell(company, now=REPORTED + HOUR, client_key=key)
        self.begin(company, REPORTED)
        midnight = REPORTED.replace(hour=0)
        self.begin(company, midnight + DAY)
        assert reporting_gap(until(midnight + 2 * DAY - HOUR)) == ReportingGap()
        assert reporting_gap(until(midnight + 2 * DAY)) == ReportingGap(began=2, never_sent=1)
        assert reporting_gap(until(midnight + 3 * DAY)) == ReportingGap(began=3, never_sent=2)

    def test_is_of_the_place_where_it_was_begun(self, company):
        self.begin(company, REPORTED)
        assert reporting_gap(until(department=company.support.pk)).began == 0
        assert reporting_gap(until(department=company.delivery.pk, severity="low")).began == 1

    def test_tells_the_middle_of_what_was_timed(self, company):
        for took in (8, 30, 14, None):
            tell(company, took=took)
        assert seconds_to_report(until()) == Middle(3, 14 * SECOND)

    def test_tells_how_late_it_was_told(self, company):
        for late in (0, 60, 600, 7200):
            tell(company, observed_at=REPORTED - late * SECOND)
        assert lag_of_reports(until()) == Middle(4, 60 * SECOND)


class TestEscalationLag:
    def test_is_from_due_to_fired(self, company, issue):
        for rung, late in enumerate((0, 10, 20, 100), start=1):
            Escalation.objects.create(
                issue=issue,
                cycle=1,
                policy_version=company.version,
                clock="act",
                rung=rung,
                due_at=REPORTED,
                fired_at=REPORTED + late * SECOND,
            )
        assert escalation_lag(until()) == Middle(4, 10 * SECOND, 100 * SECOND)
        assert escalation_lag(until(REPORTED + 15 * SECOND)) == Middle(2, 0 * SECOND, 10 * SECOND)


class TestReasons:
    @pytest.fixture(autouse=True)
    def declines(self, company):
        for reason in ("Not ours", "not ours ", "No budget", "A secret"):
            issue = company.report(is_confidential=reason == "A secret")
            commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason=reason)

    def test_are_counted_however_they_are_spelt_the_most_frequent_first(self, company):
        found = reasons(until(), company.stranger, until().period.as_of)
        assert [(one.key, one.count) for one in found] == [("not ours", 2), ("no budget", 1)]
        assert behind(until(), Behind.DECLINED, Narrower(reason="not ours")).count() == 2

    def test_of_what_is_confidential_are_for_those_who_deal_with_it(self, company):
        found = reasons(until(), company.owner, until().period.as_of)
        assert "a secret" in [one.key for one in found]
