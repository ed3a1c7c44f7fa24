"""The sweep on a real database: what it writes, whom it tells, and that it does so once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from inflection_points.models import PolicyVersion
from issues import commands
from issues.commands.auditing import audit, differences, repair
from issues.commands.rescheduling import change_calendar
from issues.commands.sweeping import sweep
from issues.models import Escalation, Issue, SweepRun
from notifications.models import Message
from tests.cast import DAY, HOUR, OFFICE_HOURS, REPORTED

THREE_DAYS_LATER = REPORTED + 3 * DAY  # Friday 09:00: the act target of three working days has passed


def told(kind="escalated"):
    return sorted(Message.objects.filter(kind=kind).values_list("recipient__name", "context__rung"))


class TestSweep:
    def test_tells_holder_owner_head_and_executive_as_the_ladder_climbs(self, company):
        issue = company.report()
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED + HOUR)
        for hours in range(24 * 8):
            sweep(now=REPORTED + timedelta(hours=hours))
        assert told() == [
            ("Hana Head", 3),
            ("Olga Owner", 1),  # nobody accepted
            ("Olga Owner", 2),
            ("Tom Technician", 1),
            ("Xavier Executive", 4),
        ]

    def test_twice_equals_once(self, company):
        company.report()
        first = sweep(now=THREE_DAYS_LATER)
        again = sweep(now=THREE_DAYS_LATER)
        assert (first.fired, again.fired) == (1, 0)
        assert Escalation.objects.filter(caught_up=False).count() == 1

    def test_after_a_gap_logs_the_rungs_below_as_caught_up(self, company):
        company.report()
        sweep(now=THREE_DAYS_LATER)
        rungs = Escalation.objects.values_list("clock", "rung", "caught_up")
        assert set(rungs) == {("accept", 1, True), ("act", 1, True), ("act", 2, False)}

    def test_leaves_a_projection_that_is_the_fold_of_the_events(self, company):
        issues = [company.report(text=f"Late, {n}") for n in range(5)]
        sweep(now=THREE_DAYS_LATER)
        assert [differences(Issue.objects.get(pk=issue.pk)) for issue in issues] == [{}] * 5

    def test_costs_few_queries_however_many_issues(self, company, django_assert_max_num_queries):
        for n in range(60):
            company.report(text=f"Late, {n}")
        with django_assert_max_num_queries(30):
            assert sweep(now=THREE_DAYS_LATER).issues == 60

    def test_records_the_gap_since_the_last_one(self, company):
        sweep(now=REPORTED)
        sweep(now=REPORTED + timedelta(minutes=1))
        sweep(now=REPORTED + timedelta(minutes=31))
        assert list(SweepRun.objects.values_list("gap_seconds", flat=True)) == [1800, 0, 0]

    def test_sets_aside_what_it_cannot_read_and_goes_on_with_the_rest(self, company):
        broken, fine = company.report(), company.report(text="Another one")
        Issue.objects.filter(pk=broken.pk).update(memory={"phase": "nonsense"})
        done = sweep(now=THREE_DAYS_LATER)
        assert (done.set_aside, done.fired) == (1, 1)
        assert Escalation.objects.filter(issue=fine, caught_up=False).exists()
        assert Issue.objects.get(pk=broken.pk).set_aside_reason
        assert {"issue": broken.pk, "what": "the engine could not process it"} in audit(
            now=THREE_DAYS_LATER
        ).findings

    def test_takes_an_issue_back_when_its_projection_is_repaired(self, company):
        issue = company.report()
        Issue.objects.filter(pk=issue.pk).update(memory={"phase": "nonsense"})
        sweep(now=THREE_DAYS_LATER)
        assert "memory" in repair(issue=issue.pk)
        assert sweep(now=THREE_DAYS_LATER).fired == 1

    def test_tells_the_administrators_what_it_set_aside_and_takes_it_back_with_the_next_command(
        self, company
    ):
        issue = company.report()
        Issue.objects.filter(pk=issue.pk).update(memory={"phase": "nonsense"})
        sweep(now=THREE_DAYS_LATER)
        assert told("set_aside") == [("Ada Administrator", None)]
        call_command("refold", "--repair", stdout=StringIO())
        assert Issue.objects.get(pk=issue.pk).set_aside_at is None

    def test_sets_nothing_aside_because_of_a_passing_fault(self, company):
        """Somebody else holds the rows so long that the statement is cut off: the next sweep does the work."""
        company.report()

        def too_slow(execute, sql, params, many, context):
            if sql.startswith("UPDATE issues_issue"):
                raise OperationalError("canceling statement due to lock timeout")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(too_slow), pytest.raises(OperationalError):
            sweep(now=THREE_DAYS_LATER)
        assert not Issue.objects.exclude(set_aside_at=None).exists()
        assert not SweepRun.objects.exists()
        assert sweep(now=THREE_DAYS_LATER).fired == 1

    def test_skips_a_rung_without_anybody_behind_it_and_tells_the_administrator(self, company):
        company.delivery.head = None
        company.delivery.save()
        company.report()
        sweep(now=REPORTED + 4 * DAY)
        sweep(now=REPORTED + 6 * DAY + 5 * HOUR)  # Monday afternoon: past 150 %
        assert ("Xavier Executive", 3) in told()
        assert told("rung_reaches_nobody") == [("Ada Administrator", 3)]


class TestDryCalendar:
    def test_runs_round_the_clock_and_tells_the_administrator(self, company):
        company.calendar.spans.all().delete()
        company.calendar.revision += 1
        company.calendar.save()
        company.point.refresh_from_db()
        issue = company.report()
        assert issue.act_by == REPORTED + 3 * DAY
        assert told("calendar_is_dry") == [("Ada Administrator", None)]


class TestAuditor:
    def test_finds_nothing_where_the_sweep_has_run(self, company):
        company.report()
        sweep(now=THREE_DAYS_LATER)
        assert audit(now=THREE_DAYS_LATER).found == 0

    def test_finds_what_was_due_and_nobody_looked_at(self, company):
        issue = company.report()
        found = audit(now=THREE_DAYS_LATER).findings
        assert {"issue": issue.pk, "what": "it was due and nobody looked"} in found
        assert {"issue": issue.pk, "what": "a rung is due and was not fired"} in found

    def test_finds_an_owner_who_has_left(self, company):
        issue = company.report()
        company.owner.is_active = False
        company.owner.save()
        assert audit(now=REPORTED).findings == [{"issue": issue.pk, "what": "its accountable owner has left"}]

    def test_finds_a_rung_that_fired_too_early(self, company):
        issue = company.report()
        Escalation.objects.create(
            issue=issue,
            cycle=1,
            policy_version=company.version,
            clock="act",
            rung=1,
            due_at=REPORTED + DAY,
            fired_at=REPORTED,
        )
        assert audit(now=REPORTED).findings == [{"issue": issue.pk, "what": "a rung fired before it was due"}]


class TestWhatTheDatabaseRefuses:
    def test_an_open_issue_without_a_deadline(self, issue):
        with pytest.raises(Exception, match="open_issue_has_a_deadline"), transaction.atomic():
            Issue.objects.filter(pk=issue.pk).update(next_due_at=None)

    def test_rewriting_an_event(self, issue):
        with (
            pytest.raises(Exception, match="never rewritten"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE issues_event SET payload = '{}' WHERE issue_id = %s", [issue.pk])

    def test_changing_a_policy_version(self, company):
        with pytest.raises(Exception, match="never changed"), transaction.atomic():
            PolicyVersion.objects.filter(pk=company.version.pk).update(hold_limit_percent=500)


class TestChangedCalendar:
    def test_moves_the_deadlines_of_open_issues(self, company):
        issue = company.report()  # a Tuesday; three working days end on Thursday at 17:00
        holiday = {REPORTED.date() + DAY: "Founders' day"}
        change_calendar(
            name="Office hours", zone="UTC", week=OFFICE_HOURS, holidays=holiday, now=REPORTED + HOUR
        )
        issue.refresh_from_db()
        assert issue.act_by == REPORTED + 3 * DAY + 8 * HOUR
        assert sweep(now=REPORTED + 2 * DAY + 9 * HOUR).fired == 1  # three quarters of it, no more
        assert audit(now=REPORTED + 2 * DAY + 9 * HOUR).found == 0

    def test_takes_nothing_back_that_was_told(self, company):
        company.report()
        sweep(now=THREE_DAYS_LATER)
        change_calendar(name="Office hours", zone="UTC", week={0: [(540, 600)]}, now=THREE_DAYS_LATER)
        assert Escalation.objects.filter(caught_up=False, rung=2).count() == 1
        assert sweep(now=THREE_DAYS_LATER).fired == 0


class TestAuditorOfTheProjection:
    def test_finds_a_deadline_that_was_moved_by_hand(self, company):
        issue = company.report()
        Issue.objects.filter(pk=issue.pk).update(next_due_at=REPORTED + 3650 * DAY)
        assert audit(now=REPORTED).findings == [
            {"issue": issue.pk, "what": "its deadline is not the one that its events say"}
        ]

    def test_finds_a_rung_of_the_resolve_ladder_that_was_not_fired(self, company):
        issue = company.report()
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED, evidence="Sent a courier"
        )
        found = audit(now=issue.resolve_by + DAY).findings
        assert {"issue": issue.pk, "what": "a rung is due and was not fired"} in found
