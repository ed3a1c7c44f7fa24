"""Open issues under another policy version: nothing fires twice, and there is time to adapt."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from inflection_points.commands.policies import save_version
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Severity
from issues import commands
from issues.commands.auditing import audit, differences
from issues.commands.rescheduling import change_calendar
from issues.commands.sweeping import sweep
from issues.models import Escalation, Issue
from issues.rules import refusals as no
from issues.rules.events import AlarmKind, ClosureReason
from issues.rules.memory import thaw
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED

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
    assert after.first_act_by == after.act_by == first_act_by


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


class TestGrace:
    def moved(self, company, issue, version, days=5):
        return commands.move_to_version(
            issue=issue.pk, version=version, actor=company.administrator, now=NOW, grace=days * 8 * HOUR
        )

    def test_ends_when_the_severity_is_raised(self, company, issue, stricter):
        self.moved(company, issue, stricter)
        after = commands.change_severity(issue=issue.pk, actor=company.owner, to=Severity.CRITICAL, now=NOW)
        assert after.next_due_at < NOW + DAY
        sweep(now=NOW + DAY)
        assert fired(issue)

    def test_ends_when_the_issue_is_reopened(self, company, issue, stricter):
        self.moved(company, issue, stricter)
        commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Called", now=NOW)
        commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=NOW)
        commands.reopen(issue=issue.pk, actor=company.reporter, reason="No", now=NOW + HOUR)
        assert fired(issue) == [1]

    def test_never_keeps_the_reporter_from_being_asked(self, company, issue, stricter):
        self.moved(company, issue, stricter, days=9)
        commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Called", now=NOW)
        after = commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=NOW)
        assert after.next_due_at == NOW + 7 * DAY  # five working days

    def test_stands_when_the_calendar_changes(self, company, issue, stricter):
        before = self.moved(company, issue, stricter)
        change_calendar(
            name=company.calendar.name,
            zone="UTC",
            week=OFFICE_HOURS,
            holidays={(REPORTED + DAY).date(): "Works outing"},
            now=NOW + HOUR,
        )
        after = Issue.objects.get(pk=issue.pk)
        assert (after.act_by, after.first_act_by) == (before.act_by, before.first_act_by)
        assert differences(after) == {}

    def test_is_over_for_the_auditor_when_it_has_passed(self, company, issue, stricter):
        self.moved(company, issue, stricter, days=1)
        late = NOW + 3 * DAY
        assert audit(now=late).findings  # nobody swept
        sweep(now=late)
        assert audit(now=late).findings == []


def test_there_and_back_never_refires_a_rung(company, issue):
    rungs = tuple(
        replace(rung, percent={75: 80, 100: 160, 150: 170, 200: 180}[rung.percent])
        if rung.clock is Clock.ACT
        else rung
        for rung in DEFAULT_RUNGS
    )
    other = version(company, DEFAULT_TARGETS, rungs)
    sweep(now=issue.act_by)
    assert fired(issue) == [1, 2]
    move(company, issue, other, now=issue.act_by + HOUR)
    after = move(company, issue, company.version, now=issue.act_by + 2 * HOUR)
    assert after.reached == 2
    sweep(now=issue.act_by + 12 * HOUR)
    assert fired(issue) == [1, 2]
