"""Messages about what can still be taken back: held, and dropped when it is. Named by how their keys begin.

A beginning ends with a colon, so that what begins with it lies between it and the same with the next character.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from notifications.models import Delivery, Message

_NAMED: Final = """jsonb_array_elements_text(%s::jsonb) AS named (beginning)"""
_BEGINS: Final = """m.key >= named.beginning AND m.key < left(named.beginning, -1) || ';'"""
_HOLD_FAST: Final = f"""
    SELECT named.beginning, m.id, m.state
    FROM {_NAMED} JOIN notifications_message m ON {_BEGINS}
    ORDER BY m.id FOR UPDATE OF m"""  # noqa: S608  constants
_IS_TOLD: Final = f"""
    SELECT EXISTS (SELECT FROM {_NAMED} JOIN notifications_message m ON {_BEGINS}
    WHERE m.state IN ('dispatched', 'gathered') OR m.state = 'queued' AND m.held_until IS NULL)"""  # noqa: S608  constants

_FREED: Final = ":dropped:"

_HOLD: Final = f"""
    UPDATE notifications_message m SET held_until = %s FROM {_NAMED}
    WHERE {_BEGINS} AND m.state = 'queued' AND m.held_until IS NOT NULL"""  # noqa: S608  constants


@dataclass(frozen=True, slots=True)
class Found:
    """What became so far of the messages whose keys begin like this; the transaction holds their rows."""

    told: frozenset[str]  # of these somebody knows
    queued: dict[str, list[int]]  # and these, by primary key, can be dropped


def hold_fast(beginnings: Iterable[str]) -> Found:
    """Let nobody tell these messages before the transaction ends. Waits for whoever is telling them now."""
    told: set[str] = set()
    queued: dict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_FAST, [json.dumps(list(beginnings))])
        for beginning, pk, state in cursor.fetchall():
            if state in {Message.State.DISPATCHED, Message.State.GATHERED}:
                told.add(beginning)
            elif state == Message.State.QUEUED:
                queued[beginning].append(pk)
    return Found(frozenset(told), queued)


def hold(beginnings: Iterable[str], until: datetime) -> None:
    """Of these messages those that are held, and that nobody was told, are held until then."""
    if named := list(beginnings):
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [until, json.dumps(named)])


def drop(messages: Collection[int], reason: str) -> None:
    """They are no longer needed. The caller holds their rows."""
    if messages:
        Message.objects.filter(pk__in=messages).update(state=Message.State.DROPPED, reason=reason)


def is_told(beginnings: Iterable[str]) -> bool:
    """Whether somebody was told one of these, or is just being told it, because it is not held."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_TOLD, [json.dumps(list(beginnings))])
        return bool(cursor.fetchone()[0])


def drop_waiting(beginning: str, reason: str, *, now: datetime) -> None:
    """Nobody wants the messages any more whose keys begin so: what is not sent yet is not sent."""
    found = Message.objects.filter(key__startswith=beginning)
    found.filter(state=Message.State.QUEUED).update(state=Message.State.DROPPED, reason=reason)
    deliveries = Delivery.objects.waiting().filter(message__in=found)
    deliveries.update(state=Delivery.State.DROPPED, ended_at=now, leased_until=None, last_error=reason)


def free_keys(beginning: str) -> None:
    """Let messages be written again that were dropped before anybody was told; the dropped ones stay, under other keys."""
    dropped = Message.objects.filter(key__startswith=beginning, state=Message.State.DROPPED)
    dropped.exclude(key__contains=_FREED).update(key=Concat("key", Value(_FREED), Cast("pk", CharField())))
