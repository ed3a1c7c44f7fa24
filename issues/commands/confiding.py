"""Keeping an issue to those who deal with it, and giving it back to everybody.

What tells the same problem is kept alike: an issue and its duplicates are confidential together, or open together.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from issues.commands.permissions import must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.models import Issue
from issues.rules import events as e
from issues.rules import refusals as no
from notifications.commands.outbox import enqueued_last
from people.models import User
from people.rules.kept import kept
from people.rules.words import say

SAME_PROBLEM: Final = kept(say("It tells the same problem as #%(issue)s."))


@transaction.atomic
@enqueued_last()
def make_confidential(*, issue: int, actor: User, now: datetime, reason: str) -> Issue:
    """From here on only those who deal with it see it, the actor among them. Moves no clock.

    Raises `AlreadyConfidential`, `ReasonMissing`.
    """
    found, *duplicates = _lock_with_duplicates(issue, actor, now)
    must_triage(found.issue, actor)
    for duplicate in duplicates:
        if not duplicate.state.is_confidential:
            confided(duplicate, reason=SAME_PROBLEM.of(issue=issue), actor=actor)
    return confided(found, reason=reason, actor=actor)


def confided(locked: Locked, *, reason: str, actor: User) -> Issue:
    """The same on an issue that the caller has locked."""
    return record_on(locked, e.MadeConfidential(actor.pk, reason.strip()), actor=actor)


@transaction.atomic
@enqueued_last()
def make_open(*, issue: int, actor: User, now: datetime, reason: str) -> Issue:
    """Everybody who signs in sees it again, with all that was written meanwhile.

    Raises `NotConfidential`, `ReasonMissing`, `MergedIntoConfidential`.
    """
    found, *duplicates = _lock_with_duplicates(issue, actor, now)
    must_triage(found.issue, actor)
    if found.issue.merged_into is not None and found.issue.merged_into.is_confidential:
        raise no.MergedIntoConfidential
    for duplicate in duplicates:
        if duplicate.state.is_confidential:
            _opened(duplicate, SAME_PROBLEM.of(issue=issue), actor)
    return _opened(found, reason, actor)


def _opened(locked: Locked, reason: str, actor: User) -> Issue:
    return record_on(locked, e.MadeOpen(actor.pk, reason.strip()), actor=actor)


def _lock_with_duplicates(issue: int, actor: User, now: datetime) -> list[Locked]:
    """The issue and what is merged into it, the lower number first, as everybody locks two issues.

    Raises `ChangedMeanwhile` when something was merged into it just then: it would be left out.
    """
    duplicates = set(Issue.objects.filter(merged_into=issue).values_list("pk", flat=True))
    locked = {pk: lock(pk, now, actor if pk == issue else None) for pk in sorted({issue, *duplicates})}
    if set(locked[issue].issue.duplicates.values_list("pk", flat=True)) != duplicates:
        raise no.ChangedMeanwhile
    return [locked[issue], *(locked[pk] for pk in sorted(duplicates))]
