"""The auditor: does the promise hold for every open issue, and do the projections tell what the events say?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from issues.commands.recording import project, projection, terms_of
from issues.commands.refolding import refold
from issues.commands.telling import promise_is_broken
from issues.models import AuditRun, Escalation, Issue
from issues.rules.audit import PATIENCE, wrong_rung
from issues.rules.memory import thaw
from notifications.commands.outbox import enqueue

SHOWN = 100
KEPT = timedelta(days=30)
Finding = dict[str, Any]


def audit(*, now: datetime) -> AuditRun:
    """Look at every open issue, both ways: due but not fired, fired but not due, no deadline, no owner."""
    findings = list(_findings(now))
    AuditRun.objects.filter(at__lt=now - KEPT).delete()
    if findings:
        enqueue(promise_is_broken(len(findings), now), now=now)
    return AuditRun.objects.create(
        at=now, looked_at=Issue.objects.open().count(), found=len(findings), findings=findings[:SHOWN]
    )


def _findings(now: datetime) -> Iterator[Finding]:
    unswept = Issue.objects.open()
    for what, issues in (
        ("it was due and nobody looked", unswept.filter(next_due_at__lt=now - PATIENCE, set_aside_at=None)),
        ("the engine could not process it", unswept.filter(set_aside_at__isnull=False)),
        ("it has no deadline", unswept.filter(next_due_at=None)),
        ("its accountable owner has left", unswept.filter(point__owner__is_active=False)),
    ):
        for pk in issues.order_by("pk").values_list("pk", flat=True)[: SHOWN + 1]:
            yield {"issue": pk, "what": what}
    early = Escalation.objects.filter(fired_at__gte=now - timedelta(days=1), due_at__gt=F("fired_at"))
    for pk in early.values_list("issue", flat=True)[: SHOWN + 1]:
        yield {"issue": pk, "what": "a rung fired before it was due"}
    yield from _wrong_rungs(now)


def _wrong_rungs(now: datetime) -> Iterator[Finding]:
    rows = Issue.objects.open().filter(set_aside_at=None).select_related("calendar", "policy_version")
    for issue in rows.only(
        "memory", "next_due_at", "policy_version__id", "calendar__id", "calendar__revision", "calendar__zone"
    ).iterator(chunk_size=2000):
        state = thaw(issue.memory)
        if state.next_due != issue.next_due_at:
            yield {"issue": issue.pk, "what": "its deadline is not the one that its events say"}
        if what := wrong_rung(state, terms_of(issue), now):
            yield {"issue": issue.pk, "what": what}


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
