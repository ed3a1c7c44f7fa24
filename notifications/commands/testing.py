"""Sending a test, at once and not through the outbox, so that whoever asks for it sees what became of it."""

import secrets
import smtplib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.commands import faring
from notifications.commands.channels import BETWEEN_TESTS
from notifications.commands.payloads import Told, language_on, post_of
from notifications.commands.posting import attempt
from notifications.commands.rendering import Rendered, language_of
from notifications.models import Channel
from notifications.rules import refusals as no
from notifications.rules.answers import Answer, Verdict
from people.models import User
from people.rules.words import say

_TITLE = say("This is a test")
_TEXT = say("It works: this is how a message from Moment of Service arrives. There is nothing to do.")


def send_test(*, channel: Channel, actor: User, now: datetime) -> Answer:
    """Send a test to the channel and hear what it says; it takes ten seconds at most. Raises `TestedJustNow`."""
    free = Q(tested_at=None) | Q(tested_at__lte=now - BETWEEN_TESTS)
    if not Channel.objects.filter(free, pk=channel.pk).update(tested_at=now):
        raise no.TestedJustNow
    language = language_on(channel, actor)
    with translation.override(language):
        title, text = str(_TITLE), str(_TEXT)
    words = Rendered(title, (text,), text, "", f"{settings.SITE_URL}/messages/")
    identity = f"msg_test_{secrets.token_hex(8)}"
    told = Told(
        identity, "test", now, actor.name, actor.email, words, is_critical=False, facts={}, language=language
    )
    answer = attempt(post_of(channel, told, now))
    if answer.verdict is Verdict.TAKEN:
        faring.took(channel, now)
    return answer


def send_test_mail(*, person: User) -> str:
    """Send a test mail to the person. Returns why it did not work, empty when the mail server took it."""
    page: dict[str, Any] = {
        "link": f"{settings.SITE_URL}/messages/",
        "choose": f"{settings.SITE_URL}/me/#reaching",
    }
    with translation.override(language_of(person)):
        page |= {"title": str(_TITLE), "paragraphs": [str(_TEXT)], "action": _("Open it")}
        plain = render_to_string("emails/_message.txt", page)
        mail = EmailMultiAlternatives(page["title"], plain, to=[person.email])
        mail.attach_alternative(render_to_string("emails/_message.html", page), "text/html")
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"[:300]
    return ""
