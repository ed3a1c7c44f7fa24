"""What becomes of messages when an issue becomes confidential, and of a confidence when something is taken back."""

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.wanting import unwanted
from issues.models import Issue
from issues.rules.events import ActionKind
from notifications.commands.delivery import show
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR
SECOND = HOUR / 3600
SOON = NOW + 8 * SECOND
WHY = "It names a colleague."


@pytest.fixture
def secret(company):
    return company.report(text="The fitter was drunk.", is_confidential=True)


def sees(issue, person, now=SOON):
    return Issue.objects.visible_to(person, now).filter(pk=issue.pk).exists()


def undo(issue, actor, now=SOON):
    return commands.undo(issue=issue.pk, seq=Issue.objects.get(pk=issue.pk).last_seq, actor=actor, now=now)


def confide(issue, actor, now=SOON):
    return commands.make_confidential(issue=issue.pk, actor=actor, now=now, reason=WHY)


def deliver(now):
    show(now=now, unwanted=unwanted)


class TestWhatWasTakenBackLetsNobodyIn:
    def hand_over(self, company, issue):
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.stranger, reason="A slip", now=NOW)

    def plan(self, company, issue):
        planned = {"kind": ActionKind.CORRECTIVE, "description": "Talk", "assignee": company.stranger}
        commands.plan_action(issue=issue.pk, actor=company.owner, due_at=NOW + DAY, now=NOW, **planned)

    @pytest.mark.parametrize("slip", ["hand_over", "plan"])
    def test_at_once_and_after_its_message_was_dropped(self, company, secret, slip):
        getattr(self, slip)(company, secret)
        assert sees(secret, company.stranger)
        undo(secret, company.owner)
        assert not sees(secret, company.stranger)
        deliver(NOW + HOUR)
        assert Message.objects.get(recipient=company.stranger).state == "dropped"
        assert not sees(secret, company.stranger, NOW + HOUR)

    @pytest.mark.parametrize("slip", ["hand_over", "plan"])
    def test_nor_when_the_issue_became_confidential_later(self, company, issue, slip):
        getattr(self, slip)(company, issue)
        undo(issue, company.owner)
        deliver(NOW + HOUR)
        confide(issue, company.owner, NOW + 2 * HOUR)
        assert not sees(issue, company.stranger, NOW + 2 * HOUR)

    def test_but_whoever_was_told_of_something_critical_can_open_it(self, company):
        secret = company.report(is_confidential=True, severity=Severity.CRITICAL)
        self.hand_over(company, secret)
        deliver(NOW + SECOND)
        undo(secret, company.owner)
        assert sees(secret, company.stranger)
