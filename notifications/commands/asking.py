"""Asking those who wrote the messages which of them are no longer wanted."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import Error

from notifications.models import Message

log = logging.getLogger(__name__)
Unwanted = Callable[[Sequence[Message], datetime], dict[int, str]]


def why_not(messages: Sequence[Message], now: datetime, unwanted: Unwanted) -> dict[int, str]:
    """The messages that would only disturb, by primary key, each with why.

    One that cannot be judged must not keep the others waiting: it counts as wanted, and fails visibly when it is sent.
    """
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
        reasons |= why_not([message], now, unwanted)
    return reasons
