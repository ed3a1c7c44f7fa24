"""Asking those who wrote the messages which of them are no longer needed."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import Error

from notifications.commands.gathered import facts_of, whole
from notifications.models import Message
from notifications.rules.digests import DIGEST
from people.rules.words import say

log = logging.getLogger(__name__)
Unwanted = Callable[[Sequence[Message], datetime], dict[int, str]]
EMPTIED: Final = say("nothing in it is needed any more").plain()


def why_not(messages: Sequence[Message], now: datetime, unwanted: Unwanted) -> dict[int, str]:
    """The messages that would only disturb, by primary key, each with why.

    A digest is judged by what it stands for: `context` of one of which only a part is needed is made to say that part.
    Nothing is stored.
    """
    digests = [message for message in messages if message.kind == DIGEST]
    others = [message for message in messages if message.kind != DIGEST]
    return _judged(others, now, unwanted) | _emptied(digests, now, unwanted)


def _emptied(digests: Sequence[Message], now: datetime, unwanted: Unwanted) -> dict[int, str]:
    """Those of which nothing is left; the others say what is."""
    reasons: dict[int, str] = {}
    for digest in digests:  # one after the other: each may stand for thousands
        items = whole(Message.objects.told_in(digest))
        no_more = _judged(items, now, unwanted)
        left = [item for item in items if item.pk not in no_more]
        if items and not left:
            reasons[digest.pk] = EMPTIED
        elif no_more:
            digest.context |= facts_of(left, repeats=bool(digest.context["repeats"]))
    return reasons


def _judged(messages: Sequence[Message], now: datetime, unwanted: Unwanted) -> dict[int, str]:
    """What `unwanted` says. One that cannot be judged must not keep the others waiting: it counts as wanted."""
    if not messages:
        return {}
    try:
        return unwanted(messages, now)
    except Error:
        raise
    except Exception:
        if len(messages) == 1:
            log.exception("Message %s cannot be judged and is sent as it is.", messages[0].pk)
            return {}
    reasons: dict[int, str] = {}
    for message in messages:
        reasons |= _judged([message], now, unwanted)
    return reasons
