"""What the measures say of one problem at a time. Its act target ends on Thursday at 17:00."""

from datetime import datetime, timedelta

import pytest

from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.querysets.behind import behind
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction as kept_inaction
from insights.rules.bands import Bands
from insights.rules.behind import Behind
from insights.rules.inaction import Inaction
from insights.rules.periods import Period, Scope, iso_name
from issues import commands
from issues.commands.histories import write
from issues.models import Issue
from issues.rules import events as e
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.counted import Counts
from tests.insights.counted import counts_as_of as counted_as_of
from tests.insights.stories import history

SINCE = REPORTED - 7 * DAY
ACT_BY = REPORTED + 2 * DAY + 8 * HOUR
LATER = REPORTED + 30 * DAY
SECOND = timedelta(seconds=1)


def until(as_of: datetime) -> Scope:
    return Scope(Period(SINCE, as_of))


def of(scope: Scope):
    keep_current(now=LATER)
    return figures(scope)


def bands(scope: Scope) -> Bands:
    return of(scope).bands


def time_to_act(scope: Scope):
    return of(scope).time_to_act


def inaction(scope: Scope) -> Inaction:
    keep_current(now=LATER)
    return kept_inaction(scope)


def counts_as_of(as_of: datetime) -> Counts:
    keep_current(now=LATER)
    return counted_as_of(as_of)


@pytest.fixture
def act(company):
    """Somebody who has the issue stops the harm."""

    def record(issue, at):
        return commands.record_containment(issue=issue.pk, actor=company.owner, now=at, evidence="Stopped")

    return record


class TestActionRate:
    def test_counts_an_act_at_the_last_instant_of_the_target(self, issue, act):
        act(issue, ACT_BY)
        assert bands(until(LATER)) == Bands(in_time=1)

    def test_is_late_a_second_after(self, issue, act):
        act(issue, ACT_BY + SECOND)
        assert bands(until(LATER)) == Bands(late=1)

    def test_is_not_flattered_by_the_early_acts_of_the_young(self, company, issue, act):
        act(issue, REPORTED + HOUR)
        company.report(now=REPORTED + HOUR)
        found = bands(until(ACT_BY - SECOND))
        assert found == Bands(maturing=2)
        assert found.action_rate.value is None

    def test_takes_an_issue_in_when_its_target_has_passed(self, issue):
        assert bands(until(ACT_BY)) == Bands(never=1)

    def test_knows_at_an_earlier_instant_only_what_had_happened_by_then(self, issue, act):
        act(issue, REPORTED + 4 * DAY)
        assert bands(until(REPORTED + 3 * DAY)) == Bands(never=1)
        assert bands(until(REPORTED + 4 * DAY)) == Bands(late=1)

    def test_leaves_declined_issues_out_and_shows_them_beside(self, company, issue):
        company_says_no = {"issue": issue.pk, "actor": company.owner, "reason": "Not ours"}
        commands.decline(now=REPORTED + HOUR, **company_says_no)
        found = bands(until(LATER))
        assert found == Bands(declined=1)
        assert (found.action_rate.n, found.declined_share.value) == (0, 1.0)
        assert bands(until(REPORTED + HOUR / 2)) == Bands(maturing=1)

    def test_counts_a_reopened_issue_by_its_first_cycle(self, company, issue, act):
        act(issue, REPORTED + HOUR)
        commands.resolve(
            issue=issue.pk, actor=company.owner, now=REPORTED + 2 * HOUR, reason=e.ClosureReason.FIXED
        )
        commands.reopen(issue=issue.pk, actor=company.reporter, now=REPORTED + DAY, reason="Late again")
        assert bands(until(LATER)) == Bands(in_time=1)

    def test_does_not_take_accepting_for_acting(self, company, issue):
        commands.accept(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR)
        assert bands(until(LATER)) == Bands(never=1)

    def test_leaves_out_spam_and_tests(self, issue):
        Issue.objects.filter(pk=issue.pk).update(is_counted=False)
        assert bands(until(LATER)) == Bands()

    def test_counts_by_the_week_of_the_report(self, company, issue, act):
        company.report(now=REPORTED + 5 * DAY)  # Sunday: still the same ISO week
        act(company.report(now=REPORTED + 6 * DAY), REPORTED + 6 * DAY + HOUR)
        keep_current(now=LATER)
        assert [(week.name, week.figures.bands) for week in figures_by(until(LATER), By.WEEK)] == [
            ("2026-W10", Bands(never=2)),
            ("2026-W11", Bands(in_time=1)),
        ]

    def test_leads_to_the_issues_behind_each_count(self, company, issue, act):
        early = company.report()
        act(early, REPORTED + HOUR)
        keep_current(now=LATER)
        assert list(behind(until(LATER), Behind.NEVER)) == [issue]
        assert list(behind(until(LATER), Behind.IN_TIME)) == [early]


