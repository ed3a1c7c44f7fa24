"""What was kept back for a person comes as one message: what repeats every working day, a flood, a quiet night."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from notifications.commands.asking import Unwanted
from notifications.commands.dispatch import FLOOD, drop_unwanted, lately, tell
from notifications.commands.gathered import facts_of, whole
from notifications.commands.outbox import Draft, enqueue
from notifications.models import Message
from notifications.rules.digests import DIGEST
from notifications.rules.floods import MOST

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
    readable = whole(told)
    if _are_few(recipient, readable, now):
        tell(told, now)
        return
    spoiled = [message for message in told if not isinstance(message.context, dict)]
    tell(spoiled, now)  # by itself it fails where it can be seen
    _tell_as_one(recipient, readable, now)


def _are_few(recipient: int, told: Sequence[Message], now: datetime) -> bool:
    """Whether they can as well be told one by one. What repeats every working day never is."""
    if any(message.context.get("repeats") for message in told):
        return False
    if len(told) <= 1:
        return True
    known = lately([recipient], now)[recipient]
    return known.digest_at is None and len(told) + known.alone <= MOST


def _tell_as_one(recipient: int, told: Sequence[Message], now: datetime) -> None:
    """One message for all of them; they are found on its page as long as it is there."""
    repeats = all(message.context.get("repeats") for message in told)
    key = f"{'digest:' if repeats else FLOOD}{recipient}:{told[-1].pk}"
    facts = facts_of(told, repeats=repeats)
    is_urgent = any(message.is_urgent for message in told)
    secret = any(message.is_confidential for message in told)
    enqueue([Draft(key, recipient, DIGEST, "", facts, is_urgent=is_urgent, is_confidential=secret)], now=now)
    made = Message.objects.get(key=key)
    made.context = facts | {"path": _path(told) if repeats else f"/messages/{made.pk}/"}
    made.save(update_fields=["context"])
    items = Message.objects.filter(pk__in=[message.pk for message in told])
    items.update(state=Message.State.GATHERED, digest=made)


def _path(told: Sequence[Message]) -> str:
    """Where what repeats stands together."""
    return "/not-acted-on/" if all(m.context.get("clock") == "act" for m in told) else "/issues/"
