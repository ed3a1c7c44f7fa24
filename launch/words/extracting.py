"""Every marked string of the product, as Django will look it up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from launch.places import ROOT
from launch.words.places import SOURCES, TEMPLATES

# `say` and `say_many` are the marks of the rules: see people/rules/words.py.
_PLAIN: Final = ("_", "gettext", "gettext_lazy", "gettext_noop", "say")
_COUNTED: Final = ("ngettext", "ngettext_lazy", "say_many")
_IN_CONTEXT: Final = ("pgettext", "pgettext_lazy")
_COUNTED_IN_CONTEXT: Final = ("npgettext", "npgettext_lazy")
_MARKS: Final[dict[str, Any]] = {
    **dict.fromkeys(_PLAIN),
    **dict.fromkeys(_COUNTED, (1, 2)),
    **dict.fromkeys(_IN_CONTEXT, ((1, "c"), 2)),
    **dict.fromkeys(_COUNTED_IN_CONTEXT, ((1, "c"), 2, 3)),
}
# "100 % of" is no placeholder, though Python's formatting would take "% o" for one.
PLACEHOLDER: Final = re.compile(r"%(?:\(\w+\))?\.?\d*[sdf]|%%")


def extracted(root: Path = ROOT) -> Catalog:
    """All marked strings, each once, without where they were found. Raises `SyntaxError` for a torn template."""
    catalogue = Catalog(fuzzy=False)
    for path in _files(root):
        for _line, said, _comments, context in extract("python", BytesIO(_as_python(path)), keywords=_MARKS):
            if said and (said if isinstance(said, str) else said[0]):
                _set_flag(catalogue.add(said, context=context))
    return catalogue


def _files(root: Path) -> Iterator[Path]:
    for folder in SOURCES:
        yield from sorted(p for p in (root / folder).rglob("*.py") if "migrations" not in p.parts)
    yield from sorted(p for p in (root / TEMPLATES).rglob("*") if p.suffix in {".html", ".txt"})


def _as_python(path: Path) -> bytes:
    """Python as it is; a template as the calls that its tags stand for, with an indentation that Python bears."""
    if path.suffix == ".py":
        return path.read_bytes()
    calls = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    return "\n".join(line.lstrip() for line in calls.splitlines()).encode()


def _set_flag(message: Message) -> None:
    """Babel takes a percent sign in a sentence for a placeholder."""
    texts = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    message.flags.discard("python-format")
    if any(PLACEHOLDER.search(text) for text in texts):
        message.flags.add("python-format")
