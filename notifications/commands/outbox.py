"""Writing messages: in the transaction of the fact that they tell, once whatever is repeated."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from django.db import connection


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be. `key` is its identity for ever: a second one with the same key is not written."""

    key: str
    recipient: int
    kind: str
    about: str
    context: dict[str, Any] = field(default_factory=dict)
    is_urgent: bool = False
    gather_until: datetime | None = None  # told in the digest of this time, not by itself


_ENQUEUE: Final = """
    INSERT INTO notifications_message
        (key, recipient_id, kind, about, context, is_urgent, gather_until, state, reason, created_at)
    SELECT key, recipient_id, kind, about, context, is_urgent, gather_until, 'queued', '', %s
    FROM jsonb_to_recordset(%s) AS draft
        (key varchar, recipient_id bigint, kind varchar, about varchar, context jsonb, is_urgent boolean,
         gather_until timestamptz)
    ON CONFLICT (key) DO NOTHING"""


def enqueue(drafts: Iterable[Draft], *, now: datetime) -> None:
    """Write the messages into the outbox; those whose key is already there are left as they are.

    One statement with the rows as JSON: a sweep writes thousands, and models would take most of its time.
    """
    rows = sorted(
        (
            {
                "key": draft.key,
                "recipient_id": draft.recipient,
                "kind": draft.kind,
                "about": draft.about,
                "context": draft.context,
                "is_urgent": draft.is_urgent,
                "gather_until": draft.gather_until.isoformat() if draft.gather_until else None,
            }
            for draft in drafts
        ),
        key=itemgetter("key"),
    )  # always in the same order: two writers of the same keys must not wait for each other
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_ENQUEUE, [now, json.dumps(rows)])
