"""The .po files: read, brought in step with the code, written so that nothing changes without a reason."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from launch.words.places import language_of

WIDTH: Final = 100
_HEADER: Final = """\
# The words of Moment of Service in another language. Write only between the quotation marks of msgstr:
# `make catalogue` keeps everything else in step with the code, and docs/languages.md says how it is done.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={plurals}; plural={rule};\\n"

"""


def read(path: Path) -> Catalog:
    """A catalogue as it stands. Raises `PoFileError` where it cannot be read."""
    with path.open("rb") as file:
        return read_po(file, locale=language_of(path), abort_invalid=True)


def in_step(found: Catalog, old: Catalog) -> Catalog:
    """What was found in the code, with the translations there are; what is no longer said is left out."""
    new = Catalog(locale=old.locale, fuzzy=False)
    for message in found:
        if message.id:
            before = old.get(message.id, message.context)
            kept = new.add(message.id, flags=message.flags, context=message.context)
            if before is not None and before.pluralizable == message.pluralizable:
                kept.string, kept.user_comments = before.string, before.user_comments
    return new


def text(catalogue: Catalog, language: str) -> str:
    """The file's content: sorted, without places, lines or dates, so that two people's changes merge."""
    file = BytesIO()
    write_po(file, catalogue, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    header = _HEADER.format(language=language, plurals=catalogue.num_plurals, rule=catalogue.plural_expr)
    return header + file.getvalue().decode().strip() + "\n"


def translated(message: Message) -> bool:
    """Whether every form of it says something."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(forms)
