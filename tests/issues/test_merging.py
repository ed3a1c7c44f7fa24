"""Two issues that are one: reports, reporters and the earlier report time go to the canonical one."""

import pytest
from django.core.exceptions import PermissionDenied

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.auditing import audit, differences
from issues.commands.sweeping import sweep
from issues.models import Issue
from issues.rules import refusals as no
from issues.rules.events import ActionKind, ClosureReason
from issues.rules.memory import thaw
from issues.rules.state import Phase
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + 5 * HOUR


@pytest.fixture
def duplicate(company):
    return company.report(now=REPORTED + 2 * HOUR)


def merge(company, duplicate, into, now=NOW):
    return commands.merge(issue=duplicate.pk, into=into.pk, actor=company.owner, now=now)


def test_closes_the_duplicate_and_says_where_it_went(company, issue, duplicate):
    merged = merge(company, duplicate, issue)
    assert (merged.phase, merged.merged_into, merged.next_due_at) == (Phase.MERGED, issue, None)
    canonical = Issue.objects.get(pk=issue.pk)
    assert (canonical.report_count, canonical.reports.count(), duplicate.reports.count()) == (2, 2, 0)
    assert canonical.customers == 2


def test_gives_the_canonical_issue_the_earlier_report_time(company, issue, duplicate):
    merge(company, issue, duplicate)
    canonical = Issue.objects.get(pk=duplicate.pk)
    assert canonical.reported_at == issue.reported_at
    assert (canonical.act_by, canonical.first_act_by) == (issue.act_by, issue.act_by)
    for found in (canonical, Issue.objects.get(pk=issue.pk)):
        assert differences(found) == {}


def test_never_moves_a_deadline_later(company, issue, duplicate):
    act_by = issue.act_by
    merge(company, duplicate, issue)
    assert Issue.objects.get(pk=issue.pk).act_by == act_by


def test_is_not_an_act(company, issue, duplicate):
    merge(company, duplicate, issue)
    assert Issue.objects.get(pk=issue.pk).acted_at is None


def test_keeps_the_more_severe_of_the_two(company, issue):
    urgent = company.report(severity=Severity.CRITICAL, now=REPORTED + HOUR)
    merge(company, urgent, issue)
    assert Issue.objects.get(pk=issue.pk).severity == Severity.CRITICAL


def test_tells_those_who_reported_the_duplicate_and_asks_them_whether_it_is_fixed(company, issue):
    duplicate = commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=company.stranger,
        now=REPORTED + HOUR,
        telling=commands.Telling(text="Late again"),
    )
    merge(company, duplicate, issue)
    told = Message.objects.get(kind="merged")
    assert (told.recipient, told.context["path"]) == (company.stranger, f"/issues/{issue.pk}/#next-move")
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Called", now=NOW)
    commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=NOW)
    asked = Message.objects.filter(kind="is_it_fixed").values_list("recipient", flat=True)
    assert set(asked) == {company.reporter.pk, company.stranger.pk}
    assert commands.verify(issue=issue.pk, actor=company.stranger, now=NOW + HOUR).phase == Phase.VERIFIED


def test_of_an_issue_that_has_duplicates_itself_is_refused(company, issue, duplicate):
    third = company.report(now=REPORTED + 3 * HOUR)
    merge(company, third, duplicate)
    with pytest.raises(no.HasDuplicates):
        merge(company, duplicate, issue)


def test_into_one_that_was_acted_on_does_not_turn_late_into_in_time(company, issue):
    late = issue.first_act_by + 2 * DAY
    told_again = company.report(now=late)
    commands.record_containment(issue=told_again.pk, actor=company.owner, evidence="Called", now=late + HOUR)
    merge(company, issue, told_again, now=late + 2 * HOUR)
    assert Issue.objects.get(pk=told_again.pk).first_act_by == issue.first_act_by


def test_of_an_earlier_issue_fires_at_once_what_is_overdue_from_there(company, issue):
    late = company.report(now=issue.act_by)
    merge(company, issue, late, now=issue.act_by + HOUR)
    canonical = Issue.objects.get(pk=late.pk)
    assert thaw(canonical.memory).reached == 2
    sweep(now=issue.act_by + 2 * HOUR)
    assert canonical.escalations.filter(caught_up=False).count() == 1


