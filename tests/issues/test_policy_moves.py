"""Open issues moved to another policy version, many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, connections

from inflection_points.commands.policies import save_version
from inflection_points.commands.retiring import PolicyRetired, retire_policy
from inflection_points.models import InflectionPoint
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_TARGETS, Clock, Severity
from issues import commands, tasks
from issues.commands import policy_moves
from issues.commands.auditing import audit, differences
from issues.commands.policy_moves import BATCH, AlreadyMoving, add_policy_move, movable, run_policy_move
from issues.commands.previewing import preview_move
from issues.commands.sweeping import sweep
from issues.models import Escalation, Issue, PolicyMove
from issues.rules.refusals import GraceTooLong
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, REPORTED, make_company

NOW = REPORTED + DAY
QUICKER = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.HOURS)}


def quicker(company):
    """The next version, which issues reported before it do not pin."""
    return save_version(name=company.version.policy.name, now=NOW, targets=QUICKER)


def begin(company, version, **changes):
    chosen = {"policy": company.version.policy, "actor": company.administrator, "now": NOW} | changes
    return add_policy_move(version=version, **chosen)


def pinned():
    return list(Issue.objects.order_by("pk").values_list("policy_version", flat=True))


class TestMovingMany:
    @pytest.mark.parametrize(
        "grace", [Target(11, Unit.DAYS), Target(81, Unit.HOURS), Target(4801, Unit.MINUTES)]
    )
    def test_gives_ten_working_days_of_grace_at_most_whoever_asks(self, company, grace):
        with pytest.raises(GraceTooLong, match="at most 10 working days"):
            begin(company, quicker(company), grace=grace)

    def test_moves_all_open_issues_of_the_policy_with_the_grace_that_was_asked_for(self, company):
        issues = [company.report(text=f"Late {n}") for n in range(3)]
        commands.decline(issue=issues[0].pk, actor=company.owner, reason="Not ours", now=REPORTED)
        version = quicker(company)
        run = begin(company, version, grace=Target(3, Unit.HOURS), reason="Customers wait")
        assert run.total == 2
        assert run_policy_move(run=run.pk, now=NOW) is False
        run.refresh_from_db()
        assert (run.state, run.moved, run.passed) == (PolicyMove.State.DONE, 2, 0)
        assert pinned() == [company.version.pk, version.pk, version.pk]
        moved = Issue.objects.get(pk=issues[1].pk)
        assert moved.act_by == NOW + 3 * HOUR
        assert differences(moved) == {}
        assert audit(now=NOW).findings == []

    def test_moves_only_those_at_the_point_and_of_the_severity(self, company):
        elsewhere = InflectionPoint.objects.create(
            stage=company.stage,
            name="Packed",
            slug="packed",
            department=company.delivery,
            owner=company.owner,
            policy=company.version.policy,
            calendar=company.calendar,
        )
        company.report(severity=Severity.LOW)
        company.report(text="High", severity=Severity.HIGH)
        company.point, company.kind = elsewhere, None
        company.report(text="Elsewhere", severity=Severity.HIGH)
        version = quicker(company)
        run_policy_move(run=begin(company, version, point=elsewhere, severity=Severity.HIGH).pk, now=NOW)
        assert pinned() == [company.version.pk, company.version.pk, version.pk]

    def test_goes_on_behind_the_issue_at_which_it_was_killed(self, company):
        for n in range(BATCH + 5):
            company.report(text=f"Late {n}")
        version = quicker(company)
        run = begin(company, version)
        assert run_policy_move(run=run.pk, now=NOW, most=BATCH) is True
        assert pinned().count(version.pk) == BATCH
        assert run_policy_move(run=run.pk, now=NOW) is False
        run.refresh_from_db()
        assert (run.moved, run.passed, pinned().count(version.pk)) == (BATCH + 5, 0, BATCH + 5)
        assert Issue.objects.filter(events__kind="policy_moved").count() == BATCH + 5

    def test_asked_for_twice_is_one_run_and_another_one_has_to_wait(self, company):
        company.report()
        version = quicker(company)
        assert begin(company, version) == begin(company, version)
        with pytest.raises(AlreadyMoving, match="being moved just now"):
            begin(company, version, severity=Severity.LOW)
        assert PolicyMove.objects.count() == 1

    def test_goes_on_when_whoever_began_it_is_no_administrator_any_more(self, company):
        for n in range(BATCH + 1):
            company.report(text=f"Late {n}")
        version = quicker(company)
        run = begin(company, version)
        run_policy_move(run=run.pk, now=NOW, most=BATCH)
        company.administrator.role = Role.FRONTLINE
        company.administrator.save()
        run_policy_move(run=run.pk, now=NOW)
        assert pinned() == [version.pk] * (BATCH + 1)

    def test_sent_again_when_it_is_done_does_nothing(self, company):
        company.report()
        run = begin(company, quicker(company))
        run_policy_move(run=run.pk, now=NOW)
        assert run_policy_move(run=run.pk, now=NOW) is False
        assert run_policy_move(run=999, now=NOW) is False
        assert Issue.objects.filter(events__kind="policy_moved").count() == 1

    def test_is_not_held_up_by_an_issue_that_cannot_be_read(self, company):
        broken, fine = company.report(), company.report(text="Another")
        Issue.objects.filter(pk=broken.pk).update(memory={"phase": "nonsense"})
        version = quicker(company)
        run = begin(company, version)
        run_policy_move(run=run.pk, now=NOW)
        run.refresh_from_db()
        assert (run.moved, run.passed, run.state) == (1, 1, PolicyMove.State.DONE)
        assert Issue.objects.get(pk=fine.pk).policy_version == version

    def test_is_not_held_up_by_an_issue_that_the_database_refuses(self, company):
        broken, _ = company.report(), company.report(text="Another")
        version = quicker(company)
        run = begin(company, version)

        def refuse(execute, sql, params, many, context):
            if sql.startswith('INSERT INTO "issues_event"') and broken.pk in params:
                return execute("SELECT 'no number'::integer", None, many, context)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(refuse):
            run_policy_move(run=run.pk, now=NOW)
        assert pinned() == [company.version.pk, version.pk]
        run.refresh_from_db()
        assert (run.moved, run.passed, run.state) == (1, 1, PolicyMove.State.DONE)

    def test_is_tried_again_as_a_whole_when_the_database_is_the_trouble(self, company):
        company.report()
        run = begin(company, quicker(company))

        def too_slow(execute, sql, params, many, context):
            if sql.startswith('INSERT INTO "issues_event"'):
                raise OperationalError("canceling statement due to lock timeout")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(too_slow), pytest.raises(OperationalError):
            run_policy_move(run=run.pk, now=NOW)
        run_policy_move(run=run.pk, now=NOW)
        run.refresh_from_db()
        assert (run.moved, run.passed) == (1, 0)

    def test_is_taken_up_again_when_no_worker_has_it_in_hand(self, company):
        run = begin(company, quicker(company))
        assert not policy_moves.stalled(NOW + timedelta(minutes=2)).exists()
        assert list(policy_moves.stalled(NOW + timedelta(minutes=4))) == [run]

    def test_is_for_administrators_and_never_to_a_retired_policy(self, company):
        with pytest.raises(PermissionDenied):
            begin(company, company.version, actor=company.owner)
        other = save_version(name="At home", now=NOW)
        retire_policy(
            policy=other.policy, successor=company.version.policy, actor=company.administrator, now=NOW
        )
        other.policy.refresh_from_db()
        with pytest.raises(PolicyRetired):
            begin(company, other)


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_run_move_every_issue_once():
    company = make_company()
    for n in range(3 * BATCH):
        company.report(text=f"Late {n}")
    version = quicker(company)
    run = begin(company, version)

    def work(_):
        try:
            return run_policy_move(run=run.pk, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    run.refresh_from_db()
    assert (run.state, run.moved, run.passed) == (PolicyMove.State.DONE, 3 * BATCH, 0)
    assert Issue.objects.filter(events__kind="policy_moved").count() == 3 * BATCH


class TestPreview:
    def test_foresees_what_moving_does(self, company):
        issues = [company.report(text=f"Late {n}") for n in range(3)]
        company.report(text="Low", severity=Severity.LOW)
        sweep(now=NOW)
        version = quicker(company)
        waiting = movable(company.version.policy, version)
        found = preview_move(waiting, version.value(), grace=Target(1, Unit.DAYS), now=NOW)
        tally = found.by_severity[Severity.NORMAL]
        assert (tally.issues, tally.earlier, tally.at_once, tally.late) == (3, 3, 3, 0)
        assert found.by_severity[Severity.LOW].at_once == 0
        worst = {change.issue.pk: change for change in found.worst}
        assert set(worst) == {issue.pk for issue in issues}
        run_policy_move(run=begin(company, version).pk, now=NOW)
        for issue in issues:
            after = Issue.objects.get(pk=issue.pk)
            assert after.act_by == worst[issue.pk].new_deadline
            assert after.next_due_at == worst[issue.pk].new_next_due

    def test_to_the_version_that_says_the_same_makes_nothing_overdue(self, company):
        company.report()
        version = save_version(name="Default", now=NOW)
        found = preview_move(
            movable(company.version.policy, version), version.value(), grace=Target(1, Unit.DAYS), now=NOW
        )
        assert (found.together.issues, found.together.earlier, found.together.at_once) == (1, 0, 0)

    def test_is_not_hidden_by_an_issue_that_cannot_be_read(self, company):
        broken, _ = company.report(), company.report(text="Another")
        Issue.objects.filter(pk=broken.pk).update(memory={"phase": "nonsense"})
        found = preview_move(
            Issue.objects.all(), quicker(company).value(), grace=Target(1, Unit.DAYS), now=NOW
        )
        assert found.together.issues == 1

    def test_writes_nothing(self, company):
        issue = company.report()
        preview_move(
            Issue.objects.all(), quicker(company).value(), grace=Target(1, Unit.DAYS), now=NOW + 9 * DAY
        )
        assert Issue.objects.get().memory == Issue.objects.get(pk=issue.pk).memory
        assert not Escalation.objects.exists()


def test_the_task_moves_what_the_page_began(company):
    company.report()
    version = quicker(company)
    run = begin(company, version)
    with time_machine.travel(NOW, tick=False):
        tasks.run_policy_move(run.pk)
        tasks.resume_policy_moves()
    assert pinned() == [version.pk]
