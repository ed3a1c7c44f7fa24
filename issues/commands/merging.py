"""Saying that two issues are one."""

from datetime import datetime

from django.db import transaction

from issues.commands.permissions import must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.commands.settling import settle
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.state import Phase
from people.models import User


@transaction.atomic
def merge(*, issue: int, actor: User, now: datetime, into: int) -> Issue:
    """Close `issue` as a duplicate of `into`, which gets its reports and reporters and the earlier report time.

    The more severe of the two severities counts. Never an act. Raises `SameIssue`, `NoSuchIssue`,
    `CannotTakeReports`, `WorkUnderWay`. Returns the duplicate.
    """
    duplicate, canonical = _lock_both(issue, into, now)
    must_triage(duplicate.issue, actor)
    must_triage(canonical.issue, actor)
    if not canonical.state.is_open or canonical.state.phase is Phase.RESOLVED:
        raise no.CannotTakeReports
    duplicate.catch_up()
    told = duplicate.state
    merged = record_on(duplicate, e.Merged(actor.pk, into), actor=actor)
    if told.severity.rank > canonical.state.severity.rank:
        record_on(canonical, e.SeverityChanged(told.severity, f"merged with #{issue}"), actor=actor)
    event = e.Absorbed(issue, told.reported_at, told.reporters, told.report_count, told.customers)
    record_on(canonical, event, actor=actor)
    return merged


@transaction.atomic
def unmerge(*, issue: int, actor: User, now: datetime, reason: str) -> Issue:
    """Take a duplicate and its reports out of the issue that it was merged into. Its clocks never stopped.

    Raises `NotMerged`, `ReasonMissing`.
    """
    found = Issue.objects.select_related("point").get(pk=issue)
    must_triage(found, actor)
    if (into := found.merged_into_id) is None:
        raise no.NotMerged
    duplicate, canonical = _lock_both(issue, into, now)
    if duplicate.state.merged_into != into:
        raise no.NotMerged
    settle(duplicate, actor=actor)  # whoever had it may have left since
    parted = record_on(duplicate, e.Unmerged(actor.pk, reason.strip()), actor=actor)
    record_on(canonical, _released(duplicate, canonical), actor=actor)
    return parted


def _released(duplicate: Locked, canonical: Locked) -> e.Released:
    told, issue = duplicate.state, canonical.issue
    stays = set(issue.reports.values_list("reporter", flat=True))
    leave = tuple(one for one in told.reporters if one not in stays)
    first = Event.objects.values_list("at", flat=True).get(issue=issue, seq=1)
    others = Event.objects.filter(issue=issue, kind=e.kind_of(e.Absorbed))
    still_here = set(issue.duplicates.exclude(pk=duplicate.issue.pk).values_list("pk", flat=True))
    absorbed = [event for row in others if isinstance(event := e.decode(row.kind, row.payload), e.Absorbed)]
    since = [event.reported_at for event in absorbed if event.issue in still_here]
    return e.Released(duplicate.issue.pk, min([first, *since]), leave, told.report_count, told.customers)


def _lock_both(issue: int, into: int, now: datetime) -> tuple[Locked, Locked]:
    """The lower number first, as everybody does, so that two merges never wait for each other."""
    if issue == into:
        raise no.SameIssue
    try:
        locked = {pk: lock(pk, now) for pk in sorted((issue, into))}
    except Issue.DoesNotExist:
        raise no.NoSuchIssue from None
    return locked[issue], locked[into]
