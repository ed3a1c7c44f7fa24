"""Reports know whether their reporter is asked if it is fixed; whatever writes, the database keeps it."""

import pytest

from issues import commands
from issues.models import Issue, Report
from issues.rules.events import ClosureReason
from tests.cast import DAY, HOUR, REPORTED

THEN = REPORTED + 3 * HOUR


@pytest.fixture
def resolved(company):
    issue = company.report()
    commands.record_containment(
        issue=issue.pk, actor=company.owner, evidence="Sent a courier", now=REPORTED + HOUR
    )
    return commands.resolve(
        issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=REPORTED + 2 * HOUR
    )


def awaited():
    return list(Report.objects.filter(awaits_answer=True).values_list("issue", flat=True))


def test_nobody_is_asked_before_it_is_resolved(company):
    company.report()
    assert awaited() == []


def test_is_asked_while_it_is_resolved(company, resolved):
    assert awaited() == [resolved.pk]
    commands.verify(issue=resolved.pk, actor=company.reporter, now=THEN)
    assert awaited() == []


def test_is_asked_no_more_once_it_is_open_again(company, resolved):
    commands.reopen(issue=resolved.pk, actor=company.reporter, reason="It came late again", now=THEN)
    assert awaited() == []


def test_saving_a_report_as_it_was_before_changes_nothing(company, resolved):
    report = Report.objects.get()
    report.awaits_answer = False
    report.save()
    assert awaited() == [resolved.pk]


def test_a_report_that_moves_is_asked_as_those_where_it_comes_to(company, resolved):
    other = company.report(now=REPORTED + DAY)
    Report.objects.filter(issue=other).update(issue=resolved)
    assert awaited() == [resolved.pk] * 2


def test_what_is_written_as_resolved_is_asked_about(company, resolved):
    copy = Issue.objects.get(pk=resolved.pk)
    copy.pk = None
    copy.save()
    told = {"received_at": REPORTED, "observed_at": REPORTED}
    Report.objects.create(issue=copy, reporter=company.reporter, **told)
    assert sorted(awaited()) == [resolved.pk, copy.pk]


def test_stands_in_the_inbox_of_whoever_reported_it(company, resolved):
    assert list(Issue.objects.my_moves(company.reporter, THEN)) == [resolved]
    assert list(Issue.objects.my_moves(company.owner, THEN)) == []
    company.reporter.is_active = False
    company.reporter.save()
    assert list(Issue.objects.my_moves(company.owner, THEN)) == [resolved]
