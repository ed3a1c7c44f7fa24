"""What other applications add to messages of their kinds: facts to word, pictures, headers of the mail.

They stand above this one and hand in how (`extend`, when the product starts), so that a message is worded when it is
sent, in its reader's language, whoever wrote it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from notifications.models import Message
from people.models import User


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that a mail carries; its page names it `cid:name`."""

    name: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Extras:
    """`facts` are for the templates of the kind."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


Extend = Callable[[Message, User], Extras]
_NOTHING: Final = Extras()
_BY_KIND: Final[dict[str, Extend]] = {}


def extend(kind: str, how: Extend) -> None:
    """From now on messages of this kind have what `how` adds; it is called in the reader's language and zone."""
    _BY_KIND[kind] = how


def extras(message: Message, recipient: User) -> Extras:
    """What is added to this one."""
    how = _BY_KIND.get(message.kind)
    return how(message, recipient) if how is not None else _NOTHING
