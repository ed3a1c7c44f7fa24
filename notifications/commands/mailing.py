"""Sending what goes by e-mail: leased in batches, sent outside any transaction, marked one by one."""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.mime.image import MIMEImage

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from notifications.commands.asking import Unwanted, why_not
from notifications.commands.ending import LEFT, dropped, failed, hand_back, sent, tried_in_vain
from notifications.commands.extras import Picture
from notifications.commands.rendering import render
from notifications.models import Delivery
from notifications.rules.retrying import LEASE

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
SENDS = 20  # even at ten seconds a mail, a batch ends before its lease and before the task is killed
LONGEST_BATCH = timedelta(seconds=100)
_GIVE_UP = range(500, 600)  # SMTP: permanent
_AWAY = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)


class ServerAway(Exception):
    """The mail server cannot be talked to: trying the next delivery at once would only wait again."""


def send_mails(clock: Clock, unwanted: Unwanted, meanwhile: Callable[[], object]) -> int:
    """Send the next batch; how many were taken up. `meanwhile` is called between two mails. Raises `ServerAway`."""
    leased = lease_mails(clock())
    if not leased:
        return 0
    began = clock()
    reasons = why_not([delivery.message for delivery in leased], began, unwanted)
    connection = get_connection()
    untried = list(leased)
    try:
        for delivery in leased:
            if clock() - began > LONGEST_BATCH:
                break
            untried.remove(delivery)
            reason = reasons.get(delivery.message_id)
            if reason or not delivery.message.recipient.is_active:
                dropped(delivery, clock(), reason or LEFT)
            else:
                _send(delivery, connection, clock)
            meanwhile()
    finally:
        hand_back(untried, clock())
        _close(connection)
    return len(leased)


@transaction.atomic
def lease_mails(now: datetime) -> list[Delivery]:
    """Take some deliveries for ourselves; should we die with them, the lease runs out and others take over."""
    leased = list(
        Delivery.objects.due(now)
        .mails()
        .select_related("message__recipient")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("-message__is_urgent", "next_attempt_at", "pk")[:SENDS]
    )
    return lease(leased, now)


def lease(taken: list[Delivery], now: datetime) -> list[Delivery]:
    """Mark as ours what this transaction has locked."""
    for delivery in taken:
        delivery.state = Delivery.State.SENDING
        delivery.attempts += 1
        delivery.leased_until = now + LEASE
    Delivery.objects.bulk_update(taken, ["state", "attempts", "leased_until"])
    return taken


def _send(delivery: Delivery, connection: BaseEmailBackend, clock: Clock) -> None:
    try:
        _mail(delivery, connection).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next((code for code, _ in refused.recipients.values()), 0)
        end = failed if code in _GIVE_UP else tried_in_vain
        end(delivery, clock(), str(refused))
    except _AWAY as error:
        tried_in_vain(delivery, clock(), f"{type(error).__name__}: {error}")
        raise ServerAway from error
    except smtplib.SMTPResponseException as answered:
        end = failed if answered.smtp_code in _GIVE_UP else tried_in_vain
        end(delivery, clock(), f"{answered.smtp_code} {answered.smtp_error!r}")
    except OSError as error:  # smtplib's own errors among them
        tried_in_vain(delivery, clock(), f"{type(error).__name__}: {error}")
        raise ServerAway from error
    except Exception as error:
        log.exception("Delivery %s could not be prepared.", delivery.pk)
        failed(delivery, clock(), f"{type(error).__name__}: {error}")
    else:
        sent(delivery, clock())


class _WithPictures(EmailMultiAlternatives):
    """Its pictures belong to its page, and are no files to keep."""

    mixed_subtype = "related"


def _mail(delivery: Delivery, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    said = render(delivery.message, delivery.message.recipient)
    kind = _WithPictures if said.pictures else EmailMultiAlternatives
    mail = kind(said.title, said.text, to=[delivery.address], connection=connection)
    mail.attach_alternative(said.html, "text/html")
    mail.extra_headers.update(said.headers)
    for picture in said.pictures:
        mail.attach(_inline(picture))
    # The same message sent twice carries the same identity, so that a mail reader shows it once.
    mail.extra_headers["Message-ID"] = f"<message-{delivery.message_id}@moment-of-service>"
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    return mail


def _inline(picture: Picture) -> MIMEImage:
    part = MIMEImage(picture.png, "png")
    part.add_header("Content-ID", f"<{picture.name}>")
    part.add_header("Content-Disposition", "inline", filename=f"{picture.name}.png")
    return part


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        log.debug("The mail server had closed the connection already.")
