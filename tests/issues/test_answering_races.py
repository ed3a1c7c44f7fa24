"""One receipt, two answers at the same instant: one of them counts, once."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.answering import Asked, confirm_fixed, say_not_fixed
from issues.commands.auditing import differences
from issues.commands.recording import lock
from issues.models import Issue, Report
from issues.rules.events import ClosureReason
from issues.rules.refusals import Refusal
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + DAY


@pytest.fixture
def report(transactional_db, company) -> Report:
    """Of a guest, and resolved: the receipt asks whether it is fixed."""
    issue = commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=None,
        now=REPORTED,
        telling=commands.Telling(text="The gate stays shut", client_key=UUID(int=5)),
    )
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Oiled", now=REPORTED + HOUR)
    commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=REPORTED + HOUR)
    return issue.reports.get()


def at_once(report, *answers):
    """All of them wait for the issue at the same time; which were refused, and how often."""
    asked, refused = Asked(report.issue_id, Issue.objects.get(pk=report.issue_id).last_seq), []

    def send(answer, more):
        try:
            answer(report=Report.objects.get(pk=report.pk), now=NOW, asked=asked, **more)
        except Refusal as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    with transaction.atomic():
        lock(report.issue_id, NOW)
        threads = [threading.Thread(target=send, args=one) for one in answers]
        for thread in threads:
            thread.start()
        threads[-1].join(0.5)
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(10)
    return refused


def endings(report):
    return [row.kind for row in report.issue.events.filter(kind__in=["verified", "reopened"])]


YES: Any = (confirm_fixed, {})
NO: Any = (say_not_fixed, {"reason": "It is shut"})


def test_two_yes_are_one(report):
    assert at_once(report, YES, YES) == []
    assert endings(report) == ["verified"]


def test_two_no_reopen_it_once(report):
    assert at_once(report, NO, NO) == []
    assert endings(report) == ["reopened"]
    assert Issue.objects.get(pk=report.issue_id).cycle == 2


def test_of_a_yes_and_a_no_the_first_counts_and_the_other_is_told(report):
    assert at_once(report, YES, NO) == ["already_answered"]
    assert len(endings(report)) == 1
    assert differences(Issue.objects.get(pk=report.issue_id)) == {}
