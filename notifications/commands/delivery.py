"""Delivering what the outbox holds: at least once, never twice by our own doing, never what nobody needs any more.

Two sweeps, both safe beside others of their kind: *dispatch* makes a recorded message visible and opens one
delivery for each channel; *send* leases deliveries, sends them outside any transaction and writes how it went.
A lease ends; whoever comes after it has a higher attempt number, and the earlier worker can write nothing more.
"""

import logging
import random
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from notifications.commands.asking import Unwanted, why_not
from notifications.commands.digest import digest
from notifications.commands.rendering import render
from notifications.models import Delivery, Message
from notifications.rules.retrying import GIVE_UP_AFTER, LEASE, wait_before

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
BATCH = 500
SENDS = 20  # even at ten seconds a mail, a batch ends before its lease and before the task is killed
# A slow mail server must not hold a worker for long: the next run goes on.
LONGEST_RUN = timedelta(seconds=60)
_GIVE_UP = range(500, 600)  # SMTP: permanent
_LEFT = "the person has left"
_AWAY = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)


class ServerAway(Exception):
    """The mail server cannot be talked to: trying the next delivery at once would only wait again."""


def deliver(*, clock: Clock, unwanted: Unwanted) -> None:
    """Dispatch everything queued and send what is due, for about a minute at most.

    `clock` is read for each batch: a slow mail server must not make leases that have already run out. `unwanted`
    says of messages which of them would only disturb, and why; it is asked again before sending.
    """
    digest(now=clock(), unwanted=unwanted)
    while _dispatch(clock(), unwanted):
        pass
    started = clock()
    try:
        while clock() - started <= LONGEST_RUN and _send_some(clock, unwanted):
            pass
    except ServerAway:
        log.warning("The mail server does not answer; what waits is tried again later.")


def show(*, now: datetime, unwanted: Unwanted) -> int:
    """Make digests and the next messages visible, and send nothing; how many messages."""
    digest(now=now, unwanted=unwanted)
    return _dispatch(now, unwanted)


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
        reason = reasons.get(message.pk) or ("" if message.recipient.is_active else _LEFT)
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


def _send_some(clock: Clock, unwanted: Unwanted) -> int:
    leased = _lease(clock())
    if not leased:
        return 0
    reasons = why_not([delivery.message for delivery in leased], clock(), unwanted)
    connection = get_connection()
    untried = list(leased)
    try:
        for delivery in leased:
            untried.remove(delivery)
            reason = reasons.get(delivery.message_id)
            if reason or not delivery.message.recipient.is_active:
                _end(delivery, Delivery.State.DROPPED, clock(), reason or _LEFT)
            else:
                _send(delivery, connection, clock)
    except ServerAway:
        _hand_back(untried, clock())
        raise
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


def _send(delivery: Delivery, connection: BaseEmailBackend, clock: Clock) -> None:
    try:
        _mail(delivery, connection).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next((code for code, _ in refused.recipients.values()), 0)
        _failed(delivery, clock(), str(refused), permanent=code in _GIVE_UP)
    except _AWAY as error:
        _failed(delivery, clock(), f"{type(error).__name__}: {error}")
        raise ServerAway from error
    except smtplib.SMTPResponseException as answered:
        permanent = answered.smtp_code in _GIVE_UP
        _failed(delivery, clock(), f"{answered.smtp_code} {answered.smtp_error!r}", permanent=permanent)
    except OSError as error:  # smtplib's own errors among them
        _failed(delivery, clock(), f"{type(error).__name__}: {error}")
        raise ServerAway from error
    except Exception as error:
        log.exception("Delivery %s could not be prepared.", delivery.pk)
        _failed(delivery, clock(), f"{type(error).__name__}: {error}", permanent=True)
    else:
        _end(delivery, Delivery.State.SENT, clock())


def _mail(delivery: Delivery, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    said = render(delivery.message, delivery.message.recipient)
    mail = EmailMultiAlternatives(said.title, said.text, to=[delivery.address], connection=connection)
    mail.attach_alternative(said.html, "text/html")
    # The same message sent twice carries the same identity, so that a mail reader shows it once.
    mail.extra_headers["Message-ID"] = f"<message-{delivery.message_id}@moment-of-service>"
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    return mail


def _failed(delivery: Delivery, now: datetime, why: str, *, permanent: bool = False) -> None:
    if permanent or now - delivery.message.created_at > GIVE_UP_AFTER:
        _end(delivery, Delivery.State.FAILED, now, why)
        return
    wait = wait_before(delivery.attempts, random.random())  # noqa: S311  spreading load, not a secret
    _write(delivery, state=Delivery.State.PENDING, next_attempt_at=now + wait, last_error=why[:1000])


def _end(delivery: Delivery, state: Delivery.State, now: datetime, why: str = "") -> None:
    _write(delivery, state=state, ended_at=now, last_error=why[:1000])


def _hand_back(untried: list[Delivery], now: datetime) -> None:
    """What we leased and never tried waits again, and has lost no attempt."""
    for delivery in untried:
        _write(delivery, state=Delivery.State.PENDING, next_attempt_at=now, attempts=delivery.attempts - 1)


def _write(delivery: Delivery, **changes: object) -> None:
    """Write how it went, unless our lease ran out and somebody else has it by now."""
    ours = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING, attempts=delivery.attempts)
    ours.update(leased_until=None, **changes)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        log.debug("The mail server had closed the connection already.")
