"""Saying that two issues are one."""

from datetime import datetime

from django.db import transaction

from issues.commands.permissions import must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.models import Issue
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


def _lock_both(issue: int, into: int, now: datetime) -> tuple[Locked, Locked]:
    """The lower number first, as everybody does, so that two merges never wait for each other."""
    if issue == into:
        raise no.SameIssue
    try:
        locked = {pk: lock(pk, now) for pk in sorted((issue, into))}
    except Issue.DoesNotExist:
        raise no.NoSuchIssue from None
    return locked[issue], locked[into]
