"""What was kept back for a person comes as one message: what repeats every working day, a flood, a quiet night."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from notifications.commands.asking import Unwanted
from notifications.commands.dispatch import DIGEST, FLOOD, drop_unwanted, lately, tell
from notifications.commands.outbox import Draft, enqueue
from notifications.commands.reaching import is_pressing
from notifications.models import Message
from notifications.rules.floods import MOST

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
    gathered = Message.objects.gathered(now).filter(recipient=recipient).select_related("recipient")
    told = drop_unwanted(list(gathered.order_by("-is_urgent", "pk")), now, unwanted)
    spoiled = [message for message in told if not isinstance(message.context, dict)]
    whole = [message for message in told if isinstance(message.context, dict)]
    if _are_few(recipient, whole, now):
        tell(told, now)
        return
    tell(spoiled, now)  # by itself it fails where it can be seen, and spoils no digest
    for message in whole:
        message.state = Message.State.GATHERED
    Message.objects.bulk_update(whole, ["state"], batch_size=1000)
    enqueue([_draft(recipient, whole)], now=now)


def _are_few(recipient: int, told: Sequence[Message], now: datetime) -> bool:
    """Whether they can as well be told one by one. What repeats every working day never is."""
    if any(message.context.get("repeats") for message in told):
        return False
    if len(told) <= 1:
        return True
    known = lately([recipient], now)[recipient]
    return known.digest_at is None and len(told) + known.alone <= MOST


def _draft(recipient: int, told: Sequence[Message]) -> Draft:
    """Critical first, then the longest waiting. The facts are those of the messages that it stands for."""
    latest = {
        message.about or message.key: message for message in told
    }  # of several about one thing, the last
    urgent = sum(message.is_urgent for message in told)
    repeats = all(message.context.get("repeats") for message in told)
    facts = {
        "title": _waiting(len(latest)) if repeats else _so_many(len(told), urgent),
        "count": len(latest),
        "more": max(0, len(latest) - SHOWN),
        "repeats": repeats,
        "pressing": any(is_pressing(message) for message in told),
        "items_told": [m.context | {"kind": m.kind} for m in list(latest.values())[:SHOWN]],
        "path": _path(told, repeats=repeats),
    }
    key = f"{'digest:' if repeats else FLOOD}{recipient}:{told[-1].pk}"
    return Draft(key, recipient, DIGEST, "", facts, is_urgent=urgent > 0)


def _waiting(count: int) -> str:
    return f"{count} problems still wait" if count > 1 else "A problem still waits"


def _so_many(count: int, urgent: int) -> str:
    critical = f", {urgent} of them critical" if urgent else ""
    return f"{count} messages{critical}"


def _path(told: Sequence[Message], *, repeats: bool) -> str:
    """Where all that it tells stands together."""
    if not repeats:
        return "/messages/"
    return "/not-acted-on/" if all(m.context.get("clock") == "act" for m in told) else "/issues/"
