"""One issue with its whole life, as every command answers."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from issues.api.errors import NO_SUCH_ISSUE
from issues.commands.offers import nudge_offered, offered
from issues.commands.prospects import outlook
from issues.models import Issue
from issues.serializers.lives import IssueLifeSerializer
from people.models import User


def viewer(request: Request) -> User:
    """Who asks. Raises `NotAuthenticated`."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def visible_issue(request: Request, number: int) -> Issue:
    """The issue with all that hangs on it. Raises `Http404` for what this person may not see."""
    found = (
        Issue.objects.visible_to(viewer(request), timezone.now())
        .in_full()
        .select_related(
            "kind", "calendar", "policy_version", "point__owner__department", "holder__department"
        )
    )
    found = found.prefetch_related(
        "reports__reporter__department",
        "reports__attachments",
        "actions__assignee__department",
        "actions__attachments",
        "custodies__person__department",
        "custodies__department",
        "escalations",
        "events__actor__department",
    )
    try:
        return found.get(pk=number)
    except Issue.DoesNotExist:
        raise Http404(NO_SUCH_ISSUE) from None


def life(request: Request, number: int) -> Any:
    """The issue as JSON values, as it is now."""
    issue, now = visible_issue(request, number), timezone.now()
    ahead = outlook(issue, now)
    may = offered(issue, ahead.state, viewer(request), now) | nudge_offered(ahead, viewer(request), now)
    return IssueLifeSerializer(issue, context={"request": request, "outlook": ahead, "offered": may}).data
