"""Coverage: which points have an owner, a deputy, a policy, a standard in force and a report in 90 days."""

import pytest

from inflection_points.commands.standards import ask_to_sign, sign_standard, write_standard
from inflection_points.models import InflectionPoint
from inflection_points.rules.standards import Words
from insights.querysets.coverage import coverage
from insights.rules.covering import Lack
from insights.rules.periods import Period, Scope
from issues import commands
from issues.models import Issue
from tests.cast import DAY, HOUR, REPORTED


def lacks(at, **places):
    [point] = coverage(Scope(Period.of_weeks(12, at), **places)).points
    return set(point.lacks)


@pytest.fixture
def promised(company):
    said = {"point": company.point.pk, "actor": company.owner, "now": REPORTED}
    draft = write_standard(seen="", words=Words("We come when we said."), **said)
    version = ask_to_sign(seen=draft.seen, departments=[], **said)
    return sign_standard(
        standard=version.pk, department=company.delivery.pk, actor=company.head, now=REPORTED + HOUR
    )


class TestCoverage:
    def test_is_whole_when_nothing_is_missing(self, company, promised):
        company.report()
        found = coverage(Scope(Period.of_weeks(12, REPORTED + DAY)))
        assert (found.share.count, found.share.n, found.lacking) == (1, 1, [])

    def test_names_what_is_missing(self, company):
        company.deputy.is_active = False
        company.deputy.save()
        assert lacks(REPORTED + DAY) == {Lack.DEPUTY, Lack.STANDARD, Lack.REPORT}

    def test_an_owner_who_left_and_no_deputy_at_all_are_missing(self, company, promised):
        company.report()
        InflectionPoint.objects.update(deputy=None)
        company.owner.is_active = False
        company.owner.save()
        assert lacks(REPORTED + DAY) == {Lack.OWNER, Lack.DEPUTY}

    def test_a_retired_policy_is_none(self, company, promised):
        company.report()
        policy = company.version.policy
        policy.retired_at, policy.successor = REPORTED, type(policy).objects.create(name="Next")
        policy.save()
        assert lacks(REPORTED + DAY) == {Lack.POLICY}

    def test_silence_begins_ninety_days_after_the_last_report(self, company, promised):
        company.report()
        assert Lack.REPORT not in lacks(REPORTED + 90 * DAY - HOUR)
        assert lacks(REPORTED + 90 * DAY) == {Lack.REPORT}
        [silent] = coverage(Scope(Period.of_weeks(12, REPORTED + 90 * DAY))).silent
        assert silent.name == "Delivery slot kept"

    def test_a_report_that_was_added_to_an_old_issue_breaks_the_silence(self, company, promised, issue):
        commands.add_report(
            issue=issue.pk,
            reporter=company.reporter,
            telling=commands.Telling(text="Again"),
            now=REPORTED + 60 * DAY,
        )
        assert lacks(REPORTED + 120 * DAY) == set()

    def test_what_is_not_counted_is_no_report(self, company, promised, issue):
        Issue.objects.update(is_counted=False)
        assert lacks(REPORTED + DAY) == {Lack.REPORT}

    def test_looks_back_at_the_standard_and_the_reports_of_then(self, company, promised, issue):
        assert lacks(REPORTED - DAY) == {Lack.STANDARD, Lack.REPORT}
        assert lacks(REPORTED + 2 * HOUR) == set()

    def test_a_draft_and_one_that_waits_are_not_in_force(self, company, issue):
        said = {"point": company.point.pk, "actor": company.owner, "now": REPORTED}
        draft = write_standard(seen="", words=Words("We come when we said."), **said)
        assert lacks(REPORTED + DAY) == {Lack.STANDARD}
        ask_to_sign(seen=draft.seen, departments=[], **said)
        assert lacks(REPORTED + DAY) == {Lack.STANDARD}

    def test_asks_as_much_of_many_points_as_of_one(self, company, issue, django_assert_num_queries):
        for n in range(5):
            InflectionPoint.objects.create(
                stage=company.stage,
                name=f"Moment {n}",
                slug=f"moment-{n}",
                department=company.support,
                owner=company.manager,
                policy=company.version.policy,
                calendar=company.calendar,
                is_active=n != 4,
            )
        with django_assert_num_queries(3):
            found = coverage(Scope(Period.of_weeks(12, REPORTED + DAY)))
        assert found.share.n == 5
        assert len(coverage(Scope(Period.of_weeks(12, REPORTED), department=company.support.pk)).points) == 4
