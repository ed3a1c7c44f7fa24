"""What came back at a point, by kind and site: of issues that whoever looks may read, or it would tell of the others."""

import pytest

from insights.commands.keeping import keep_current
from insights.querysets.lessons import prevented, returned
from insights.rules.periods import Period, Scope
from issues import commands
from issues.rules.events import ActionKind, ClosureReason
from tests.cast import DAY, HOUR, REPORTED

LATER = REPORTED + 30 * DAY


def fixed(company, **fields):
    issue = company.report(**fields)
    by = {"issue": issue.pk, "actor": company.owner, "now": REPORTED + HOUR}
    commands.record_containment(**by, evidence="Stopped")
    commands.resolve(**by, reason=ClosureReason.FIXED)
    return issue


def back(person):
    keep_current(now=LATER)
    return [(one.times, one.last) for one in returned(Scope(Period.of_weeks(8, LATER)), person, LATER)]


def test_counts_what_was_reported_again_after_a_fix(company):
    fixed(company)
    company.report(now=REPORTED + 5 * DAY)
    company.report(now=REPORTED + 7 * DAY)
    assert back(company.stranger) == [(1, REPORTED + 5 * DAY)]


def test_counts_what_somebody_added_to_the_issue_that_was_fixed(company):
    issue = fixed(company)
    seen = REPORTED + 5 * DAY
    told = commands.Telling(text="Again", observed_at=seen)
    commands.add_report(issue=issue.pk, reporter=company.holder, now=seen + HOUR, telling=told)
    assert back(company.stranger) == [(1, seen + HOUR)]


@pytest.mark.parametrize("secret", ["the fix", "what came back"])
def test_tells_of_what_is_confidential_only_those_who_are_let_in(company, secret):
    fixed(company, is_confidential=secret == "the fix")
    company.report(now=REPORTED + 5 * DAY, is_confidential=secret == "what came back")
    assert back(company.stranger) == []
    assert back(company.owner) == [(1, REPORTED + 5 * DAY)]


def test_says_of_preventive_work_how_often_one_may_read_that_it_happened_since(company):
    issue = company.report()
    by = {"issue": issue.pk, "now": REPORTED + HOUR}
    due = {"due_at": REPORTED + DAY, "assignee": company.holder}
    commands.plan_action(
        **by, **due, actor=company.owner, kind=ActionKind.PREVENTIVE, description="Plan longer slots"
    )
    commands.complete_action(**by, action=issue.actions.get().pk, actor=company.holder, evidence="Planned")
    company.report(now=REPORTED + DAY)
    company.report(now=REPORTED + DAY, is_confidential=True)

    def since(person):
        return [one.since for one in prevented(company.point.pk, person, LATER, as_of=LATER)]

    assert (since(company.stranger), since(company.owner)) == ([1], [2])


def test_says_of_preventive_work_no_duplicate_and_nothing_that_was_reported_later(company):
    first, again, later = (company.report(now=REPORTED + n * DAY) for n in (0, 1, 5))
    by = {"issue": first.pk, "now": REPORTED + HOUR, "actor": company.owner}
    due = {"due_at": REPORTED + DAY, "assignee": company.holder}
    commands.plan_action(**by, **due, kind=ActionKind.PREVENTIVE, description="Plan longer slots")
    commands.complete_action(**by, action=first.actions.get().pk, evidence="Planned")
    commands.merge(issue=later.pk, into=again.pk, actor=company.owner, now=REPORTED + 6 * DAY)
    company.report(now=REPORTED + 9 * DAY)

    def since(as_of):
        [one] = prevented(company.point.pk, company.owner, LATER, as_of=as_of)
        return one.since

    assert (since(REPORTED + HOUR), since(REPORTED + 8 * DAY), since(LATER)) == (0, 1, 2)
