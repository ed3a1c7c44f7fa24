"""What a digest says of the messages that it stands for."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils import translation

from notifications.commands.reaching import must_arrive
from notifications.commands.rendering import digest_title
from notifications.models import Message
from notifications.rules.digests import DIGEST

SHOWN: Final = 20  # the digest's own page lists all of them


def facts_of(told: Sequence[Message], *, repeats: bool) -> dict[str, Any]:
    """The facts of these messages, the critical first, then the longest waiting: as they are sorted already."""
    items = _one_of_each(told)
    urgent = sum(message.is_urgent for message in told)
    facts = {
        "told": len(told),
        "critical": urgent,
        "count": len(items),
        "more": max(0, len(items) - SHOWN),
        "repeats": repeats,
        "pressing": any(must_arrive(message) for message in told),
        "items_told": [message.context | {"kind": message.kind} for message in items[:SHOWN]],
    }
    with translation.override(None):  # for whoever looks at the rows; readers get it in their language
        return facts | {"title": digest_title(facts)}


def whole(messages: Iterable[Message]) -> list[Message]:
    """Those whose facts can be read: one that is spoiled must not spoil a digest."""
    return [message for message in messages if isinstance(message.context, dict)]


def in_confidence(messages: Iterable[Message]) -> frozenset[int]:
    """Those that are confidential by now, by primary key: a digest is when one of those that it stands for is."""
    messages = list(messages)
    found = {message.pk for message in messages if message.is_confidential}
    if digests := [message.pk for message in messages if message.kind == DIGEST]:
        items = Message.objects.filter(digest__in=digests, is_confidential=True)
        found |= set(Message.objects.filter(pk__in=items.values("digest")).values_list("pk", flat=True))
    return frozenset(found)


def _one_of_each(told: Sequence[Message]) -> list[Message]:
    """Of several about one thing the most urgent, and of those the latest."""
    chosen: dict[str, Message] = {}
    for message in told:
        thing = message.about or message.key
        if thing not in chosen or message.is_urgent >= chosen[thing].is_urgent:
            chosen[thing] = message
    return list(chosen.values())
