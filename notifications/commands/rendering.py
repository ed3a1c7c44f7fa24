"""What a message says. One template a kind: its first line is the title, the rest is the text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.models import Message
from people.models import User


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in the words, zone and time of its reader."""

    title: str
    paragraphs: tuple[str, ...]
    text: str
    html: str
    link: str


def render(message: Message, recipient: User) -> Rendered:
    """The message for its recipient. Raises `TemplateDoesNotExist` for a kind nobody wrote a text for."""
    context = _facts(message, recipient)
    link = link_of(message)
    with timezone.override(ZoneInfo(recipient.time_zone)):
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
        html = render_to_string("emails/_message.html", page)
    return Rendered(title.strip(), tuple(paragraphs), plain, html, link)


def _facts(message: Message, recipient: User) -> dict[str, Any]:
    """What the template words; a digest gets the titles of the messages that it stands for."""
    facts = {**readable(message.context), "recipient": recipient, "site": settings.SITE_URL}
    if message.kind == "digest":
        facts["items_told"] = [{**item, "said": _title(item, recipient)} for item in facts["items_told"]]
    return facts


def _title(item: dict[str, Any], recipient: User) -> str:
    """The one line that stands for a message in a digest."""
    try:
        facts = {**readable(item), "recipient": recipient, "site": settings.SITE_URL}
    except (TypeError, ValueError):  # one that is spoiled must not spoil the others
        return str(item.get("title", ""))
    template = f"emails/{item.get('kind', 'escalated')}.txt"
    return render_to_string(template, facts).strip().partition("\n")[0].strip()


def _action(link: str) -> str:
    """What the button says."""
    return "Open the next move" if link.endswith("#next-move") else "Open it"


def link_of(message: Message) -> str:
    """The address of what the message is about."""
    return f"{settings.SITE_URL}{message.context.get('path', '/')}"


def readable(context: dict[str, Any]) -> dict[str, Any]:
    """The facts of a message with its instants as datetimes again: JSON kept them as text."""
    return {
        name: datetime.fromisoformat(value) if value and name.endswith(("_at", "_by")) else value
        for name, value in context.items()
    }
