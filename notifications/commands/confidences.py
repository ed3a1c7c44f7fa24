"""What of one's messages one may still read: what a message is about can have become confidential since it was told.

Messages know nothing of issues. Whoever writes them registers who may read what they are about.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from notifications.commands.gathered import facts_of, whole
from notifications.models import Message
from notifications.rules.digests import DIGEST
from people.models import User

KeptFrom = Callable[[Collection[str], User, datetime], Collection[str]]
_asked: list[KeptFrom] = []


def register(kept_from: KeptFrom) -> None:
    """From now on `kept_from` says what messages are about that a person may not read."""
    _asked[:] = [kept_from]


def kept_from(person: User, messages: Sequence[Message], now: datetime) -> frozenset[int]:
    """Those of these messages to the person that the person may not read any more, by primary key.

    A digest of which only a part may be read is made to say that part, as long as it is in memory. Nothing is stored.
    """
    digests = {one.pk: one for one in messages if one.kind == DIGEST and whole([one])}
    items = (
        Message.objects.filter(digest__in=digests, is_confidential=True).defer("context") if digests else ()
    )
    parts = {item.pk: item.digest_id for item in items}
    hidden = _hidden(person, [*messages, *items], now)
    for pk in {parts[part] for part in hidden & parts.keys()}:
        digest = digests[pk or 0]
        left = [item for item in whole(Message.objects.told_in(digest)) if item.pk not in hidden]
        if left:
            digest.context |= facts_of(left, repeats=bool(digest.context.get("repeats")))
        else:
            hidden.add(digest.pk)
    return frozenset(hidden)


def _hidden(person: User, messages: Iterable[Message], now: datetime) -> set[int]:
    """One question for all of them. Has nobody registered, nothing confidential is shown."""
    about = {message.pk: message.about for message in messages if message.is_confidential and message.about}
    if not about:
        return set()
    things = set(about.values())
    kept = {thing for ask in _asked for thing in ask(things, person, now)} if _asked else things
    return {pk for pk, thing in about.items() if thing in kept}
