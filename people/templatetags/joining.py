"""Words put together to a sentence as the reader's language does it; several names: see `people.rules.words.listed`."""

from collections.abc import Iterable

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from people.rules.words import english


def side_by_side(words: Iterable[str]) -> str:
    """ "a, b, c"; what is empty is left out."""
    return _(", ").join(filter(None, words))


def after(name: str, sentence: str) -> str:
    """What somebody did, behind who it was: "Ana Ruiz: handed over to Ben"."""
    # Elsewhere it may begin with a noun.
    words = f"{sentence[0].lower()}{sentence[1:]}" if english() else sentence
    return _("%(name)s: %(sentence)s") % {"name": name, "sentence": words}


def capital(words: object) -> str:
    """The same at the beginning of a sentence."""
    said = str(words)
    return f"{said[:1].upper()}{said[1:]}"


capital_lazy = lazy(capital, str)
