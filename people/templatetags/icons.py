"""The icons of `{% load lucide %}`, each drawn once in a process: drawing one takes as long as a row of a list."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: str) -> SafeString:
    """An icon as inline SVG. Raises `lucide.IconDoesNotExist`."""
    return _drawn(str(name), size, tuple(attributes.items()))


@lru_cache(maxsize=512)
def _drawn(name: str, size: int | None, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    return SafeString(draw(name, size=size, **dict(attributes)))
