"""Many rows of a list at once: the template of one is drawn once for each look, and then filled in."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

_FILLED_IN: Final = ("url", "key", "seen", "title", "badge", "place", "promise", "standing", "due", "next")


class _Look(NamedTuple):
    """What a template of a row asks about. The words are those of the language."""

    is_confidential: bool
    has_promise: bool
    has_due: bool
    selectable: bool
    is_current: bool
    language: str | None


@register.simple_tag
def issue_rows(rows: Iterable[Any], *, selectable: bool = True, current: int | None = None) -> SafeString:
    """Rows that can be chosen by who may do something with them, as `components/_issue_row.html` shows each of them.

    `current` is the number of the one that is open beside the list.
    """
    language, drawn = get_language(), []
    for row in rows:
        has = (row.is_confidential, bool(row.promise), bool(row.due))
        mould = _mould(_Look(*has, selectable, row.number == current, language))
        drawn.append(mould % {name: conditional_escape(getattr(row, name)) for name in _FILLED_IN})
    return mark_safe("".join(drawn))  # noqa: S308  each part was escaped


@lru_cache(maxsize=64)
def _mould(look: _Look) -> str:
    """The row with a place for each of its parts."""
    row: dict[str, Any] = {name: f"\x02{name}\x03" for name in _FILLED_IN}
    row |= {name: "" for name, has in (("promise", look.has_promise), ("due", look.has_due)) if not has}
    row["is_confidential"] = look.is_confidential
    shown = {"row": row, "selectable": look.selectable, "current": look.is_current}
    drawn = render_to_string("components/_issue_row.html", shown)
    return drawn.replace("%", "%%").replace("\x02", "%(").replace("\x03", ")s")
