"""What a message says. One template a kind: its first line is the title, the rest is the text; a kind may have a page.

It is worded when it is delivered, in the language and the zone of whoever receives it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string, select_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.commands.extras import Picture, extras
from notifications.models import Message
from notifications.rules.digests import DIGEST
from people.models import User
from people.rules.kept import kept, reread
from people.rules.words import say


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in the words, zone and time of its reader."""

    title: str
    paragraphs: tuple[str, ...]
    text: str
    html: str
    link: str
    pictures: tuple[Picture, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def render(message: Message, recipient: User, *, language: str = "") -> Rendered:
    """The message for its recipient. `language`: of a channel that others read too, instead of the recipient's.

    Raises `TemplateDoesNotExist` for a kind nobody wrote a text for.
    """
    link = link_of(message)
    with (
        timezone.override(ZoneInfo(recipient.time_zone)),
        translation.override(language or language_of(recipient)),
    ):
        more = extras(message, recipient)
        context = {**_facts(message, recipient), **more.facts}
        words = render_to_string(f"emails/{message.kind}.txt", context).strip()
        title, _, text = words.partition("\n")
        paragraphs = [part.strip() for part in text.strip().split("\n\n") if part.strip()]
        page: dict[str, Any] = {"title": title, "paragraphs": paragraphs, "link": link}
        page |= {
            "action": _action(link),
            "choose": f"{settings.SITE_URL}/me/#reaching",
            "is_urgent": message.is_urgent,
        }
        plain = render_to_string("emails/_message.txt", page)
        html = select_template([f"emails/{message.kind}.html", "emails/_message.html"]).render(context | page)
    return Rendered(title.strip(), tuple(paragraphs), plain, html, link, more.pictures, more.headers)


def language_of(person: User) -> str:
    """In which somebody is written to: their own, or else the company's."""
    return person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _facts(message: Message, recipient: User) -> dict[str, Any]:
    """What the template words; a digest gets the titles of the messages that it stands for."""
    facts = {**readable(message.context, message.kind), "recipient": recipient, "site": settings.SITE_URL}
    if message.kind == "digest":
        facts["items_told"] = [{**item, "said": _title(item, recipient)} for item in facts["items_told"]]
    return facts


def _title(item: dict[str, Any], recipient: User) -> str:
    """The one line that stands for a message in a digest."""
    try:
        facts = {
            **readable(item, str(item.get("kind", ""))),
            "recipient": recipient,
            "site": settings.SITE_URL,
        }
    except (TypeError, ValueError):  # one that is spoiled must not spoil the others
        return str(item.get("title", ""))
    template = f"emails/{item.get('kind', 'escalated')}.txt"
    return render_to_string(template, facts).strip().partition("\n")[0].strip()


def _action(link: str) -> str:
    """What the button says."""
    return _("Open the next move") if link.endswith("#next-move") else _("Open it")


def link_of(message: Message) -> str:
    """The address of what the message is about."""
    return f"{settings.SITE_URL}{message.context.get('path', '/')}"


def readable(context: dict[str, Any], kind: str) -> dict[str, Any]:
    """The facts of a message with its instants as datetimes again: JSON kept them as text.

    What of it are our own sentences comes in the reader's language.
    """
    facts: dict[str, Any] = {
        name: datetime.fromisoformat(value) if value and name.endswith(("_at", "_by")) else value
        for name, value in context.items()
    }
    if kind == DIGEST:
        facts["title"] = digest_title(facts)
    elif is_titled_by_us(facts, kind):
        facts |= {name: reread(str(facts[name])) for name in ("title", "why") if name in facts}
    if "reason" in facts and not facts.get("by"):  # somebody who acts gives their own
        facts["reason"] = reread(str(facts["reason"]))
    if "sentences" in facts:
        facts["sentences"] = [reread(sentence) for sentence in facts["sentences"]]
    return facts


_TITLED_BY_US: Final = frozenset({"set_aside"})


def is_titled_by_us(facts: dict[str, Any], kind: str) -> bool:
    """Whether the title is a sentence of the product; that of an issue is what somebody reported."""
    return "issue" not in facts or kind in _TITLED_BY_US


_WITH_CRITICAL: Final = kept(say("%(count)s messages, %(critical)s of them critical"))


def digest_title(facts: dict[str, Any]) -> str:
    """How many it stands for; of one that was made before it was counted, the title that it has."""
    if facts.get("repeats") is not False:
        count = int(facts.get("count", 0))
        return ngettext("A problem still waits", "%(count)s problems still wait", count) % {"count": count}
    if "told" not in facts:
        return reread(str(facts.get("title", "")))
    told, critical = int(facts["told"]), int(facts["critical"])
    if told == 1:
        return _("A critical message") if critical else _("A message")
    if critical:
        return str(say(_WITH_CRITICAL.words.one, count=told, critical=critical))
    return ngettext("%(count)s message", "%(count)s messages", told) % {"count": told}
