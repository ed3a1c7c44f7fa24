"""Sentences of the rules: marked where they stand, put into the reader's language when somebody reads them.

Rules are plain values and know no Django: `people.apps` hands the translator in. Without one they speak English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Translator(Protocol):
    """Knows who reads: their language, and how they write numbers and dates."""

    def sentence(self, words: Words) -> str:
        """The words in the reader's language, in the form that their count asks for, placeholders still in them."""
        ...

    def value(self, value: object) -> str:
        """A value as the reader writes it."""
        ...

    def is_english(self) -> bool:
        """Whether the words stay as they stand in the code."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, not yet in anybody's language; `str()` says it to whoever reads now.

    No `str` by itself, so that it cannot slip into the database or an event in one reader's language.
    """

    one: str
    many: str = ""
    count: int = 1
    context: str = ""
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        said = _translator.sentence(self)
        if not self.values:
            return said
        return said % {name: _shown(value) for name, value in self.values}

    def plain(self) -> str:
        """In English, whoever reads: what is kept."""
        said = self.many if self.many and self.count != 1 else self.one
        if not self.values:
            return said
        return said % {name: plain(value) for name, value in self.values}


def say(sentence: str, /, *, context: str = "", **values: object) -> Words:
    """Mark a sentence; `values` fill its `%(name)s`. With values, a percent sign is written `%%`."""
    return Words(sentence, context=context, values=tuple(values.items()))


def say_many(one: str, many: str, count: int, /, **values: object) -> Words:
    """Mark a sentence that changes with a number, which it has as `%(count)s`."""
    return Words(one, many, count, values=(("count", count), *values.items()))


def listed(parts: Iterable[object]) -> str:
    """ "Anna", "Anna and Ben", "Anna, Ben and Cleo", for whoever reads now; "" for nobody."""
    said = [str(part) for part in parts]
    if len(said) < 2:
        return "".join(said)
    return str(say("%(several)s and %(last)s", several=", ".join(said[:-1]), last=said[-1]))


class _English:
    def sentence(self, words: Words) -> str:
        return words.many if words.many and words.count != 1 else words.one

    def value(self, value: object) -> str:
        return str(plain(value))

    def is_english(self) -> bool:
        return True


_translator: Translator = _English()


def speak_through(translator: Translator) -> None:
    """From now on everything said goes through the translator."""
    global _translator  # noqa: PLW0603  set once, when the product starts
    _translator = translator


def english() -> bool:
    """Whether whoever reads now reads what stands in the code."""
    return _translator.is_english()


def plain(said: object) -> object:
    """Words and days in English, anything else as it is."""
    if isinstance(said, date):
        return f"{said.day} {said:%b %Y}"
    return said.plain() if isinstance(said, Words) else said


def english_of(error: Exception) -> str:
    """The sentence of an error in English, whoever reads: what is kept of it."""
    return str(plain(error.args[0])) if error.args else str(error)


def _shown(value: object) -> object:
    return value if isinstance(value, (str, int)) else _translator.value(value)
