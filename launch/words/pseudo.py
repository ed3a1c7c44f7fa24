"""Languages that nobody speaks, for the tests: whatever is not in them was not marked.

`en-xa` is the English with every letter accented, in brackets and a third longer; `ar-xb` runs from right to left.
Both hold what the product says and what Django and the other packages say in German.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from launch.words import catalogues
from launch.words.compiling import is_stale, put
from launch.words.places import PSEUDO, written

LONGER: Final = 0.35
WORD: Final = 6  # letters: what is added can be broken as words can
PACKAGES: Final = ("django", "allauth", "axes", "django_filters", "rest_framework")
_SMALL: Final = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED: Final = str.maketrans(
    _SMALL + _SMALL.upper(), "áƀçđéƒğħíĵķłɱñóþʠřšţúṽŵẋýž" + "ÁɃÇĐÉƑĞĦÍĴĶŁṀÑÓÞɊŘŠŢÚṼŴẊÝŽ"
)
_ARABIC: Final = str.maketrans(_SMALL + _SMALL.upper(), "ابتثجحخدذرزسشصضطظعغفقكلمنه" * 2)
# What has to come through unchanged: placeholders, tags, entities.
_KEPT: Final = re.compile(r"(%\(\w+\)[#0-9.]*[a-zA-Z]|%[sdf%]|\{[^}]*\}|<[^>]*>|&#?\w+;)")


def compile_pseudo() -> None:
    """Build both where a written catalogue is newer."""
    for code, letters in (("en_XA", _ACCENTED), ("ar_XB", _ARABIC)):
        target = PSEUDO / code / "LC_MESSAGES" / "django.mo"
        if is_stale(target, *written(), Path(__file__)):
            put(target, _catalogue(code, letters))


def pseudo(text: str, letters: dict[int, int] = _ACCENTED) -> str:
    """The text in other letters, longer, with its placeholders. White space around it stays around it."""
    said = text.strip()
    if not said:
        return text
    parts = [part if at % 2 else part.translate(letters) for at, part in enumerate(_KEPT.split(said))]
    length = max(1, round(len(_KEPT.sub("", said)) * LONGER) - 3)
    more = " ".join(["~" * WORD] * (length // (WORD + 1)) + ["~" * (length % (WORD + 1))]).strip()
    return text.replace(said, f"⟦{''.join(parts)} {more}⟧")


def _catalogue(code: str, letters: dict[int, int]) -> Catalog:
    catalogue = Catalog(locale=code, fuzzy=False)
    for message in _said():
        if message.id:
            _add(catalogue, message, lambda text: pseudo(text, letters))
    return catalogue


def _add(catalogue: Catalog, message: Message, speak: Callable[[str], str]) -> None:
    spoken = speak(message.id) if isinstance(message.id, str) else tuple(speak(text) for text in message.id)
    context: Any = message.context
    if isinstance(context, bytes):  # as read_mo leaves it
        context = context.decode()
    catalogue.add(message.id, spoken, context=context)


def _said() -> Iterator[Message]:
    """What the packages say, and then what the product says: where both say it, the product's form holds."""
    for package in PACKAGES:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for path in sorted(Path(folder).rglob("locale/de/LC_MESSAGES/django.mo")):
                with path.open("rb") as file:
                    yield from read_mo(file)
    for path in written():
        yield from catalogues.read(path)
