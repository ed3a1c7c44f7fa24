"""Who may do what, and what is refused, through the commands themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands import Telling
from issues.commands.sweeping import sweep
from issues.models import Issue, Report
from issues.rules import refusals as no
from issues.rules.events import ActionKind, ClosureReason
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED, make_company

LATER = REPORTED + HOUR


def plan(company, issue, now=LATER, **changes):
    told = {
        "kind": ActionKind.CORRECTIVE,
        "description": "Call the customer",
        "assignee": company.holder,
        "due_at": now + DAY,
    }
    return commands.plan_action(issue=issue.pk, actor=company.owner, now=now, **(told | changes))


def contain(company, issue, now=LATER):
    return commands.record_containment(
        issue=issue.pk, actor=company.owner, now=now, evidence="Sent a courier"
    )


def resolve(company, issue, now=LATER, **more):
    return commands.resolve(issue=issue.pk, actor=company.owner, now=now, reason=ClosureReason.FIXED, **more)


class TestReport:
    def test_is_held_by_the_accountable_owner_who_is_told(self, company):
        issue = company.report()
        assert issue.holder == company.owner
        assert Message.objects.get().recipient == company.owner

    def test_sent_twice_is_one(self, company):
        key = uuid4()
        told = Telling(text="Late", client_key=key)
        first, second = (
            commands.report(
                point=company.point,
                severity=Severity.LOW,
                reporter=company.reporter,
                now=REPORTED,
                telling=told,
            )
            for _ in range(2)
        )
        assert first == second
        assert Report.objects.count() == 1

    @pytest.mark.parametrize(("observed", "kept"), [(-40 * DAY, -30 * DAY), (-DAY, -DAY), (DAY, timedelta())])
    def test_keeps_the_time_of_the_device_within_bounds_and_never_starts_a_clock_by_it(
        self, company, observed, kept
    ):
        told = Telling(text="Late", observed_at=REPORTED + observed)
        issue = commands.report(
            point=company.point, severity=Severity.LOW, reporter=company.reporter, now=REPORTED, telling=told
        )
        assert issue.reports.get().observed_at == REPORTED + kept
        assert issue.reported_at == REPORTED

    def test_without_words_is_named_by_its_kind(self, company):
        assert company.report(text="").title == "Late"


@pytest.mark.django_db(transaction=True)
def test_one_report_sent_by_many_threads_at_once_is_one():
    company = make_company()
    told = Telling(text="Late", client_key=uuid4())

    def send(_):
        try:
            return commands.report(
                point=company.point,
                severity=Severity.LOW,
                reporter=company.reporter,
                now=REPORTED,
                telling=told,
            ).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(16)))) == 1
    assert Issue.objects.count() == 1


class TestAddReport:
    def test_adds_a_report_and_a_reporter_not_an_issue(self, company, issue):
        told = Telling(text="Mine too", customers=4)
        issue = commands.add_report(issue=issue.pk, reporter=company.stranger, now=LATER, telling=told)
        assert (issue.report_count, issue.customers, Issue.objects.count()) == (2, 5, 1)

    def test_on_a_closed_issue_is_refused_because_nobody_would_read_it(self, company, issue):
        commands.decline(issue=issue.pk, actor=company.owner, now=LATER, reason="Out of scope")
        with pytest.raises(no.ReportItAnew):
            commands.add_report(
                issue=issue.pk, reporter=company.stranger, now=LATER, telling=Telling(text="Too")
            )


class TestWhoMay:
    def test_a_stranger_from_the_frontline_may_not_triage(self, company, issue):
        with pytest.raises(PermissionDenied):
            commands.accept(issue=issue.pk, actor=company.stranger, now=LATER)

    def test_the_frontline_person_who_has_it_may_accept(self, company, issue):
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=LATER)
        assert commands.accept(issue=issue.pk, actor=company.holder, now=LATER).phase == "accepted"

    def test_an_act_by_somebody_outside_the_custody_chain_does_not_count(self, company, issue):
        with pytest.raises(no.NotInCustodyChain):
            commands.record_containment(
                issue=issue.pk, actor=company.manager, now=LATER, evidence="I think so"
            )

    def test_only_the_accountable_owner_or_deputy_declines(self, company, issue):
        with pytest.raises(no.NotTheOwner):
            commands.decline(issue=issue.pk, actor=company.head, now=LATER, reason="No")
        assert (
            commands.decline(issue=issue.pk, actor=company.deputy, now=LATER, reason="No").phase == "declined"
        )

    def test_only_a_reporter_verifies(self, company, issue):
        contain(company, issue)
        resolve(company, issue)
        with pytest.raises(no.NotTheReporter):
            commands.verify(issue=issue.pk, actor=company.owner, now=LATER)

    def test_a_reporter_cannot_reopen_what_was_declined(self, company, issue):
        commands.decline(issue=issue.pk, actor=company.owner, now=LATER, reason="No")
        with pytest.raises(PermissionDenied):
            commands.reopen(issue=issue.pk, actor=company.reporter, now=LATER, reason="But it matters")


class TestResolve:
    def test_without_an_act_is_refused(self, company, issue):
        with pytest.raises(no.NotActedOn):
            resolve(company, issue)

    def test_with_a_required_action_open_is_refused(self, company, issue):
        plan(company, issue)
        contain(company, issue)
        with pytest.raises(no.ActionsOpen):
            resolve(company, issue)

    def test_of_a_critical_issue_needs_a_root_cause(self, company):
        issue = company.report(severity=Severity.CRITICAL)
        contain(company, issue)
        with pytest.raises(no.RootCauseMissing):
            resolve(company, issue)
        assert resolve(company, issue, root_cause="The depot opens too late").phase == "resolved"

    def test_of_a_second_recurrence_needs_a_root_cause(self, company):
        for day in range(2):
            fixed = company.report(now=REPORTED + day * DAY)
            contain(company, fixed, REPORTED + day * DAY)
            resolve(company, fixed, REPORTED + day * DAY + HOUR)
        again = company.report(now=REPORTED + 2 * DAY)
        contain(company, again, REPORTED + 2 * DAY)
        with pytest.raises(no.RootCauseMissing):
            resolve(company, again, REPORTED + 2 * DAY)

    def test_asks_the_reporters_whether_it_is_fixed(self, company, issue):
        contain(company, issue)
        resolve(company, issue)
        assert Message.objects.filter(kind="is_it_fixed").get().recipient == company.reporter


class TestRefusedCommand:
    def test_changes_nothing(self, company, issue):
        before = Issue.objects.values().get(pk=issue.pk)
        with pytest.raises(no.NotActedOn):
            resolve(company, issue, now=REPORTED + 4 * DAY)
        assert Issue.objects.values().get(pk=issue.pk) == before

    def test_says_what_to_do_and_has_a_code(self):
        assert "Start an action" in str(no.NotActedOn())
        assert no.NotActedOn().code == "not_acted_on"


class TestClockOfAWorkerThatIsBehind:
    def test_never_writes_into_the_past(self, company, issue):
        commands.comment(issue=issue.pk, actor=company.owner, now=REPORTED + 2 * HOUR, text="Seen")
        commands.accept(issue=issue.pk, actor=company.owner, now=REPORTED - 2 * HOUR)
        assert Issue.objects.get(pk=issue.pk).accepted_at == REPORTED + 2 * HOUR


class TestAccept:
    def test_of_what_somebody_else_has_accepted_is_refused(self, company, issue):
        commands.accept(issue=issue.pk, actor=company.owner, now=LATER)
        with pytest.raises(no.HeldByAnother):
            commands.accept(issue=issue.pk, actor=company.manager, now=LATER)

    def test_tells_the_person_who_had_it(self, company, issue):
        commands.accept(issue=issue.pk, actor=company.head, now=LATER)
        assert Message.objects.get(kind="taken").recipient == company.owner

    def test_can_be_made_anew_when_it_has_lapsed(self, company, issue):
        commands.accept(issue=issue.pk, actor=company.owner, now=LATER)
        after = commands.accept(issue=issue.pk, actor=company.head, now=REPORTED + 4 * DAY)
        assert (after.holder, after.phase) == (company.head, "accepted")


class TestAnswer:
    @pytest.fixture
    def resolved(self, company, issue):
        contain(company, issue)
        return resolve(company, issue)

    def test_of_somebody_who_told_of_it_only_after_it_was_resolved_does_not_count(self, company, resolved):
        told = Telling(text="Me too")
        commands.add_report(issue=resolved.pk, reporter=company.owner, now=LATER + HOUR, telling=told)
        with pytest.raises(no.NotTheReporter):
            commands.verify(issue=resolved.pk, actor=company.owner, now=LATER + HOUR)

    def test_is_the_owners_where_no_reporter_is_left(self, company, resolved):
        with pytest.raises(no.NotTheReporter):
            commands.verify(issue=resolved.pk, actor=company.owner, now=LATER)
        company.reporter.is_active = False
        company.reporter.save()
        assert resolved in Issue.objects.my_moves(company.owner, LATER)
        assert commands.verify(issue=resolved.pk, actor=company.owner, now=LATER).phase == "verified"
        assert resolved.events.get(kind="verified").payload["is_reporter"] is False

    def test_that_does_not_come_is_asked_for_until_somebody_gives_it(self, company, resolved):
        company.reporter.is_active = company.owner.is_active = False
        company.reporter.save()
        company.owner.save()
        for day in range(1, 30):
            sweep(now=LATER + day * DAY)
        asked = Message.objects.filter(kind="still_unconfirmed")
        assert set(asked.values_list("recipient__name", flat=True)) == {"Dan Deputy"}
        assert asked.count() == 4


class TestLeavers:
    def test_do_not_keep_a_new_problem_from_being_told(self, company):
        company.owner.is_active = False
        company.owner.save()
        company.report()
        assert Message.objects.get(kind="reported").recipient == company.deputy

    def test_in_a_department_without_a_head_leave_it_to_the_accountable_owner(self, company, issue):
        company.support.head = None
        company.support.save()
        commands.hand_over(issue=issue.pk, actor=company.deputy, to_department=company.support, now=LATER)
        assert Message.objects.get(kind="handed_over").recipient == company.owner


class TestTheSameKey:
    def test_for_another_issue_is_refused(self, company, issue):
        told = Telling(text="Late", client_key=issue.reports.get().client_key)
        other = company.report(text="Another one")
        with pytest.raises(no.SentBefore):
            commands.add_report(issue=other.pk, reporter=company.reporter, now=LATER, telling=told)
