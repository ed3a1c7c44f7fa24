"""Writing messages: in the transaction of the fact that they tell, once whatever is repeated."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notifications.models import Message


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be. `key` is its identity for ever: a second one with the same key is not written."""

    key: str
    recipient: int
    kind: str
    about: str
    context: dict[str, Any] = field(default_factory=dict)
    is_urgent: bool = False


def enqueue(drafts: Iterable[Draft], *, now: datetime) -> None:
    """Write the messages into the outbox; those whose key is already there are left as they are."""
    Message.objects.bulk_create(
        (
            Message(
                key=draft.key,
                recipient_id=draft.recipient,
                kind=draft.kind,
                about=draft.about,
                context=draft.context,
                is_urgent=draft.is_urgent,
                created_at=now,
            )
            for draft in drafts
        ),
        ignore_conflicts=True,
    )
