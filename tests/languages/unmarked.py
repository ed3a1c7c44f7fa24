"""What of a page nobody marked: Latin letters on a page in `en-xa` that are neither data nor names.

In `en-xa` every marked string has other letters than a to z, so what is left of a to z was put there by data, or by
somebody who forgot to mark it. Data is what stands in the database, as a whole.
"""

import re
import zoneinfo
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from django.apps import apps
from django.db.models import CharField, FileField, JSONField, Model, TextField

from issues.forms.geography import countries
from issues.models import Issue, Report
from issues.rules.events import ClosureReason
from people.models import User

PSEUDO: Final = "en-xa"
READ: Final = (
    "title",
    "placeholder",
    "aria-label",
    "alt",
    "aria-roledescription",
    "aria-valuetext",
    "summary",
    "label",
    "hx-confirm",
)
NOT_READ: Final = frozenset({"script", "style", "kbd", "code", "pre", "template-of-code"})
VOID: Final = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use", "path"})
NAMES: Final = frozenset(
    {
        *(
            "Moment of Service",
            "Slack",
            "Microsoft Teams",
            "Teams",
            "English",
            "Deutsch",
            "Pseudo",
            "Webhook",
        ),
        *(
            "Ctrl",
            "Esc",
            "Enter",
            "CSV",
            "EUR",
            "PDF",
            "JSON",
            "UTC",
            "UTF",
            "TOML",
            "QR",
            "API",
            "OpenAPI",
            "NTP",
        ),
        *(
            "New York City 311 service requests",
            "ServiceNow incidents (event log)",
        ),  # mappings, by what they map
        *("px", "https", "http", "www", "MB", "kB", "JPEG", "PNG", "GIF", "WebP", "SMTP", "ID", "MIT"),
    }
)
# Kept in English and put into the reader's language when it is read: on a page it is no data.
KEPT: Final = frozenset(
    {
        "last_error",
        "switched_off_because",
        "sentence",
        "sentences",
        "why",
        "title",
        "code",
        "kind",
        "clock",
        "state",
    }
    | {
        "findings",
        "facts",
        "what",
        "severity",
        "phase",
        "command",
        "path",
        "key",
        "whom",
        "tells",
        "said",
        "action",
    }
)
# Columns of codes, digests and what is reckoned: nobody wrote these, so a word of theirs on a page is no data.
CODES: Final = frozenset(
    {"about", "channel", "digest", "gap", "grace_unit", "lexemes", "memory", "password", "receipt", "secret"}
)
SAID_BY_US: Final = frozenset(ClosureReason) | {"handed over"}  # reasons that we give in words of our own
OURS: Final = ("people", "issues", "inflection_points", "notifications")
NO_WORDS: Final = frozenset({"data-empties"})  # names of fields
_TITLED: Final = frozenset({"issue", "remedy", "rootcause", "attachment", "report", "comment"})
_RUN: Final = re.compile(r"[^⟦⟧~À-ɏḀ-ỿ]*[A-Za-z][^⟦⟧~À-ɏḀ-ỿ]*")
_FILLED_IN: Final = re.compile(r"\{\w+\}")  # by a script
_LETTERS: Final = re.compile(r"[A-Za-z]+")
_ADDRESS: Final = re.compile(
    r"\S+@\S+|https?://\S+|/[\w/.-]+|[\w.-]+\.(?:example|com|invalid)\b|localhost|[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}|\?\S+"
)


