"""Who may use a command on this issue, beyond what the role opens."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from issues.models import Issue
from issues.rules import refusals as no
from people.models import User
from people.rules.permissions import Can


def answers_for(issue: Issue, actor: User) -> bool:
    """The accountable owner or the deputy of the issue's point."""
    return actor.pk in {issue.point.owner_id, issue.point.deputy_id}


def sees(issue: Issue, actor: User, now: datetime) -> bool:
    """Whether the person may read of the issue at all; asks the database about confidential ones only."""
    if not issue.is_confidential:
        return True
    return Issue.objects.visible_to(actor, now).filter(pk=issue.pk).exists()


def must_see(issue: Issue, actor: User, now: datetime) -> None:
    """Raises `Issue.DoesNotExist`: for whoever is not let into a confidence, there is no such issue."""
    if not sees(issue, actor, now):
        raise Issue.DoesNotExist


def can_triage(issue: Issue, actor: User) -> bool:
    """Managers and above, and anybody who has the issue in hand or answers for it."""
    holds = issue.holder_id == actor.pk or (
        issue.holder_id is None and issue.holder_department_id == actor.department_id
    )
    return actor.may(Can.TRIAGE) or (actor.is_active and (holds or answers_for(issue, actor)))


def must_triage(issue: Issue, actor: User) -> None:
    """Raises `PermissionDenied` with a sentence for the person."""
    if not can_triage(issue, actor):
        raise PermissionDenied("Only managers and the person who has this issue can do that.")


def must_answer_for(issue: Issue, actor: User) -> None:
    """Raises `NotTheOwner`."""
    if not answers_for(issue, actor):
        raise no.NotTheOwner


def may_verify(issue: Issue, actor: User) -> bool:
    """Who told of the problem before it was resolved; where none of them is left, who answers for the issue."""
    if not actor.is_active or issue.resolved_at is None:
        return False
    told = issue.reports.filter(received_at__lte=issue.resolved_at)
    if told.filter(reporter=actor).exists():
        return True
    return answers_for(issue, actor) and not told.filter(reporter__is_active=True).exists()


def must_have_reported(issue: Issue, actor: User) -> None:
    """Raises `NotTheReporter`."""
    if not issue.reports.filter(reporter=actor).exists():
        raise no.NotTheReporter
