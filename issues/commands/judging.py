"""Saying what an issue is worth, that it is done, that it is not, or that nothing will be done."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from inflection_points.commands.calendars import held_calendar
from inflection_points.rules.policies import Severity
from issues.commands.attaching import Kept, stored
from issues.commands.causes import note_on
from issues.commands.mentioning import mentioned_in
from issues.commands.permissions import may_verify, must_answer_for, must_have_reported, must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.commands.refolding import reckon_by_calendar_of_now
from issues.commands.settling import settle
from issues.commands.watching import follow
from issues.models import Attachment, Event, Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.guards import needs_root_cause
from issues.rules.state import Phase
from notifications.commands.outbox import enqueued_last
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say


def comment(
    *,
    issue: int,
    actor: User,
    now: datetime,
    text: str,
    files: Sequence[Kept] = (),
    client_key: UUID | None = None,
) -> Issue:
    """Say something about the issue, perhaps to somebody (`@name`) and with pictures. Never an act.

    Whoever is mentioned is told and follows the issue. The same `client_key` again changes nothing. Raises
    `ReasonMissing` without words and files, `UnknownMention`, `SentBefore` when the key belongs to another comment.
    """
    if not text.strip() and not files:
        raise no.ReasonMissing(say("Write something before you send the comment."))
    if not actor.may(Can.COMMENT):
        raise PermissionDenied(say("You cannot comment here."))
    with stored(files) as kept, transaction.atomic():
        locked = lock(issue, now, actor)
        if client_key is not None and _was_said(issue, actor, client_key, text.strip(), files):
            return locked.issue
        mentions = mentioned_in(text, issue=locked.issue, now=now)
        kept.attach(locked.issue, by=actor, now=now)
        event = e.Commented(actor.pk, text.strip(), mentions, kept.keys, client_key)
        follow(issue, [pk for pk in mentions if pk != actor.pk], now)
        return record_on(locked, event, actor=actor)


def _was_said(issue: int, actor: User, key: UUID, text: str, files: Sequence[Kept]) -> bool:
    """Whether this very comment stands under the key already. The caller holds the issue's lock."""
    said = Event.objects.filter(
        issue=issue, kind=e.kind_of(e.Commented), actor=actor, payload__client_key=str(key)
    ).first()
    if said is None:
        return False
    given = Attachment.objects.filter(pk__in=said.payload.get("attachments", ()))
    digests = sorted(given.values_list("digest", flat=True))
    if (said.payload["text"], digests) != (text, sorted(one.digest for one in files)):
        raise no.SentBefore
    return True


@transaction.atomic
def change_severity(*, issue: int, actor: User, now: datetime, to: Severity, reason: str = "") -> Issue:
    """Raise or lower the severity. Lowering needs a reason; rungs that fired stay fired."""
    return change_severity_on(lock(issue, now, actor), actor=actor, to=to, reason=reason)


def change_severity_on(locked: Locked, *, actor: User, to: Severity, reason: str) -> Issue:
    """The same on an issue that the caller has locked."""
    must_triage(locked.issue, actor)
    return record_on(locked, e.SeverityChanged(to, reason.strip()), actor=actor)


@transaction.atomic
@enqueued_last()
def resolve(
    *,
    issue: int,
    actor: User,
    now: datetime,
    reason: e.ClosureReason,
    note: str = "",
    root_cause: str = "",
) -> Issue:
    """Say that the required actions are done; the reporters are asked whether it is fixed.

    Raises `NotActedOn`, `ActionsOpen`, and `RootCauseMissing` for a critical issue or a second recurrence.
    """
    locked = lock(issue, now, actor)
    must_triage(locked.issue, actor)
    recurrence = Issue.objects.fixed_before(locked.issue).count()
    if needs_root_cause(locked.state, recurrence) and not root_cause.strip():
        raise no.RootCauseMissing
    if root_cause.strip() and locked.state.root_cause is None:
        note_on(locked, root_cause.strip(), actor)
    event = e.Resolved(actor.pk, reason, note.strip(), root_cause.strip())
    return record_on(locked, event, actor=actor)


@transaction.atomic
def verify(*, issue: int, actor: User, now: datetime) -> Issue:
    """A reporter says: yes, it is fixed. Raises `NotTheReporter`, `IssueNotResolved`.

    Whoever reports it only after it was resolved cannot confirm it; where no reporter is left, the owner can.
    """
    locked = lock(issue, now, actor)
    if locked.state.phase is Phase.RESOLVED and not may_verify(locked.issue, actor):
        raise no.NotTheReporter
    return record_on(locked, e.Verified(actor.pk, actor.pk in locked.state.reporters), actor=actor)


@transaction.atomic
@enqueued_last()
def reopen(*, issue: int, actor: User, now: datetime, reason: str) -> Issue:
    """Say that it is not fixed: a new cycle, one rung higher. For reporters and those who may triage.

    What was declined is taken up again only by those who may triage: the reporters have had their answer.
    """
    held_calendar(Issue.objects.values_list("calendar", flat=True).get(pk=issue))
    locked = lock(issue, now, actor)
    if locked.state.phase is Phase.DECLINED:
        must_triage(locked.issue, actor)
    elif not actor.may(Can.TRIAGE):
        must_have_reported(locked.issue, actor)
    reckon_by_calendar_of_now(locked)
    settle(locked, actor=actor)  # whoever had it may have left since
    return record_on(locked, e.Reopened(actor.pk, reason.strip()), actor=actor)


@transaction.atomic
def decline(*, issue: int, actor: User, now: datetime, reason: str) -> Issue:
    """The accountable owner decides not to act; the reporters read the reason. Not *acted on*."""
    locked = lock(issue, now, actor)
    must_answer_for(locked.issue, actor)
    return record_on(locked, e.Declined(actor.pk, reason.strip()), actor=actor)
