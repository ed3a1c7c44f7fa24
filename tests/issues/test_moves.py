"""What happens next: whose move it is, by when, and who is told when it is not made."""

from datetime import timedelta

import pytest

from issues import commands
from issues.commands.prospects import outlook, outlooks
from issues.models import Issue
from issues.rules.events import ActionKind, AlarmKind, ClosureReason
from issues.rules.moves import MoveKind, Standing, Whose, next_move, standing
from tests.cast import DAY, HOUR, REPORTED

# Normal severity in office hours (09:00–17:00): accept within 8 working hours, act within 24, resolve within 160.
ACCEPT_BY = REPORTED + DAY - timedelta(hours=16)  # Tuesday 17:00
ACT_BY = REPORTED + 2 * DAY + 8 * HOUR  # Thursday 17:00


def look(issue, now):
    return outlook(Issue.objects.get(pk=issue.pk), now)


@pytest.fixture
def planned(company, issue):
    return commands.plan_action(
        issue=issue.pk,
        actor=company.owner,
        now=REPORTED + HOUR,
        kind=ActionKind.CORRECTIVE,
        description="Call the customer",
        assignee=company.holder,
        due_at=REPORTED + DAY,
    )


class TestTheNextMove:
    def test_of_a_fresh_report_is_the_holders_to_accept_it(self, company, issue):
        view = look(issue, REPORTED)
        assert (view.move.kind, view.move.whose) == (MoveKind.ACCEPT, Whose.HOLDER)
        assert view.move.deadline == ACCEPT_BY
        assert view.movers == (company.owner,)
        assert view.standing is Standing.WAITING

    def test_of_an_accepted_issue_is_to_act_or_plan(self, company, issue):
        commands.accept(issue=issue.pk, actor=company.manager, now=REPORTED + HOUR)
        view = look(issue, REPORTED + 2 * HOUR)
        assert (view.move.kind, view.move.deadline) == (MoveKind.PLAN, ACT_BY)
        assert view.movers == (company.manager,)

    def test_of_a_commitment_is_the_assignees_until_it_is_due(self, company, planned):
        view = look(planned, REPORTED + 2 * HOUR)
        assert (view.move.kind, view.move.whose) == (MoveKind.ACT, Whose.ASSIGNEE)
        assert view.move.deadline == REPORTED + DAY
        assert view.movers == (company.holder,)

    def test_past_the_act_target_is_the_accountable_owners_whoever_holds_it(self, company, issue):
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.manager, now=REPORTED + HOUR)
        before, after = look(issue, ACT_BY - HOUR), look(issue, ACT_BY)
        assert before.movers == (company.manager,)
        assert (after.move.kind, after.move.whose) == (MoveKind.ACT, Whose.OWNER)
        assert after.movers == (company.owner,)
        assert after.standing is Standing.UNACTED

    def test_is_not_the_owners_while_a_commitment_holds_the_ladder(self, company, issue):
        due = ACT_BY + 4 * DAY
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=REPORTED + HOUR,
            kind=ActionKind.CORRECTIVE,
            description="Order the part",
            assignee=company.holder,
            due_at=due,
        )
        view = look(issue, ACT_BY + HOUR)
        assert (view.move.whose, view.standing) == (Whose.ASSIGNEE, Standing.WAITING)

    def test_of_started_work_is_to_finish_it_and_then_to_resolve(self, company, planned):
        action = planned.actions.get()
        commands.start_action(
            issue=planned.pk, action=action.pk, actor=company.holder, now=REPORTED + 2 * HOUR
        )
        started = look(planned, REPORTED + 3 * HOUR)
        commands.complete_action(
            issue=planned.pk, action=action.pk, actor=company.holder, now=REPORTED + 4 * HOUR
        )
        finished = look(planned, REPORTED + 5 * HOUR)
        assert (started.move.kind, started.movers) == (MoveKind.COMPLETE, (company.holder,))
        assert (finished.move.kind, finished.movers) == (MoveKind.RESOLVE, (company.owner,))
        assert finished.move.deadline == finished.issue.resolve_by

    def test_of_a_resolved_issue_is_the_reporters_to_say_whether_it_is_fixed(self, company, issue):
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, evidence="Sent one"
        )
        commands.resolve(
            issue=issue.pk, actor=company.owner, now=REPORTED + 2 * HOUR, reason=ClosureReason.FIXED
        )
        view = look(issue, REPORTED + 3 * HOUR)
        assert (view.move.kind, view.movers) == (MoveKind.VERIFY, (company.reporter,))
        assert view.then.clock is AlarmKind.ASK

    def test_of_a_closed_issue_is_nobodys(self, company, issue):
        commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason="Not ours")
        view = look(issue, REPORTED + 2 * HOUR)
        assert (view.move, view.movers, view.notices) == (None, (), ())
        assert view.standing is Standing.DECLINED

    def test_exists_at_every_instant_of_an_open_issue(self, company, issue):
        state = look(issue, REPORTED).state
        instants = [REPORTED + n * HOUR for n in range(0, 24 * 30, 7)]
        moves = [next_move(state, now) for now in instants]
        assert all(move is not None for move in moves)
        assert {standing(state, now) for now in instants} == {Standing.WAITING, Standing.UNACTED}


class TestWhoIsTold:
    def test_names_each_rung_with_the_people_behind_it(self, company, issue):
        notices = look(issue, REPORTED).notices
        assert [(n.clock, n.rung, [t.person for t in n.people]) for n in notices] == [
            (AlarmKind.ACCEPT, 1, [company.owner]),
            (AlarmKind.ACT, 1, [company.owner]),
            (AlarmKind.ACT, 2, [company.owner]),
            (AlarmKind.ACT, 3, [company.head]),
            (AlarmKind.ACT, 4, [company.executive]),
        ]
        assert notices[3].people[0].post == "Head of Delivery"
        assert notices[2].at == ACT_BY

    def test_climbs_past_a_rung_that_reaches_nobody(self, company, issue):
        company.delivery.head = None
        company.delivery.save()
        third = look(issue, REPORTED).notices[3]
        assert [one.person for one in third.people] == [company.executive]

    def test_needs_as_many_queries_for_fifty_issues_as_for_one(self, company, django_assert_num_queries):
        for n in range(6):
            company.report(now=REPORTED + n * HOUR)
        issues = list(Issue.objects.select_related("policy_version"))
        outlooks(issues[:1], REPORTED)
        with django_assert_num_queries(4):
            outlooks(issues, REPORTED + DAY)
