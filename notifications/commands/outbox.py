"""Writing messages: in the transaction of the fact that they tell, once whatever is repeated."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from notifications.models import Message
from people.commands.copying import copy_in, utc_iso


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


class Row(NamedTuple):
    """A row of `notifications_message`; `context` is JSON, instants are ISO 8601."""

    key: str
    recipient_id: int
    kind: str
    about: str
    context: str
    is_urgent: bool
    is_confidential: bool
    gather_until: str | None
    held_until: str | None
    created_at: str
    state: str = Message.State.QUEUED.value
    reason: str = ""


MANY: Final = 100  # from so many on COPY is quicker, although it has to be asked first which keys are there
_encode: Final = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
_NAMES: Final = ", ".join(Row._fields)
_INSERT: Final = f"""
    INSERT INTO notifications_message ({_NAMES})
    SELECT {_NAMES.replace("context", "context::jsonb")} FROM jsonb_to_recordset(%s) AS draft
        (key varchar, recipient_id bigint, kind varchar, about varchar, context text, is_urgent boolean,
         is_confidential boolean, gather_until timestamptz, held_until timestamptz, created_at timestamptz,
         state varchar, reason varchar)
    ON CONFLICT (key) DO NOTHING"""  # noqa: S608  constants
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

    One statement: a sweep writes thousands, and models would take most of its time.
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
    rows = _rows(drafts)
    if len(rows) >= MANY:
        rows = _unknown(rows)
    if rows and not (len(rows) >= MANY and _copied(rows)):
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [_encode([row._asdict() for row in rows])])


def _rows(drafts: _Kept) -> list[Row]:
    """Each key once, and always in the same order: two writers of the same keys must not wait for each other."""
    rows: dict[str, Row] = {}
    context, text = None, ""
    for draft, now in drafts:
        if draft.context is not context:  # those that are told the same come one after the other
            context, text = draft.context, _encode(draft.context)
        if draft.key not in rows:
            rows[draft.key] = _row(draft, text, now)
    return [rows[key] for key in sorted(rows)]


def _row(draft: Draft, context: str, now: datetime) -> Row:
    return Row(
        draft.key,
        draft.recipient,
        draft.kind,
        draft.about,
        context,
        draft.is_urgent,
        draft.is_confidential,
        utc_iso(draft.gather_until) if draft.gather_until else None,
        utc_iso(draft.held_until) if draft.held_until else None,
        utc_iso(now),
    )


def _unknown(rows: Sequence[Row]) -> list[Row]:
    """Those whose key is not there yet, as that of a fact which many issues share may be."""
    known = set(Message.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    return [row for row in rows if row.key not in known]


def _copied(rows: Sequence[Row]) -> bool:
    """Whether all could be copied in; else nothing was, because somebody else wrote a key meanwhile."""
    try:
        with transaction.atomic():
            copy_in("notifications_message", Row._fields, rows)
    except IntegrityError:
        return False
    return True
