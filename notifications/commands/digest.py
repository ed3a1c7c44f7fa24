"""Gathering: what would come one by one every day comes as one message a person."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from notifications.commands.asking import Unwanted, why_not
from notifications.commands.outbox import Draft, enqueue
from notifications.models import Message

SHOWN = 20
_LOCK = 0x4D6F5302  # any constant: one digest of a person at a time


def digest(*, now: datetime, unwanted: Unwanted) -> None:
    """Make one message for each person of what was gathered and is due; what is no longer wanted is left out."""
    due = Message.objects.gathered(now).values_list("recipient", flat=True)
    for recipient in list(due.order_by("recipient").distinct()):
        _digest_for(recipient, now, unwanted)


@transaction.atomic
def _digest_for(recipient: int, now: datetime, unwanted: Unwanted) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, recipient])
        if not cursor.fetchone()[0]:
            return  # another worker is at it
    gathered = list(Message.objects.gathered(now).filter(recipient=recipient).order_by("-is_urgent", "pk"))
    reasons = why_not(gathered, now, unwanted)
    for message in gathered:
        reason = reasons.get(message.pk, "")
        message.state = Message.State.DROPPED if reason else Message.State.GATHERED
        message.reason = reason[:200]
    Message.objects.bulk_update(gathered, ["state", "reason"], batch_size=1000)
    if told := [message for message in gathered if message.state == Message.State.GATHERED]:
        enqueue([_draft(recipient, told)], now=now)


def _draft(recipient: int, told: Sequence[Message]) -> Draft:
    """Critical first, then the longest waiting. The facts are those of the messages that it stands for."""
    latest = {message.about: message for message in told}  # of several about one thing, the last
    facts = {
        "title": f"{len(latest)} problems still wait" if len(latest) > 1 else "A problem still waits",
        "count": len(latest),
        "more": max(0, len(latest) - SHOWN),
        "items_told": [message.context for message in list(latest.values())[:SHOWN]],
        "path": "/not-acted-on/" if all(m.context.get("clock") == "act" for m in told) else "/issues/",
    }
    return Draft(f"digest:{recipient}:{told[-1].pk}", recipient, "digest", "", facts)
