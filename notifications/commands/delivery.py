"""Delivering what the outbox holds: at least once, never twice by our own doing, never what nobody needs any more.

Two sweeps, both safe beside others of their kind: *dispatch* makes a recorded message visible and opens one
delivery for each channel; *send* leases deliveries, sends them outside any transaction and writes how it went.
"""

import logging
import random
import smtplib
from collections.abc import Sequence
from datetime import datetime

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from notifications.commands.asking import Unwanted, why_not
from notifications.commands.digest import digest
from notifications.commands.rendering import render
from notifications.models import Delivery, Message
from notifications.rules.retrying import LEASE, MOST_ATTEMPTS, wait_before

log = logging.getLogger(__name__)

BATCH = 500
SENDS = 50
_GIVE_UP = range(500, 600)  # SMTP: permanent
_AWAY = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)


def deliver(*, now: datetime, unwanted: Unwanted, most: int = 2000) -> None:
    """Dispatch everything queued and send what is due, at most `most` deliveries in one go.

    `unwanted` says of messages which of them would only disturb, and why; it is asked again before sending.
    """
    digest(now=now, unwanted=unwanted)
    while _dispatch(now, unwanted):
        pass
    for _ in range(0, most, SENDS):
        if not _send_some(now, unwanted):
            break


@transaction.atomic
def _dispatch(now: datetime, unwanted: Unwanted) -> int:
    claimed = list(
        Message.objects.queued()
        .select_related("recipient")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")[:BATCH]
    )
    if not claimed:
        return 0
    reasons = why_not(claimed, now, unwanted)
    for message in claimed:
        reason = reasons.get(message.pk) or ("" if message.recipient.is_active else "the person has left")
        message.state = Message.State.DROPPED if reason else Message.State.DISPATCHED
        message.reason = reason[:200]
        message.visible_at = None if reason else now
    Message.objects.bulk_update(claimed, ["state", "reason", "visible_at"])
    Delivery.objects.bulk_create(
        [
            Delivery(
                message=m, channel=Delivery.Channel.EMAIL, address=m.recipient.email, next_attempt_at=now
            )
            for m in claimed
            if m.state == Message.State.DISPATCHED
        ],
        ignore_conflicts=True,
    )
    return len(claimed)


def _send_some(now: datetime, unwanted: Unwanted) -> int:
    leased = _lease(now)
    if not leased:
        return 0
    reasons = why_not([delivery.message for delivery in leased], now, unwanted)
    connection = get_connection()
    try:
        for place, delivery in enumerate(leased, 1):
            reason = reasons.get(delivery.message_id)
            if reason:
                _end(delivery, Delivery.State.DROPPED, now, reason)
            elif not _send(delivery, connection, now):
                _put_back(leased[place:])
                return 0
    finally:
        _close(connection)
    return len(leased)


@transaction.atomic
def _lease(now: datetime) -> list[Delivery]:
    """Take some deliveries for ourselves; should we die with them, the lease runs out and others take over."""
    leased = list(
        Delivery.objects.due(now)
        .select_related("message__recipient")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("-message__is_urgent", "next_attempt_at", "pk")[:SENDS]
    )
    for delivery in leased:
        delivery.state = Delivery.State.SENDING
        delivery.attempts += 1
        delivery.leased_until = now + LEASE
    Delivery.objects.bulk_update(leased, ["state", "attempts", "leased_until"])
    return leased


def _put_back(unsent: Sequence[Delivery]) -> None:
    """The server is away, and each try would wait for it: these have not been tried, the next run begins with them."""
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in unsent]).update(
        state=Delivery.State.PENDING, attempts=F("attempts") - 1, leased_until=None
    )


def _send(delivery: Delivery, connection: BaseEmailBackend, now: datetime) -> bool:
    """Send it and write how it went; whether the server is there for others."""
    try:
        mail = _mail(delivery, connection)
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next((code for code, _ in refused.recipients.values()), 0)
        _failed(delivery, now, str(refused), permanent=code in _GIVE_UP)
    except OSError as error:  # smtplib's own errors among them
        _close(connection)  # whatever state it is in: the next delivery opens a fresh one
        _failed(delivery, now, f"{type(error).__name__}: {error}")
        return isinstance(error, smtplib.SMTPException) and not isinstance(error, _AWAY)
    except Exception as error:
        log.exception("Delivery %s could not be prepared.", delivery.pk)
        _failed(delivery, now, f"{type(error).__name__}: {error}", permanent=True)
    else:
        _end(delivery, Delivery.State.SENT, now)
    return True


def _mail(delivery: Delivery, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    said = render(delivery.message, delivery.message.recipient)
    mail = EmailMultiAlternatives(said.title, said.text, to=[delivery.address], connection=connection)
    mail.attach_alternative(said.html, "text/html")
    # The same message sent twice carries the same identity, so that a mail reader shows it once.
    mail.extra_headers["Message-ID"] = f"<message-{delivery.message_id}@moment-of-service>"
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    return mail


def _failed(delivery: Delivery, now: datetime, why: str, *, permanent: bool = False) -> None:
    if permanent or delivery.attempts >= MOST_ATTEMPTS:
        _end(delivery, Delivery.State.FAILED, now, why)
        return
    wait = wait_before(delivery.attempts, random.random())  # noqa: S311  spreading load, not a secret
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.PENDING, next_attempt_at=now + wait, leased_until=None, last_error=why[:1000]
    )


def _end(delivery: Delivery, state: Delivery.State, now: datetime, why: str = "") -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state, ended_at=now, leased_until=None, last_error=why[:1000]
    )


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        log.debug("The mail server had closed the connection already.")
