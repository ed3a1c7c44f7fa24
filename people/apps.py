from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.utils.formats import localize
from django.utils.translation import get_language, gettext, ngettext, pgettext, trans_real

from people.rules import words


class Reader:
    """Puts what the rules say into the language that is active: of the request, or of whom a mail is written to."""

    def sentence(self, said: words.Words) -> str:
        if said.many:
            return ngettext(said.one, said.many, said.count)
        if said.context:
            return pgettext(said.context, said.one)
        return gettext(said.one) if said.one else ""

    def value(self, value: object) -> str:
        return str(localize(value)) if not isinstance(value, words.Words) else str(value)

    def is_english(self) -> bool:
        return (get_language() or "en").startswith("en-gb") or get_language() is None


def in_one_catalogue(language: str) -> None:
    """Put what Django would look up in one catalogue after another into the first of them.

    Every app with translations of its own adds one to the chain, and an English sentence, which is in none, is looked
    for in all of them, hundreds of times a page.
    """
    first: Any = trans_real.translation(language)
    behind, first._fallback = first._fallback, None
    while behind is not None:
        for message, said in behind._catalog.items():
            if message not in first._catalog:
                first._catalog[message] = said
        behind = behind._fallback


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        words.speak_through(Reader())
        for language, _name in settings.LANGUAGES:
            in_one_catalogue(language)
