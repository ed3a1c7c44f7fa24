"""Saying that two issues are one."""

from collections.abc import Sequence
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
from issues.rules.guards import check
from issues.rules.state import Phase
from issues.rules.undoing import standing
from notifications.commands.outbox import enqueued_last
from people.models import User


@transaction.atomic
@enqueued_last()
def merge(*, issue: int, actor: User, now: datetime, into: int) -> Issue:
    """Close `issue` as a duplicate of `into`, which gets its reports and reporters and the earlier report time.

    The more severe of the two severities counts, and when one of the two is confidential, both are from then on, also
    when they are taken apart again: what was said meanwhile was said in confidence. Only who takes the merge back at
    once takes that back. Never an act. Raises `SameIssue`, `NoSuchIssue`,
    `CannotTakeReports`, `WorkUnderWay`, `HasDuplicates`. Returns the duplicate.
    """
    duplicate, canonical = lock_both(issue, into, actor, now)
    has_duplicates = duplicate.issue.duplicates.exists()
    return merge_on(duplicate, canonical, actor=actor, has_duplicates=has_duplicates)


@enqueued_last()
def merge_on(duplicate: Locked, canonical: Locked, *, actor: User, has_duplicates: bool) -> Issue:
    """The same with two issues that the caller has locked."""
    must_triage(duplicate.issue, actor)
    must_triage(canonical.issue, actor)
    if not canonical.state.is_open or canonical.state.phase is Phase.RESOLVED:
        raise no.CannotTakeReports
    if has_duplicates:
        raise no.HasDuplicates
    duplicate.catch_up()
    check(duplicate.state, e.Merged(actor.pk, canonical.issue.pk), duplicate.now, duplicate.terms)
    _keep_alike(duplicate, canonical, actor)
    told = duplicate.state
    merged = record_on(duplicate, e.Merged(actor.pk, canonical.issue.pk), actor=actor)
    event = e.Absorbed(
        duplicate.issue.pk,
        told.reported_at,
        told.reporters,
        told.report_count,
        told.customers,
        told.severity,
        told.first_act_by,
        told.guests,
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
    must_triage(canonical.issue, actor)
    settle(duplicate, actor=actor)  # whoever had it may have left since
    parted = record_on(duplicate, e.Unmerged(actor.pk, reason.strip()), actor=actor)
    for event in released([duplicate], canonical):
        record_on(canonical, event, actor=actor)
    return parted


def released(duplicates: Sequence[Locked], canonical: Locked) -> list[e.Released]:
    """What the canonical issue is without these duplicates, which its own events tell: one event for each of them."""
    issue, parted = canonical.issue, {duplicate.issue.pk for duplicate in duplicates}
    stays = set(issue.reports.exclude(told_of__in=parted).values_list("reporter", flat=True))
    history = standing(histories_of([issue.pk])[issue.pk])
    latest = {event.issue: n for n, (event, _) in enumerate(history) if isinstance(event, e.Absorbed)}
    brought = {latest[pk] for pk in parted}
    without = fold_by([one for n, one in enumerate(history) if n not in brought], canonical.terms)
    return [
        e.Released(
            duplicate.issue.pk,
            without.reported_at,
            tuple(one for one in duplicate.state.reporters if one not in stays),
            duplicate.state.report_count,
            duplicate.state.customers,
            without.severity,
            without.first_act_by,
            duplicate.state.guests,
        )
        for duplicate in duplicates
    ]


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
