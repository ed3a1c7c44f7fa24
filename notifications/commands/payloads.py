"""What a message looks like on each kind of channel: bytes to be sent and the headers that go with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.commands.rendering import Rendered, language_of, render
from notifications.models import Channel, Message
from notifications.rules.signing import signatures
from people.models import User

LONGEST_TITLE: Final = 300
LONGEST_TEXT: Final = 2500  # Slack takes 3000 letters a block, Teams 28 KB a card


@dataclass(frozen=True, slots=True)
class Post:
    """One request, ready to be sent. It holds secrets: its representation does not show them."""

    address: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A message in words, to whom it goes, and what a program needs of it."""

    identity: str
    kind: str
    created_at: datetime
    to: str
    to_address: str
    words: Rendered
    is_critical: bool
    facts: Mapping[str, Any]
    language: str


def language_on(channel: Channel, reader: User) -> str:
    """What others read too, and programs, is in the company's language; somebody's own channel speaks theirs."""
    is_own = channel.owner_id is not None and channel.kind != Channel.Kind.WEBHOOK
    return language_of(reader) if is_own else settings.LANGUAGE_CODE


def told(message: Message, channel: Channel) -> Told:
    """The message as it is read on the channel. Its identity is the same over all tries and channels."""
    person = message.recipient
    language = language_on(channel, person)
    words = render(message, person, language=language)
    return Told(
        f"msg_{message.pk}",
        message.kind,
        message.created_at,
        person.name,
        person.email,
        words,
        message.is_urgent,
        message.context,
        language,
    )


def post_of(channel: Channel, message: Told, now: datetime) -> Post:
    """The request for this channel. Raises `ValueError` for a signing secret that cannot be used."""
    build = {Channel.Kind.SLACK: _slack, Channel.Kind.TEAMS: _teams, Channel.Kind.WEBHOOK: _webhook}
    with translation.override(message.language):
        body = json.dumps(build[Channel.Kind(channel.kind)](message), ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/plain",
        "User-Agent": "MomentOfService/1",
        "Accept-Encoding": "identity",
    }
    if channel.kind == Channel.Kind.WEBHOOK:
        stamp = int(now.timestamp())
        headers |= {
            "webhook-id": message.identity,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signatures(message.identity, stamp, body, channel.secrets(now)),
        }
    return Post(channel.address, body, headers, now)


def _slack(message: Told) -> dict[str, Any]:
    """Blocks, and a text for where blocks are not shown. Slack wants & < > escaped, and nothing else."""
    title, link = _escaped(_short(message.words.title, LONGEST_TITLE)), message.words.link
    text = _escaped(_short("\n\n".join(message.words.paragraphs), LONGEST_TEXT))
    head = f"*{title}*\n{_escaped(_for_whom(message))}"
    said = [head, text, f"<{_escaped(link)}|{_button()}>"]
    return {
        "text": f"{title} ({_escaped(_for_whom_within(message))}) {_escaped(link)}",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": part, "verbatim": True}}
            for part in said
            if part
        ],
    }


def _teams(message: Told) -> dict[str, Any]:
    """An Adaptive Card in the envelope that a Workflows webhook takes; rich text, so that nothing typed is Markdown."""
    about = _for_whom(message)
    parts = [_short("\n\n".join(message.words.paragraphs), LONGEST_TEXT)] if message.words.paragraphs else []
    title = {"type": "TextRun", "text": _short(message.words.title, LONGEST_TITLE)}
    body = [
        {"type": "RichTextBlock", "inlines": [{**title, "weight": "bolder", "size": "large"}]},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": about, "isSubtle": True}]},
        *({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": part}]} for part in parts),
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": _short(message.words.title, LONGEST_TITLE),
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": _button(), "url": message.words.link}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}


def _webhook(message: Told) -> dict[str, Any]:
    """For programs: the kind, when it was written, and everything that the message says."""
    return {
        "type": message.kind,
        "timestamp": message.created_at.isoformat(),
        "data": {
            "id": message.identity,
            "to": {"name": message.to, "email": message.to_address},
            "title": message.words.title,
            "text": "\n\n".join(message.words.paragraphs),
            "link": message.words.link,
            "is_critical": message.is_critical,
            "facts": message.facts,
        },
    }


def _for_whom(message: Told) -> str:
    if message.is_critical:
        return _("For %(person)s · critical") % {"person": message.to}
    return _("For %(person)s") % {"person": message.to}


def _for_whom_within(message: Told) -> str:
    return _("for %(person)s") % {"person": message.to}


def _button() -> str:
    return _("Open the next move")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
