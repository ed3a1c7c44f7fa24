"""The auditor: does the promise hold for every open issue, and do the projections tell what the events say?"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from issues.commands.recording import project, projection
from issues.commands.refolding import refold
from issues.commands.surveying import SHOWN, survey
from issues.commands.telling import promise_is_broken
from issues.models import AuditRun, Escalation, Issue
from notifications.commands.outbox import enqueue

KEPT = timedelta(days=30)
Finding = dict[str, Any]


def audit(*, now: datetime) -> AuditRun:
    """Look at every open issue, both ways: due but not fired, fired but not due, no deadline, no owner."""
    seen = survey(now)
    early = Escalation.objects.filter(fired_at__gte=now - timedelta(days=1), due_at__gt=F("fired_at"))
    too_early = list(early.values_list("issue", flat=True)[:SHOWN])
    findings: list[Finding] = [
        {"issue": pk, "what": what} for what, issues in seen.examples.items() for pk in issues
    ]
    findings += [{"issue": pk, "what": "a rung fired before it was due"} for pk in too_early]
    found = sum(seen.found.values()) + len(too_early)
    AuditRun.objects.filter(at__lt=now - KEPT).delete()
    if found:
        enqueue(promise_is_broken(found, now), now=now)
    return AuditRun.objects.create(at=now, looked_at=seen.looked_at, found=found, findings=findings[:SHOWN])


def differences(issue: Issue) -> dict[str, tuple[Any, Any]]:
    """Each column that is not what the events say, with (stored, computed)."""
    computed = projection(refold(issue.pk))
    return {
        name: (getattr(issue, name), value)
        for name, value in computed.items()
        if getattr(issue, name) != value
    }


@transaction.atomic
def repair(*, issue: int) -> dict[str, tuple[Any, Any]]:
    """Rewrite the projection of one issue from its events and take it back into the sweep."""
    row = Issue.objects.select_for_update(of=("self",)).get(pk=issue)
    found = differences(row)
    project(row, refold(issue))
    row.set_aside_at, row.set_aside_reason = None, ""
    row.save()
    return found
