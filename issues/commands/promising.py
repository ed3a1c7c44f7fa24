"""What customers were promised with a report: kept, and remembered in time. Never an act."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from issues.commands import telling
from issues.commands.permissions import keeps_promises, must_keep_promises
from issues.commands.recipients import Directory
from issues.commands.recording import lock, record_on
from issues.models import Issue, Report
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.memory import thaw
from issues.rules.promises import REMIND_BEFORE, REMIND_WITHIN, PromiseStand, promise_stand
from notifications.commands.outbox import Draft, enqueue
from people.models import User
from people.querysets.prepared import NUMBERS, Prepared, Slot, one_of

DUE: Final = "promise_due"
MISSED: Final = "promise_missed"


@transaction.atomic
def keep_promise(*, issue: int, actor: User, now: datetime, report: int, note: str = "") -> Issue:
    """Say that what a customer was promised with `report` was done. Raises `NoSuchPromise`, `PromiseKeptAlready`, `NotYourPromise`."""
    locked = lock(issue, now, actor)
    promise = locked.issue.reports.exclude(promised="").filter(pk=report).first()
    if promise is None:
        raise no.NoSuchPromise
    must_keep_promises(locked.issue, actor)
    if promise.kept_at is not None:
        raise no.PromiseKeptAlready
    return record_on(locked, e.PromiseKept(actor.pk, report, note.strip()), actor=actor)


def can_keep(report: Report, actor: User) -> bool:
    """Whether this person may say that the promise of the report was kept."""
    return bool(report.promised) and report.kept_at is None and keeps_promises(report.issue, actor)


def next_promises(issues: Iterable[int]) -> dict[int, datetime]:
    """Of each issue, by when the next promise is to be kept that nobody has kept yet. One query."""
    wanted = list(issues)
    return dict(_NEXT_PROMISES.rows(issues=wanted)) if wanted else {}


_NEXT_PROMISES: Final = Prepared(
    lambda: (
        Report.objects.open_promises()
        .filter(one_of("issue", Slot("issues", NUMBERS)), promised_by__isnull=False)
        .order_by("-promised_by")
        .values_list("issue", "promised_by")
    )
)


def remind(*, now: datetime) -> int:
    """Tell whoever has an issue that a promise of it is due within an hour, and again when it was missed.

    Each is told once: the key of the message says so, whoever looks and how often. Returns how many promises are on.
    """
    soon = Report.objects.open_promises().filter(
        promised_by__gt=now - REMIND_WITHIN, promised_by__lte=now + REMIND_BEFORE
    )
    promises = list(soon.select_related("issue"))
    if promises:
        people = Directory.around([promise.issue for promise in promises])
        drafts = [draft for promise in promises for draft in _drafts(promise, people, now)]
        with transaction.atomic():
            enqueue(drafts, now=now)
    return len(promises)


def _drafts(promise: Report, people: Directory, now: datetime) -> list[Draft]:
    issue, is_missed = promise.issue, False
    is_missed = promise_stand(promise.promised_by, None, now) is PromiseStand.MISSED
    kind = MISSED if is_missed else DUE
    facts = telling.facts_about(issue, thaw(issue.memory), people) | {
        "promised": promise.promised,
        "promised_by": promise.promised_by.isoformat() if promise.promised_by else "",
        "report": promise.pk,
        "path": f"/issues/{issue.pk}/#promises",
    }
    del facts["cycle"]  # a promise outlives a reopening
    drafts = telling.drafts_for(
        people.to_remind(issue, now), f"{kind}:{issue.pk}:{promise.pk}", kind, issue, facts
    )
    return [replace(draft, is_urgent=True) for draft in drafts]