class TestTimeToAct:
    def test_counts_working_time_only(self, issue, act):
        act(issue, REPORTED + 7 * DAY + HOUR)  # a week and an hour: five working days of 8 h, and one
        assert 40.5 * HOUR < time_to_act(until(LATER)).p50 <= 41 * HOUR  # told on a scale of steps

    def test_counts_round_the_clock_what_is_critical(self, company, act):
        act(company.report(severity=Severity.CRITICAL), REPORTED + 2 * DAY)
        assert 47 * HOUR < time_to_act(until(LATER)).p50 <= 48 * HOUR

    def test_counts_in_those_that_still_wait(self, company, issue, act):
        act(company.report(), REPORTED + HOUR)
        act(company.report(), REPORTED + 2 * HOUR)
        company.report()
        found = time_to_act(until(REPORTED + 3 * HOUR))
        assert (found.n, found.ended, found.p50, found.p75) == (4, 2, 2 * HOUR, None)

    def test_of_an_act_before_the_report_is_nothing(self, company):
        story = history(company, company.point, imported=True)
        story.add(
            e.Reported(Severity.NORMAL, company.owner.pk, company.delivery.pk, None), REPORTED + 4 * HOUR
        )
        story.add(e.ActedElsewhere(None), REPORTED + 2 * HOUR)
        write([story], now=LATER)
        assert time_to_act(until(LATER)).p50 == timedelta(0)


class TestCounts:
    def test_remember_a_closing_that_was_undone_since(self, company, issue, act):
        act(issue, REPORTED + HOUR)
        commands.resolve(
            issue=issue.pk, actor=company.owner, now=REPORTED + 2 * HOUR, reason=e.ClosureReason.FIXED
        )
        commands.verify(issue=issue.pk, actor=company.reporter, now=REPORTED + 3 * HOUR)
        commands.reopen(issue=issue.pk, actor=company.reporter, now=REPORTED + DAY, reason="Late again")
        closed = Counts(reported=1, acted=1, open=0, closed=1, not_acted=0)
        opened = Counts(reported=1, acted=1, open=1, closed=0, not_acted=0)
        assert counts_as_of(REPORTED + 2 * HOUR) == opened
        assert counts_as_of(REPORTED + 4 * HOUR) == closed
        assert counts_as_of(REPORTED + 2 * DAY) == opened

    def test_know_an_act_of_a_later_cycle(self, company, issue, act):
        commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason="Not ours")
        commands.reopen(issue=issue.pk, actor=company.owner, now=REPORTED + DAY, reason="It is")
        act(issue, REPORTED + 2 * DAY)
        assert counts_as_of(REPORTED + DAY).not_acted == 1
        assert counts_as_of(REPORTED + 2 * DAY).acted == 1


class TestInaction:
    def test_counts_a_customer_once_whatever_happened_to_the_others(self, company):
        company.report()
        again = company.report()
        commands.add_report(
            issue=again.pk,
            reporter=company.stranger,
            now=REPORTED + HOUR,
            telling=commands.Telling(customers=9),
        )
        found = inaction(until(LATER))
        assert found == Inaction(issues=2, once=1, more=10)
        assert found.at_risk == pytest.approx(1 * 0.26 + 10 * 0.52)
        assert (found.at_least, found.at_most) == (pytest.approx(2.86), pytest.approx(5.72))
        assert (found.tell, found.mentions) == ((pytest.approx(6.38), 11), pytest.approx(15.4))

    def test_takes_at_least_one_customer_an_issue(self, company):
        story = history(company, company.point)
        story.add(e.Reported(Severity.NORMAL, company.owner.pk, company.delivery.pk, None), REPORTED)
        write([story], now=LATER)
        assert inaction(until(LATER)) == Inaction(issues=1, once=1, more=0)

    def test_ends_when_somebody_acts(self, company, issue, act):
        act(issue, REPORTED + DAY)
        assert inaction(until(REPORTED + DAY - SECOND)).issues == 1
        assert inaction(until(REPORTED + DAY)).issues == 0


class TestPeriods:
    def test_are_whole_weeks_up_to_the_instant(self):
        period = Period.of_weeks(2, REPORTED)  # a Tuesday
        assert [iso_name(monday) for monday in period.cohorts] == ["2026-W09", "2026-W10"]
        assert period.since == REPORTED - 8 * DAY - 9 * HOUR

    def test_are_compared_with_as_many_weeks_before_as_they_stood_when_they_were_over(self):
        period = Period.of_weeks(2, REPORTED)
        assert period.before == Period(period.since - 14 * DAY, period.since, until=period.since)

    def test_that_begin_after_their_end_are_refused(self):
        with pytest.raises(ValueError, match="begins before it ends"):
            Period(LATER, REPORTED)