def test_into_itself_or_nothing_is_refused(company, issue):
    with pytest.raises(no.SameIssue):
        merge(company, issue, issue)
    with pytest.raises(no.NoSuchIssue):
        commands.merge(issue=issue.pk, into=10**9, actor=company.owner, now=NOW)


def test_into_a_closed_issue_is_refused(company, issue, duplicate):
    commands.decline(issue=issue.pk, actor=company.owner, reason="Not ours", now=NOW)
    with pytest.raises(no.CannotTakeReports):
        merge(company, duplicate, issue)
    assert Issue.objects.get(pk=duplicate.pk).phase == Phase.REPORTED


def test_with_work_under_way_is_refused(company, issue, duplicate):
    commands.plan_action(
        issue=duplicate.pk,
        actor=company.owner,
        kind=ActionKind.CORRECTIVE,
        description="Change the route",
        assignee=company.holder,
        due_at=NOW + DAY,
        now=NOW,
    )
    with pytest.raises(no.WorkUnderWay):
        merge(company, duplicate, issue)


class TestUnmerge:
    def unmerge(self, company, issue, now=NOW + HOUR):
        return commands.unmerge(issue=issue.pk, actor=company.owner, reason="Another door", now=now)

    def test_gives_everything_back(self, company, issue, duplicate):
        before = {pk: Issue.objects.get(pk=pk) for pk in (issue.pk, duplicate.pk)}
        merge(company, issue, duplicate)  # the earlier into the later one
        parted = self.unmerge(company, issue)
        assert (parted.phase, parted.merged_into) == (Phase.REPORTED, None)
        for pk, was in before.items():
            found = Issue.objects.get(pk=pk)
            for name in ("reported_at", "act_by", "first_act_by", "resolve_by", "report_count", "customers"):
                assert getattr(found, name) == getattr(was, name)
            assert found.reports.count() == 1
            assert differences(found) == {}

    def test_gives_back_severity_and_what_it_is_counted_by(self, company, issue):
        urgent = company.report(severity=Severity.CRITICAL, now=REPORTED + HOUR)
        before = Issue.objects.get(pk=issue.pk)
        merge(company, urgent, issue)
        self.unmerge(company, urgent)
        found = Issue.objects.get(pk=issue.pk)
        for name in ("severity", "act_by", "first_act_by", "resolve_by"):
            assert getattr(found, name) == getattr(before, name)
        assert differences(found) == {}

    def test_leaves_nothing_for_the_auditor(self, company, issue):
        late = company.report(now=issue.act_by)
        merge(company, issue, late, now=issue.act_by + HOUR)  # two rungs are reached by the borrowed time
        self.unmerge(company, issue, now=issue.act_by + 2 * HOUR)
        run = audit(now=issue.act_by + 3 * HOUR)
        assert run.findings == []

    def test_finds_the_reminder_of_the_receiver_as_it_was(self, company, issue, duplicate):
        commands.hand_over(issue=duplicate.pk, actor=company.owner, to=company.holder, now=NOW)
        merge(company, duplicate, issue, now=NOW + HOUR)
        self.unmerge(company, duplicate, now=NOW + 2 * HOUR)
        sweep(now=NOW + DAY)
        assert Message.objects.get(kind="nudged").recipient == company.holder

    def test_needs_both_issues_to_be_ones_own_to_triage(self, company, issue, duplicate):
        commands.hand_over(issue=duplicate.pk, actor=company.owner, to=company.holder, now=NOW)
        merge(company, duplicate, issue, now=NOW)
        with pytest.raises(PermissionDenied):
            commands.unmerge(issue=duplicate.pk, actor=company.holder, reason="Not it", now=NOW + HOUR)

    def test_leaves_the_report_time_of_another_duplicate(self, company, issue, duplicate):
        third = company.report(now=REPORTED + HOUR)
        late = company.report(now=REPORTED + 4 * HOUR)
        for one in (issue, third, duplicate):
            merge(company, one, late)
        self.unmerge(company, issue)
        found = Issue.objects.get(pk=late.pk)
        assert (found.reported_at, found.report_count) == (third.reported_at, 3)

    def test_fires_what_became_due_meanwhile(self, company, issue, duplicate):
        merge(company, issue, duplicate)
        parted = self.unmerge(company, issue, now=issue.act_by + HOUR)
        assert parted.reached == 2

    def test_of_what_is_not_merged_is_refused(self, company, issue):
        with pytest.raises(no.NotMerged):
            self.unmerge(company, issue)
