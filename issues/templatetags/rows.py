"""Many rows of a list at once: the template of one is drawn once for each look, and then filled in."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

_FILLED_IN: Final = ("url", "key", "title", "badge", "place", "standing", "due", "next")


@register.simple_tag
def issue_rows(rows: Iterable[Any], *, selectable: bool = True) -> SafeString:
    """Rows that can be chosen by who may do something with them, as `components/_issue_row.html` shows each of them."""
    language = get_language()
    drawn = (
        _mould(row.is_confidential, bool(row.due), selectable, language)
        % {name: conditional_escape(getattr(row, name)) for name in _FILLED_IN}
        for row in rows
    )
    return mark_safe("".join(drawn))  # noqa: S308  each part was escaped


@lru_cache(maxsize=16)
def _mould(is_confidential: bool, has_due: bool, selectable: bool, language: str | None) -> str:  # noqa: ARG001  the words are of the language
    """The row with a place for each of its parts."""
    row: dict[str, Any] = {name: f"\x02{name}\x03" for name in _FILLED_IN}
    row |= {"is_confidential": is_confidential, "due": row["due"] if has_due else ""}
    drawn = render_to_string("components/_issue_row.html", {"row": row, "selectable": selectable})
    return drawn.replace("%", "%%").replace("\x02", "%(").replace("\x03", ")s")
