"""Boundaries that random lives seldom meet: exactly the whole target, the instant of the fix, what is merged or kept back."""

from datetime import timedelta

import pytest

from inflection_points.models import Kind
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.querysets.ageing import ageing
from insights.querysets.behind import Narrower, behind
from insights.querysets.coverage import coverage
from insights.querysets.figures import figures
from insights.rules.behind import Behind
from insights.rules.periods import Period, Scope
from issues import commands
from issues.commands.histories import write
from issues.commands.ledger import escalations
from issues.models import Issue
from issues.rules import events as e
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import history, second_point

LATER = REPORTED + 60 * DAY


def counted():
    keep_current(now=LATER)
    return figures(Scope(Period(REPORTED - 7 * DAY, LATER)))


@pytest.fixture
def lives(company):
    def live(*events, at=REPORTED, **fields):
        story = history(company, company.point, **fields)
        story.add(e.Reported(Severity.NORMAL, company.holder.pk, company.delivery.pk, None), at)
        for event, later in events:
            story.add(event, at + later)
            if isinstance(event, e.Escalated):
                story.escalations += escalations(story.issue, 1, event, at + later)
        write([story], now=LATER)

    return live


@pytest.mark.parametrize(("rung", "triggered"), [(1, 0), (2, 1)])  # at 75 % and at 100 %
def test_a_rung_at_the_whole_target_is_an_urgency_trigger(lives, company, rung, triggered):
    act = e.ContainmentRecorded(company.holder.pk, "stopped")
    lives((e.Escalated(e.AlarmKind.ACT, rung, REPORTED), HOUR), (act, 2 * HOUR))
    assert counted().urgency.triggered == triggered


@pytest.mark.parametrize(
    ("after", "again"),
    [(timedelta(), 0), (timedelta(seconds=1), 1), (30 * DAY, 1), (30 * DAY + timedelta(seconds=1), 0)],
)
def test_what_comes_back_is_observed_after_the_fix_and_within_thirty_days(lives, company, after, again):
    kind, act = Kind.objects.get(), e.ContainmentRecorded(company.owner.pk, "stopped")
    lives((act, HOUR), (e.Resolved(company.owner.pk, e.ClosureReason.FIXED), HOUR), kind=kind)
    lives(at=REPORTED + HOUR + after, kind=kind)
    assert counted().recurrence_30.quick_again == again


class TestReportsThatAreAddedToWhatWasFixed:
    """ "This happened to me too": a person says that it is the same."""

    @pytest.fixture
    def fixed(self, company):
        issue = company.report()
        by = {"issue": issue.pk, "actor": company.owner}
        commands.record_containment(**by, now=REPORTED + HOUR, evidence="stopped")
        commands.resolve(**by, now=REPORTED + HOUR, reason=e.ClosureReason.FIXED)
        return issue

    @pytest.mark.parametrize(
        ("seen", "again"), [(HOUR, (0, 0)), (2 * HOUR, (1, 1)), (31 * DAY, (0, 1)), (92 * DAY, (0, 0))]
    )
    def test_say_that_the_fix_did_not_last(self, company, fixed, seen, again):
        now = REPORTED + max(seen, HOUR) + HOUR
        keep_current(now=now)
        told = commands.Telling(text="me too", observed_at=REPORTED + seen)
        commands.add_report(issue=fixed.pk, reporter=company.stranger, now=now, telling=told)
        later = REPORTED + 120 * DAY
        keep_current(now=later)
        found = figures(Scope(Period(REPORTED - 7 * DAY, later)))
        assert (found.recurrence_30.quick_again, found.recurrence_90.quick_again) == again
        assert (found.recurrence_30.quick, found.recurrence_90.quick) == (1, 1)

    def test_count_once_they_have_come_in(self, company, fixed):
        seen, received = REPORTED + 20 * DAY, REPORTED + 40 * DAY
        told = commands.Telling(text="me too", observed_at=seen)
        commands.add_report(issue=fixed.pk, reporter=company.stranger, now=received, telling=told)
        keep_current(now=REPORTED + 50 * DAY)
        periods = (Period(REPORTED - 7 * DAY, as_of) for as_of in (received - HOUR, received))
        assert [figures(Scope(period)).recurrence_30.quick_again for period in periods] == [0, 1]


def test_what_was_opened_again_stands_at_the_highest_rung_that_ever_fired(company, lives):
    """A new cycle begins below the last rung, so that it can fire again."""
    lives(
        (e.Escalated(e.AlarmKind.ACT, 4, REPORTED), HOUR),
        (e.ContainmentRecorded(company.holder.pk, "stopped"), 2 * HOUR),
        (e.Resolved(company.owner.pk, e.ClosureReason.FIXED), 3 * HOUR),
        (e.Reopened(company.reporter.pk, "no"), 4 * HOUR),
    )
    keep_current(now=LATER)
    scope = Scope(Period(REPORTED, LATER))
    assert Issue.objects.get().reached == 3
    assert ageing(scope).at_rung(4).open == 1
    assert [behind(scope, Behind.OPEN, Narrower(rung=rung)).count() for rung in (3, 4)] == [0, 1]


def test_a_point_is_silent_whose_only_report_was_of_a_problem_elsewhere(company):
    """A duplicate counts as its canonical issue only."""
    elsewhere = second_point(company)
    told = {"kind": None, "severity": Severity.NORMAL, "reporter": company.reporter, "now": REPORTED}
    canonical = company.report()
    duplicate = commands.report(point=elsewhere, **told, telling=commands.Telling(text="Nobody called"))
    scope = Scope(Period(REPORTED, LATER), point=elsewhere.pk)
    assert not coverage(scope).silent
    commands.merge(issue=duplicate.pk, into=canonical.pk, actor=company.executive, now=REPORTED + HOUR)
    assert coverage(scope).silent
    commands.unmerge(
        issue=duplicate.pk, actor=company.executive, now=REPORTED + 2 * HOUR, reason="another door"
    )
    assert not coverage(scope).silent
