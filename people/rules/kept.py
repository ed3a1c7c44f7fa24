"""Sentences of our own that are kept: in an event, with a delivery, with a row of a list that was refused.

What is kept is English, whoever was reading when it was written. Whoever reads it later reads it in their language:
`reread` finds out which of our sentences it is. What people wrote is not touched, because it is none of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from people.rules.words import Words, english, say

_PLACE: Final = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")


@dataclass(frozen=True)
class Kept:
    """A sentence with places for values. Made once, where the module is read, by `kept(say("…"))`."""

    words: Words
    within: bool = False

    def of(self, **values: object) -> str:
        """What is written down."""
        return self.words.one % values

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        parts = _PLACE.split(self.words.one.replace("%%", "%"))
        text, names = parts[0::3], [one or other for one, other in zip(parts[1::3], parts[2::3], strict=True)]
        places = [f"(?P<{name}>.+?)" for name in names] + [""]
        return re.compile("".join(re.escape(said) + place for said, place in zip(text, places, strict=True)))


@dataclass
class _All:
    kept: list[Kept] = field(default_factory=list)


_ALL: Final = _All()


def kept(words: Words, *, within: bool = False) -> Kept:
    """Note the sentence among those that are found again; `within`: only as a part of another."""
    one = Kept(words, within)
    _ALL.kept.append(one)
    return one


def reread(text: str, *, within: bool = False) -> str:
    """What was kept, for whoever reads now; what is none of our sentences as it is."""
    if not text:
        return ""
    said = str(Words(text))
    if said != text or english():
        return said
    for one in _ALL.kept:
        if (within or not one.within) and (found := one.pattern.fullmatch(text)):
            values = {name: reread(value, within=True) for name, value in found.groupdict().items()}
            return str(say(one.words.one, **values))
    return text
