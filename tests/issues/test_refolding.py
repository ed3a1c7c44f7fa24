"""`manage.py refold`: what it compares, and what it leaves as it is."""

from io import StringIO

import pytest
from django.core.management import call_command

from issues import commands
from issues.commands.rescheduling import change_calendar
from issues.models import Issue
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED

NOW = REPORTED + HOUR


def refold(**options) -> str:
    out = StringIO()
    call_command("refold", stdout=out, **options)
    return out.getvalue()


def test_compares_open_and_closed_issues_while_calendars_stand(company, issue):
    commands.decline(issue=issue.pk, actor=company.owner, reason="Not ours", now=NOW)
    company.report()
    assert refold() == "2 issues folded, 0 differences.\n"


def test_names_what_differs_and_ends_with_1(company, issue):
    Issue.objects.filter(pk=issue.pk).update(act_by=NOW)
    with pytest.raises(SystemExit) as end:
        refold()
    assert end.value.code == 1
    assert "1 differences" in refold(repair=True)
    assert refold() == "1 issues folded, 0 differences.\n"


def test_leaves_alone_what_was_closed_before_its_calendar_changed(company, issue):
    commands.decline(issue=issue.pk, actor=company.owner, reason="Not ours", now=NOW)
    still_open = company.report(now=NOW)
    act_by = Issue.objects.get(pk=issue.pk).act_by
    change_calendar(
        name=company.calendar.name,
        zone="UTC",
        week={day: [(8 * 60, 12 * 60)] for day in OFFICE_HOURS},
        now=NOW + DAY,
    )
    said = refold(repair=True)
    assert said.splitlines() == [
        "1 issues folded, 0 differences.",
        "1 closed issues stay as they are: their calendar was changed since.",
    ]
    assert Issue.objects.get(pk=issue.pk).act_by == act_by
    assert Issue.objects.get(pk=still_open.pk).act_by != act_by


def test_a_closed_issue_that_is_reopened_is_reckoned_by_the_calendar_of_then(company, issue):
    commands.decline(issue=issue.pk, actor=company.owner, reason="Not ours", now=NOW)
    counted_by = Issue.objects.get(pk=issue.pk).first_act_by
    week = {day: [(0, 24 * 60)] for day in range(7)}
    change_calendar(name=company.calendar.name, zone="UTC", week=week, now=NOW + 7 * DAY)
    after = commands.reopen(issue=issue.pk, actor=company.owner, reason="It is ours", now=NOW + 8 * DAY)
    assert after.first_act_by == counted_by
    assert refold() == "1 issues folded, 0 differences.\n"
