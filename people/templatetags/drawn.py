"""Parts of pages that are the same each time: drawn once in a process, and then only filled in."""

from copy import copy
from functools import lru_cache
from typing import Any, Final

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.functional import LazyObject
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

MOST: Final = 256  # some ten kilobytes each


@register.simple_tag(takes_context=True)
def drawn(context: Context, name: str, *filled_in: str, **known: Any) -> SafeString:
    """The template of this name, drawn once for each language and for what is `known` (hashable) and nothing else.

    `filled_in` names what the page knows and what differs each time, such as "csrf_token": the template may only write
    it, as it is, and neither ask nor filter.
    """
    facts = tuple((key, _itself(value)) for key, value in known.items())
    mould = _mould(name, filled_in, facts, get_language())
    if not filled_in:
        return mark_safe(mould)  # noqa: S308  a template made it
    values = {one: conditional_escape(context.get(one) or "") for one in filled_in}
    return mark_safe(mould % values)  # noqa: S308  each was escaped


def _itself(value: Any) -> Any:
    """What a lazy object stands for: kept as it is, it would keep the request that made it."""
    if not isinstance(value, LazyObject):
        return value
    bool(value)  # until then it knows nothing
    return copy(value)


@lru_cache(maxsize=MOST)
def _mould(name: str, filled_in: tuple[str, ...], known: tuple[tuple[str, Any], ...], _: str | None) -> str:
    """The template as text, with a place for each of what is filled in. The words are those of the language."""
    text = render_to_string(name, dict(known) | {one: f"\x02{one}\x03" for one in filled_in})
    if not filled_in:
        return text
    return text.replace("%", "%%").replace("\x02", "%(").replace("\x03", ")s")
