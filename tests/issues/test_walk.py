"""One problem through every state."""

from issues import commands
from issues.models import Custody, Event
from issues.rules.events import ActionKind, ClosureReason
from tests.cast import DAY, HOUR, REPORTED


class TestOneProblem:
    def test_goes_from_reported_to_verified(self, company):
        issue = company.report()
        commands.accept(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR)
        issue = commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=REPORTED + 2 * HOUR,
            kind=ActionKind.CORRECTIVE,
            description="Call the customer",
            assignee=company.holder,
            due_at=REPORTED + DAY,
        )
        assert issue.phase == "committed"
        assert issue.held_until == REPORTED + DAY
        action = issue.actions.get()
        issue = commands.start_action(
            issue=issue.pk, action=action.pk, actor=company.holder, now=REPORTED + 3 * HOUR
        )
        assert issue.phase == "acting"
        commands.complete_action(
            issue=issue.pk, action=action.pk, actor=company.holder, now=REPORTED + 4 * HOUR
        )
        issue = commands.resolve(
            issue=issue.pk, actor=company.owner, now=REPORTED + 5 * HOUR, reason=ClosureReason.FIXED
        )
        assert issue.phase == "resolved"
        issue = commands.reopen(
            issue=issue.pk, actor=company.reporter, now=REPORTED + DAY, reason="Late again"
        )
        assert (issue.phase, issue.cycle, issue.reached) == ("reported", 2, 1)
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + DAY + HOUR, evidence="Sent a courier"
        )
        commands.resolve(
            issue=issue.pk, actor=company.owner, now=REPORTED + 2 * DAY, reason=ClosureReason.FIXED
        )
        issue = commands.verify(issue=issue.pk, actor=company.reporter, now=REPORTED + 3 * DAY)
        assert issue.phase == "verified"
        assert issue.next_due_at is None
        assert Custody.objects.filter(issue=issue, until=None).count() == 0
        assert [e.kind for e in Event.objects.filter(issue=issue)][-3:] == [
            "containment_recorded",
            "resolved",
            "verified",
        ]
