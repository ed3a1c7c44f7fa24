"""Open issues under another policy version: nothing fires twice, and there is time to adapt."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from inflection_points.commands.policies import save_version
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Severity
from issues import commands
from issues.commands.auditing import audit, differences
from issues.commands.sweeping import sweep
from issues.models import Escalation, Issue
from issues.rules import refusals as no
from issues.rules.events import AlarmKind
from issues.rules.memory import thaw
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture
def stricter(company):
    """Act within two hours instead of three days, told at 50 % already."""
    targets = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.HOURS)}
    rungs = tuple(replace(r, percent=50) if r.percent == 75 else r for r in DEFAULT_RUNGS)
    return version(company, targets, rungs)


@pytest.fixture
def laxer(company):
    return version(company, {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(30, Unit.DAYS)})


def version(company, targets, rungs=DEFAULT_RUNGS):
    return save_version(
        name=company.version.policy.name,
        targets=targets,
        rungs=rungs,
        actor=company.administrator,
        now=REPORTED,
    )


def move(company, issue, to, now=NOW):
    return commands.move_to_version(
        issue=issue.pk, version=to, actor=company.administrator, reason="Customers wait", now=now
    )


def fired(issue):
    rows = Escalation.objects.filter(issue=issue, clock=AlarmKind.ACT)
    return list(rows.order_by("due_at", "rung").values_list("rung", flat=True))


def test_is_for_administrators(company, issue, stricter):
    with pytest.raises(PermissionDenied, match="Only administrators"):
        commands.move_to_version(issue=issue.pk, version=stricter, actor=company.owner, now=NOW)
    assert Issue.objects.get().policy_version == company.version


def test_leaves_a_working_day_of_grace(company, issue, stricter):
    after = move(company, issue, stricter)
    assert after.policy_version == stricter
    assert after.act_by == after.first_act_by == NOW + DAY
    assert after.next_due_at >= NOW + DAY
    sweep(now=NOW + DAY - HOUR / 60)
    assert fired(issue) == []


def test_never_refires_a_rung(company, issue, stricter):
    sweep(now=issue.act_by)  # the first passed, the second fired
    late = issue.act_by + HOUR
    after = move(company, issue, stricter, now=late)
    assert after.act_by < late  # overdue stays overdue
    sweep(now=late + 2 * DAY)
    assert fired(issue) == [1, 2, 3, 4]


def test_counts_late_what_was_late_before(company, issue, laxer):
    first_act_by = issue.act_by
    after = move(company, issue, laxer, now=first_act_by + HOUR)
    assert after.first_act_by == first_act_by
    assert after.act_by > first_act_by


def test_events_alone_give_the_same_state(company, issue, stricter, laxer):
    sweep(now=issue.act_by)
    move(company, issue, stricter, now=issue.act_by + HOUR)
    sweep(now=issue.act_by + 2 * DAY)
    move(company, issue, laxer, now=issue.act_by + 3 * DAY)
    found = Issue.objects.get(pk=issue.pk)
    assert differences(found) == {}
    assert audit(now=issue.act_by + 3 * DAY).findings == []
    assert thaw(found.memory).reached == 4


def test_to_the_same_version_is_refused(company, issue):
    with pytest.raises(no.SameVersion):
        move(company, issue, company.version)


def test_of_a_closed_issue_is_refused(company, issue, stricter):
    commands.decline(issue=issue.pk, actor=company.owner, reason="Not ours", now=NOW)
    with pytest.raises(no.IssueClosed):
        move(company, issue, stricter)
