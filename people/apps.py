from django.apps import AppConfig
from django.utils.formats import localize
from django.utils.translation import get_language, gettext, ngettext, pgettext

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


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        words.speak_through(Reader())
