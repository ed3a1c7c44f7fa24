"""Who may use a command on this issue, beyond what the role opens. `docs/security.md` prints the whole map."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.core.exceptions import PermissionDenied

from issues.models import Issue
from issues.rules import refusals as no
from issues.rules.answering import waits_for_guest
from issues.rules.memory import thaw
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say


def answers_for(issue: Issue, actor: User) -> bool:
    """The accountable owner or the deputy of the issue's point."""
    return actor.pk in {issue.point.owner_id, issue.point.deputy_id}


def keeps_promises(issue: Issue, actor: User) -> bool:
    """Who may say that a promise was kept: who may triage, and who reported it."""
    return can_triage(issue, actor) or (actor.is_active and issue.reports.filter(reporter=actor).exists())


def must_keep_promises(issue: Issue, actor: User) -> None:
    """Raises `NotYourPromise`."""
    if not keeps_promises(issue, actor):
        raise no.NotYourPromise


class Needs(StrEnum):
    """The relation to an issue that a command needs. Whoever does not see the issue has none of them."""

    SEES = "whoever sees it"
    TRIAGES = "managers, executives, administrators; whoever has it in hand; who answers for it"
    ANSWERS = "its accountable owner or deputy"
    ACTS = "whoever has or had it in hand; who answers for it; of an action also its assignee"
    REPORTED = (
        "whoever reported it before it was resolved; where none of them can be asked, who answers for it"
    )
    DID = "whoever has just done it"
    KEEPS = "whoever reported it; managers, executives, administrators; whoever has it in hand; who answers for it"
    DOUBTS = "whoever reported it; managers, executives, administrators; once declined, who may triage it"


NEEDS: Final[Mapping[str, Needs]] = {
    "add_report": Needs.SEES,
    "comment": Needs.SEES,
    "nudge": Needs.SEES,
    "accept": Needs.TRIAGES,
    "hand_over": Needs.TRIAGES,  # the third without an act: `Needs.ANSWERS`
    "plan_action": Needs.TRIAGES,
    "change_severity": Needs.TRIAGES,
    "start_wait": Needs.TRIAGES,
    "end_wait": Needs.TRIAGES,
    "snooze": Needs.TRIAGES,
    "merge": Needs.TRIAGES,  # both issues
    "unmerge": Needs.TRIAGES,
    "make_confidential": Needs.TRIAGES,
    "make_open": Needs.TRIAGES,
    "resolve": Needs.TRIAGES,
    "start_action": Needs.ACTS,
    "complete_action": Needs.ACTS,
    "record_containment": Needs.ACTS,
    "verify": Needs.REPORTED,
    "reopen": Needs.DOUBTS,
    "decline": Needs.ANSWERS,
    "keep_promise": Needs.KEEPS,
    "undo": Needs.DID,
}


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
        raise PermissionDenied(say("Only managers and the person who has this issue can do that."))


def must_answer_for(issue: Issue, actor: User) -> None:
    """Raises `NotTheOwner`."""
    if not answers_for(issue, actor):
        raise no.NotTheOwner


def may_verify(issue: Issue, actor: User) -> bool:
    """Who told of the problem before it was resolved; where none of them can be asked, who answers for the issue.

    Somebody without a name can be asked, through the receipt, until the second silence.
    """
    if not actor.is_active or issue.resolved_at is None:
        return False
    told = issue.reports.filter(received_at__lte=issue.resolved_at)
    if told.filter(reporter=actor).exists():
        return True
    if not answers_for(issue, actor) or waits_for_guest(thaw(issue.memory)):
        return False
    return not told.filter(reporter__is_active=True).exists()


def must_have_reported(issue: Issue, actor: User) -> None:
    """Raises `NotTheReporter`."""
    if not issue.reports.filter(reporter=actor).exists():
        raise no.NotTheReporter
