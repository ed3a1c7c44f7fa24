"""Writing messages: in the transaction of the fact that they tell, once whatever is repeated."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from operator import itemgetter, or_
from typing import Any, Final

from django.db import connection
from django.db.models import Q

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
    gather_until: datetime | None = None  # told in the digest of this time, not by itself
    is_confidential: bool = False  # for its reader alone: no channel of the company carries it
    held_until: datetime | None = None  # told to nobody before: what it tells may be taken back


_ENQUEUE: Final = """
    INSERT INTO notifications_message
        (key, recipient_id, kind, about, context, is_urgent, is_confidential, gather_until, held_until, state, reason,
         created_at)
    SELECT key, recipient_id, kind, about, context, is_urgent, is_confidential, gather_until, held_until, 'queued', '',
        created_at
    FROM jsonb_to_recordset(%s) AS draft
        (key varchar, recipient_id bigint, kind varchar, about varchar, context jsonb, is_urgent boolean,
         is_confidential boolean, gather_until timestamptz, held_until timestamptz, created_at timestamptz)
    ON CONFLICT (key) DO NOTHING"""
_Kept = list[tuple[Draft, datetime]]
_kept: ContextVar[tuple[_Kept, ...]] = ContextVar("kept", default=())  # the outermost first


@contextmanager
def enqueued_last() -> Iterator[None]:
    """Keep what is enqueued inside, and write it at the end in one statement; what an exception undoes, never.

    A key that many facts share is a lock like that of a row. Whoever takes it last, and takes nothing after it,
    can keep nobody waiting who is in their own way: so wrap what locks rows, within its transaction.
    """
    drafts: _Kept = []
    token = _kept.set((*_kept.get(), drafts))
    try:
        yield
    finally:
        _kept.reset(token)
    _enqueue(drafts)


def enqueue(drafts: Iterable[Draft], *, now: datetime) -> None:
    """Write the messages into the outbox; those whose key is already there are left as they are.

    One statement with the rows as JSON: a sweep writes thousands, and models would take most of its time.
    """
    _enqueue([(draft, now) for draft in drafts])


def amend(about: str, beginnings: Sequence[str], *, is_confidential: bool) -> None:
    """Make the messages about this whose keys begin so confidential, or no longer: those that are stored, and those
    that are kept to be written at the end."""
    for drafts in _kept.get():
        for n, (draft, now) in enumerate(drafts):
            if draft.about == about and draft.key.startswith(tuple(beginnings)):
                drafts[n] = replace(draft, is_confidential=is_confidential), now
    begins = reduce(or_, (Q(key__startswith=beginning) for beginning in beginnings))
    stored = Message.objects.filter(begins, about=about).exclude(is_confidential=is_confidential)
    stored.update(is_confidential=is_confidential)


def _enqueue(drafts: _Kept) -> None:
    if kept := _kept.get():
        kept[-1].extend(drafts)
        return
    rows = sorted(
        (
            {
                "key": draft.key,
                "recipient_id": draft.recipient,
                "kind": draft.kind,
                "about": draft.about,
                "context": draft.context,
                "is_urgent": draft.is_urgent,
                "is_confidential": draft.is_confidential,
                "gather_until": draft.gather_until.isoformat() if draft.gather_until else None,
                "held_until": draft.held_until.isoformat() if draft.held_until else None,
                "created_at": now.isoformat(),
            }
            for draft, now in drafts
        ),
        key=itemgetter("key"),
    )  # always in the same order: two writers of the same keys must not wait for each other
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_ENQUEUE, [json.dumps(rows)])
