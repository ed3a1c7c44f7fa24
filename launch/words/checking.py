"""Whether a catalogue can be shipped: in step with the code, complete, with the placeholders that the code fills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from launch.places import shown
from launch.words import catalogues
from launch.words.extracting import PLACEHOLDER
from launch.words.places import language_of
from launch.words.same import SAME


def faults(path: Path, found: Catalog) -> Iterator[str]:
    """What is wrong with the catalogue, one sentence each; `found` is what stands in the code."""
    kept = catalogues.read(path)
    expected = catalogues.text(catalogues.in_step(found, kept), language_of(path))
    if expected != path.read_text(encoding="utf-8"):
        yield f"{shown(path)} is not in step with the code: run “make catalogue”."
    for message in kept:
        if message.id:
            yield from _faults_of(message)


def _faults_of(message: Message) -> Iterator[str]:
    said = message.id[0] if message.pluralizable else message.id
    if not catalogues.translated(message):
        yield f"Not translated: {said!r}"
        return
    if message.fuzzy:
        yield f"Fuzzy, so that nobody sees it: {said!r}"
    if not _placeholders_agree(message):
        yield f"Other placeholders than the English: {said!r}"
    if said == _forms(message.string)[0] and said not in SAME:
        yield f"The same as the English, without a reason in launch/words/same.py: {said!r}"


def _placeholders_agree(message: Message) -> bool:
    """Of a plural, each form may have those of either English form: „eine Meldung“ needs no number."""
    allowed = [_placeholders(text) for text in _forms(message.id)]
    return all(_placeholders(text) in allowed for text in _forms(message.string))


def _placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
