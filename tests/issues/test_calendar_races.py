"""A calendar changed while others report, move issues and change it too."""

import threading

import pytest
from django.db import connection, transaction

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.auditing import differences
from issues.commands.calendars import draft_of, keep_calendar
from issues.commands.rescheduling import change_calendar
from issues.models import Issue
from issues.rules.refusals import CalendarChangedMeanwhile
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED

TUESDAY, WEDNESDAY = (REPORTED.date() + n * DAY for n in (0, 1))


def edit(*holidays):
    names = dict.fromkeys(holidays, "Founders' day")
    return change_calendar(name="Office hours", zone="UTC", week=OFFICE_HOURS, holidays=names, now=REPORTED)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_a_report_waits_for_the_new_calendar(self, company):
        made = []

        def report():
            made.append(company.report())
            connection.close()

        with transaction.atomic():
            edit(WEDNESDAY)
            thread = threading.Thread(target=report)
            thread.start()
            thread.join(0.5)
            assert thread.is_alive()
        thread.join(10)
        assert differences(Issue.objects.get(pk=made[0].pk)) == {}
        assert made[0].act_by == REPORTED + 3 * DAY + 8 * HOUR

    def test_who_moves_an_issue_meanwhile_reckons_by_the_new_calendar(self, company):
        issue = company.report()

        def raise_severity():
            commands.change_severity(
                issue=issue.pk, actor=company.owner, to=Severity.HIGH, reason="Worse", now=REPORTED + HOUR
            )
            connection.close()

        with transaction.atomic():
            edit(TUESDAY, WEDNESDAY)
            thread = threading.Thread(target=raise_severity)
            thread.start()
            thread.join(0.5)
            assert thread.is_alive()
        thread.join(10)
        assert differences(Issue.objects.get(pk=issue.pk)) == {}

    def test_of_two_who_save_the_same_calendar_one_is_told(self, company):
        calendar, refused = company.calendar, []
        draft = draft_of(calendar)

        def save():
            try:
                keep_calendar(
                    calendar=calendar.pk,
                    revision=calendar.revision,
                    draft=draft,
                    actor=company.administrator,
                    now=REPORTED,
                )
            except CalendarChangedMeanwhile as refusal:
                refused.append(str(refusal))
            connection.close()

        threads = [threading.Thread(target=save) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert len(refused) == 1
        assert "Somebody saved this calendar" in refused[0]
