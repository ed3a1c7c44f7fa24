"""Sentences of our own that are kept: in an event, with a delivery, with a row of a list that was refused.

What is kept is English, whoever was reading when it was written. Whoever reads it later reads it in their language:
`reread` finds out which of our sentences it is. It is for what only the product writes. Where people may have written
as well, `Kept.reread` asks for the one sentence that the product puts there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from people.rules.words import Words, english, say

_PLACE: Final = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")
_LONGEST: Final = 400  # letters of a sentence with its values; what is longer came from elsewhere
_DEEPEST: Final = 2  # a sentence in a sentence in a sentence


@dataclass(frozen=True)
class Kept:
    """A sentence with places for values. Made once, where the module is read, by `kept(say("…"))`."""

    words: Words
    within: bool = False

    def of(self, **values: object) -> str:
        """What is written down."""
        return self.words.one % values

    def reread(self, text: str) -> str:
        """The text for whoever reads now where it is this sentence, its values untouched; else as it is."""
        found = None if english() or len(text) > _LONGEST else self.pattern.fullmatch(text)
        return str(say(self.words.one, **found.groupdict())) if found else text

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


def reread(text: str) -> str:
    """What the product kept, for whoever reads now; what is none of our sentences as it is."""
    return _reread(text, deep=0)


def _reread(text: str, *, deep: int) -> str:
    if not text or english():
        return text
    # A single word may be anything, the name of a department too: of these only the registered ones are ours.
    if " " in text.strip() and (said := str(Words(text))) != text:
        return said
    if len(text) > _LONGEST or deep > _DEEPEST:
        return text
    for one in _ALL.kept:
        if (deep or not one.within) and (found := one.pattern.fullmatch(text)):
            values = {name: _reread(value, deep=deep + 1) for name, value in found.groupdict().items()}
            return str(say(one.words.one, **values))
    return text