class Texts(HTMLParser):
    """All that somebody reads or hears of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []
        self._here: list[str] = []
        self._language = PSEUDO
        self.feed(html)
        self._end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in {"strong", "em", "b", "i", "a", "span", "time", "mark", "bdi"}:
            self._end()
        if tag == "html":
            self._language = given.get("lang", "")
        is_foreign = given.get("lang", self._language) != self._language
        is_silent = bool(self._silent) or given.get("translate") == "no" or is_foreign
        if not is_silent:
            self.found += _said(tag, given)
        if tag not in VOID and (is_silent or tag in NOT_READ):
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
        self._end()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._here.append(data)

    def _end(self) -> None:
        said = " ".join("".join(self._here).split())
        self._here = []
        if said:
            self.found.append(said)


def _said(tag: str, given: dict[str, str]) -> Iterator[str]:
    """What the attributes of a start tag say: to people at once, or through a script. A code has no space."""
    for name, value in given.items():
        if name in READ or (name.startswith("data-") and " " in value and name not in NO_WORDS):
            yield value
    if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
        yield given.get("value", "")
    if tag == "meta" and given.get("name") in {"description", "application-name"}:
        yield given.get("content", "")


def data() -> frozenset[str]:
    """All that people and the tests have put into the database, and the names of time zones and countries."""
    found = set(NAMES) | {zone.replace("_", " ") for zone in zoneinfo.available_timezones()}
    found |= {part for zone in tuple(found) if "/" in zone for part in (zone.split("/", 1))}  # by continent
    found |= {part for code, name in countries() if code for part in _RUN.findall(name)}  # another library's
    for model in (model for name in OURS for model in apps.get_app_config(name).get_models()):
        for row in model._default_manager.all():
            for text in _strings(row):
                found |= {text, " ".join(text.split()), *text.splitlines()}
    found |= {name for _, name in countries()}  # of which Babel knows none in a language that nobody speaks
    found |= {user.initials for user in User.objects.all()} | {
        user.get_short_name() for user in User.objects.all()
    }
    return frozenset(text.strip() for text in found if len(text.strip()) > 1)


def _strings(row: Model) -> Iterator[str]:
    kind = row._meta.model_name
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.choices or field.name in CODES:
            continue
        if field.name in KEPT and not (field.name == "title" and kind in _TITLED):
            continue
        if isinstance(field, JSONField):
            yield from _leaves(value)
        elif isinstance(field, (CharField, TextField, FileField)) and value:
            yield from _leaves(str(value))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value not in SAID_BY_US:
            yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in KEPT:
                yield from _leaves(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _leaves(one)


def unmarked(texts: Iterable[str], known: frozenset[str], longest_first: list[str]) -> set[str]:
    """Of what a page or an answer says, the texts or parts of them that were not marked."""
    found: set[str] = set()
    accented = [one for one in longest_first if not one.isascii()]  # its letters could be those of en-xa
    for said in texts:
        text = _FILLED_IN.sub(" ", said)
        for one in accented:
            text = text.replace(one, " ")
        for run in _RUN.findall(text):
            left = run.strip()
            if left and left.strip("“”✕ ") not in known and not _is_data(left, longest_first):
                found.add(" ".join(left.split())[:160])
    return found


def searched(address: str) -> frozenset[str]:
    """What the address itself says: the page names it again."""
    return frozenset(value for _, value in parse_qsl(urlsplit(address).query))


def _is_data(run: str, longest_first: list[str]) -> bool:
    """Whether nothing is left of it when whatever stands in the database is taken out, whole."""
    left = _ADDRESS.sub(" ", run)
    begun = left.strip(" .,…“”").removesuffix("…")
    if "…" in left and len(begun) > 5 and any(one.startswith(begun) for one in longest_first):  # cut short
        return True
    for one in longest_first:
        if one in left:
            left = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", left)
    if all(len(word) < 2 for word in _LETTERS.findall(left)):
        return True
    return "," in run and _titled_words().issuperset(word.lower() for word in _LETTERS.findall(run))


def _titled_words() -> frozenset[str]:
    """The words that two problems can have in common: a page lists them one by one."""
    told = [*Issue.objects.values_list("title", flat=True), *Report.objects.values_list("text", flat=True)]
    return frozenset(word.lower() for text in told for word in _LETTERS.findall(text))
