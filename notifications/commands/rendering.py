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
    text: str
    html: str
    link: str


def render(message: Message, recipient: User) -> Rendered:
    """The message for its recipient. Raises `TemplateDoesNotExist` for a kind nobody wrote a text for."""
    context = {**readable(message.context), "recipient": recipient, "site": settings.SITE_URL}
    link = link_of(message)
    with timezone.override(ZoneInfo(recipient.time_zone)):
        words = render_to_string(f"emails/{message.kind}.txt", context).strip()
        title, _, text = words.partition("\n")
        paragraphs = [part.strip() for part in text.strip().split("\n\n") if part.strip()]
        page = {"title": title, "paragraphs": paragraphs, "link": link, "site": settings.SITE_URL}
        plain = render_to_string("emails/_message.txt", page)
        html = render_to_string("emails/_message.html", page)
    return Rendered(title.strip(), plain, html, link)


def title(message: Message) -> str:
    """The one line that stands for the message in a list."""
    context = {**readable(message.context), "recipient": message.recipient, "site": settings.SITE_URL}
    return render_to_string(f"emails/{message.kind}.txt", context).strip().partition("\n")[0].strip()


def link_of(message: Message) -> str:
    """The address of what the message is about."""
    return f"{settings.SITE_URL}{message.context.get('path', '/')}"


def readable(context: dict[str, Any]) -> dict[str, Any]:
    """The facts of a message with its instants as datetimes again: JSON kept them as text."""
    return {
        name: datetime.fromisoformat(value) if value and name.endswith(("_at", "_by")) else value
        for name, value in context.items()
    }
