"""Saying that two issues are one."""

from datetime import datetime

from django.db import transaction

from issues.commands.confiding import confided
from issues.commands.pasts import fold_by, histories_of
from issues.commands.permissions import must_see, must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.commands.settling import settle
from issues.models import Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.state import Phase
from issues.rules.undoing import standing
from notifications.commands.outbox import enqueued_last
from people.models import User


@transaction.atomic
@enqueued_last()
def merge(*, issue: int, actor: User, now: datetime, into: int) -> Issue:
    """Close `issue` as a duplicate of `into`, which gets its reports and reporters and the earlier report time.

    The more severe of the two severities counts, and when one of the two is confidential, both are from then on, also
    when they are taken apart again: what was said meanwhile was said in confidence. Never an act. Raises `SameIssue`, `NoSuchIssue`,
    `CannotTakeReports`, `WorkUnderWay`, `HasDuplicates`. Returns the duplicate.
    """
    duplicate, canonical = lock_both(issue, into, actor, now)
    must_triage(duplicate.issue, actor)
    must_triage(canonical.issue, actor)
    if not canonical.state.is_open or canonical.state.phase is Phase.RESOLVED:
        raise no.CannotTakeReports
    if duplicate.issue.duplicates.exists():
        raise no.HasDuplicates
    duplicate.catch_up()
    _keep_alike(duplicate, canonical, actor)
    told = duplicate.state
    merged = record_on(duplicate, e.Merged(actor.pk, into), actor=actor)
    event = e.Absorbed(
        issue,
        told.reported_at,
        told.reporters,
        told.report_count,
        told.customers,
        told.severity,
        told.first_act_by,
    )
    record_on(canonical, event, actor=actor)
    return merged


@transaction.atomic
@enqueued_last()
def unmerge(*, issue: int, actor: User, now: datetime, reason: str) -> Issue:
    """Take a duplicate and its reports out of the issue that it was merged into. Its clocks never stopped.

    Raises `NotMerged`, `ReasonMissing`.
    """
    found = Issue.objects.select_related("point").get(pk=issue)
    must_see(found, actor, now)
    must_triage(found, actor)
    if (into := found.merged_into_id) is None:
        raise no.NotMerged
    duplicate, canonical = lock_both(issue, into, actor, now)
    if duplicate.state.merged_into != into:
        raise no.NotMerged
    return part(duplicate, canonical, actor=actor, reason=reason)


def part(duplicate: Locked, canonical: Locked, *, actor: User, reason: str) -> Issue:
    """The same with two issues that the caller has locked."""
    must_triage(canonical.issue, actor)
    settle(duplicate, actor=actor)  # whoever had it may have left since
    parted = record_on(duplicate, e.Unmerged(actor.pk, reason.strip()), actor=actor)
    record_on(canonical, _released(duplicate, canonical), actor=actor)
    return parted


def _released(duplicate: Locked, canonical: Locked) -> e.Released:
    """What the canonical issue is without the duplicate: its own events tell it."""
    told, issue = duplicate.state, canonical.issue
    stays = set(issue.reports.values_list("reporter", flat=True))
    history = standing(histories_of([issue.pk])[issue.pk])
    merged = [
        event for event, _ in history if isinstance(event, e.Absorbed) and event.issue == duplicate.issue.pk
    ]
    without = fold_by([one for one in history if one[0] is not merged[-1]], canonical.terms)
    return e.Released(
        duplicate.issue.pk,
        without.reported_at,
        tuple(one for one in told.reporters if one not in stays),
        told.report_count,
        told.customers,
        without.severity,
        without.first_act_by,
    )


def _keep_alike(duplicate: Locked, canonical: Locked, actor: User) -> None:
    """When one of the two is confidential, both are: they tell the same problem."""
    for one, other in ((duplicate, canonical), (canonical, duplicate)):
        if one.state.is_confidential and not other.state.is_confidential:
            confided(other, reason=f"It tells the same problem as #{one.issue.pk}.", actor=actor)


def lock_both(issue: int, into: int, actor: User, now: datetime) -> tuple[Locked, Locked]:
    """The lower number first, as everybody does, so that two merges never wait for each other.

    What the actor may not see is answered like what does not exist.
    """
    if issue == into:
        raise no.SameIssue
    locked: dict[int, Locked] = {}
    for pk in sorted((issue, into)):
        try:
            locked[pk] = lock(pk, now, actor)
        except Issue.DoesNotExist:
            if pk == issue:
                raise
            raise no.NoSuchIssue from None
    return locked[issue], locked[into]
