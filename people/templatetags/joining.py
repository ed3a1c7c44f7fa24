"""Several words in one sentence, as the reader's language joins them."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def joined(words: Iterable[object]) -> str:
    """ "a", "a and b", "a, b and c"; empty for none."""
    *others, last = ["", *map(str, words)]
    others = others[1:]
    if not others:
        return last
    return _("%(some)s and %(last)s") % {"some": listed(others), "last": last}


@register.filter
def listed(words: Iterable[object]) -> str:
    """ "a, b, c"."""
    return _(", ").join(filter(None, map(str, words)))


def after(name: str, sentence: str) -> str:
    """What somebody did, behind who it was: "Ana Ruiz: handed over to Ben"."""
    in_english = (get_language() or "en").startswith("en")  # elsewhere it may begin with a noun
    words = f"{sentence[0].lower()}{sentence[1:]}" if in_english else sentence
    return _("%(name)s: %(sentence)s") % {"name": name, "sentence": words}


def capital(words: str) -> str:
    """The same at the beginning of a sentence."""
    return f"{words[:1].upper()}{words[1:]}"
