"""Partners, promises and causes, one story at a time, with figures worked out by hand."""

from datetime import timedelta

import pytest

from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.querysets.origins import felt_elsewhere_by
from insights.querysets.partners import Partner, partners
from insights.querysets.promises import blocked, blocked_by, promises
from insights.rules.periods import Period, Scope
from insights.rules.reporting import Blocked, Promises
from issues import commands
from issues.commands.causes import note_cause
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import second_point

LATER = REPORTED + 30 * DAY
TO_SUPPORT = Partner("customer-support", "Customer support", 1, 1)


def until(as_of=LATER, department=None) -> Scope:
    keep_current(now=LATER)
    return Scope(Period(REPORTED - 7 * DAY, as_of), department=department)


@pytest.fixture
def hand(company):
    """Give an issue to a department."""

    def over(issue, to, at):
        return commands.hand_over(
            issue=issue.pk, actor=company.owner, to_department=to, now=at, reason="Yours"
        )

    return over


class TestPartners:
    @pytest.fixture(autouse=True)
    def there_and_back(self, company, issue, hand):
        """Delivery passes it to support a day later, which passes it back a day after that."""
        hand(issue, company.support, REPORTED + DAY)
        hand(issue, company.delivery, REPORTED + 2 * DAY)

    def test_are_whom_it_passed_to_and_whom_it_got_back_from(self, company):
        assert partners(until(department=company.delivery.pk)) == [TO_SUPPORT]
        [delivery] = partners(until(department=company.support.pk))
        assert (delivery.name, delivery.passed_to, delivery.back_from) == ("Delivery", 1, 0)

    def test_are_known_only_by_what_had_happened_by_then(self, company):
        [found] = partners(until(REPORTED + DAY + HOUR, department=company.delivery.pk))
        assert (found.passed_to, found.back_from) == (1, 0)
        assert not partners(until(REPORTED + HOUR, department=company.delivery.pk))

    def test_do_not_count_what_was_passed_on_after_an_act(self, company, hand):
        acted = company.report()
        commands.record_containment(
            issue=acted.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Stopped"
        )
        hand(acted, company.support, REPORTED + DAY)
        assert partners(until(department=company.delivery.pk)) == [TO_SUPPORT]


class TestPromises:
    def promise(self, company, by, at=REPORTED):
        telling = commands.Telling(text="Where is it?", promised="Call back", promised_by=by)
        return commands.report(
            point=company.point, severity=Severity.NORMAL, reporter=company.reporter, now=at, telling=telling
        )

    def keep(self, company, issue, at):
        told = issue.reports.get()
        commands.keep_promise(issue=issue.pk, actor=company.owner, now=at, report=told.pk)

    def test_count_when_their_date_has_come(self, company):
        self.promise(company, REPORTED + 10 * HOUR)
        self.promise(company, LATER + DAY)
        company.report()
        assert promises(until(REPORTED + 9 * HOUR)) == Promises(0, 0)
        assert promises(until()) == Promises(due=1, kept=0)

    def test_are_kept_by_their_date_or_not_at_all(self, company):
        self.keep(company, self.promise(company, REPORTED + 10 * HOUR), REPORTED + 10 * HOUR)
        late = self.promise(company, REPORTED + 10 * HOUR)
        self.keep(company, late, REPORTED + 10 * HOUR + timedelta(seconds=1))
        assert promises(until()) == Promises(due=2, kept=1)

    def test_that_were_missed_are_blocked_by_who_had_the_issue_meanwhile(self, company, hand):
        """10 h each from promise to date: delivery has the first for 4 h, support for 6 h; delivery all of the second."""
        first = self.promise(company, REPORTED + 10 * HOUR)
        hand(first, company.support, REPORTED + 4 * HOUR)
        self.promise(company, REPORTED + 10 * HOUR)
        kept = self.promise(company, REPORTED + 10 * HOUR)
        self.keep(company, kept, REPORTED + HOUR)
        assert blocked_by(until()) == {
            company.delivery.pk: Blocked(promises=2, held=14 * HOUR, time=20 * HOUR),
            company.support.pk: Blocked(promises=1, held=6 * HOUR, time=20 * HOUR),
        }
        assert [told.issue for told in blocked(until(), company.support.pk)] == [first]

    def test_count_an_issue_that_went_to_and_fro_once(self, company, hand):
        told = self.promise(company, REPORTED + 10 * HOUR)
        hand(told, company.support, REPORTED + 3 * HOUR)
        hand(told, company.delivery, REPORTED + 6 * HOUR)
        assert blocked_by(until())[company.delivery.pk] == Blocked(1, 7 * HOUR, 10 * HOUR)
        assert blocked(until(), company.delivery.pk).count() == 1


class TestCauses:
    def test_count_where_they_lie_when_customers_felt_them_at_another_department(self, company, issue):
        calls = second_point(company)
        note_cause(
            actor=company.owner,
            now=REPORTED + DAY,
            title="The hotline books slots that do not exist",
            origin=calls,
            issue=issue.pk,
        )
        own = company.report()
        note_cause(
            actor=company.owner,
            now=REPORTED + DAY,
            title="The tours are planned too tight",
            origin=company.point,
            issue=own.pk,
        )
        assert felt_elsewhere_by(until()) == {company.support.pk: 1}
        assert felt_elsewhere_by(until(REPORTED + HOUR)) == {}
