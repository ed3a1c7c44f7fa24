"""The actions of an issue, as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from issues.commands.offers import Offer, refused, work_offered
from issues.commands.permissions import can_triage
from issues.commands.prospects import Outlook
from issues.models import Action, Attachment, Issue
from issues.rules.refusals import ActionsOpen
from issues.rules.state import State
from people.models import User


@dataclass(frozen=True, slots=True)
class Work:
    """An action, and what this person may do with it."""

    action: Action
    offers: frozenset[Offer]
    files: list[Attachment]


def work_of(action: Action, files: list[Attachment], view: Outlook, person: User, now: datetime) -> Work:
    """The action with the files that show that it is done."""
    shown = [file for file in files if file.action_id == action.pk and action.completed_at]
    return Work(action, work_offered(view.issue, view.state, person, action=action.pk, now=now), shown)


def open_work(issue: Issue, state: State, person: User, now: datetime) -> list[Work]:
    """The required actions that are to be done yet, the next one due first."""
    found = issue.actions.filter(completed_at=None, is_required=True).select_related("assignee")
    return [
        Work(action, work_offered(issue, state, person, action=action.pk, now=now), [])
        for action in found.order_by("due_at", "pk")
    ]


def actions_before_resolving(
    issue: Issue, state: State, person: User, work: Iterable[Work], now: datetime
) -> list[Work]:
    """Those of `work` for whose sake this person, who could resolve the issue, cannot do it yet."""
    if not can_triage(issue, person):
        return []
    if not isinstance(refused(issue, state, person, Offer.RESOLVE, now), ActionsOpen):
        return []
    return [one for one in work if one.action.is_required and one.action.completed_at is None]
