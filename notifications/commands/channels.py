"""Looking after channels: those of the company by administrators, one's own by oneself."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from notifications.commands.connecting import NotAllowed, check_address
from notifications.commands.faring import FORMER_SECRET_COUNTS
from notifications.models import Channel, Choice, Delivery
from notifications.rules import refusals as no
from notifications.rules.choosing import Wants
from notifications.rules.signing import SECRET_BYTES, secret_of
from people.models import User
from people.rules.permissions import Can

MOST_OWN: Final = 5
BETWEEN_TESTS: Final = timedelta(seconds=10)


def must_administer(actor: User) -> None:
    """Raises `PermissionDenied` with a sentence."""
    if not actor.may(Can.ADMINISTER):
        raise PermissionDenied(
            "Only administrators look after the company’s channels. Your own are under “You”."
        )


@transaction.atomic
def add_channel(
    *, actor: User, kind: Channel.Kind, name: str, address: str, now: datetime, is_own: bool = False
) -> Channel:
    """A new channel, of the company or one's own; one's own is chosen for everything. A webhook gets a secret.

    Raises `PermissionDenied`, `AddressNotAllowed`, `NameTaken`, `TooManyChannels`.
    """
    if not is_own:
        must_administer(actor)
    elif _own(actor) >= MOST_OWN:
        raise no.TooManyChannels
    channel = Channel(
        kind=kind,
        name=name.strip(),
        address=_checked(address),
        created_at=now,
        owner=actor if is_own else None,
    )
    if kind == Channel.Kind.WEBHOOK:
        channel.secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    _save(channel)
    if is_own:
        last = Choice.objects.filter(person=actor).aggregate(last=Max("position"))["last"] or 1
        Choice.objects.create(person=actor, channel=channel, wants=Wants.EVERYTHING, position=last + 1)
    return channel


def change_channel(*, channel: Channel, name: str, address: str = "") -> None:
    """Another name; another address unless it is empty, and then it is as good as new. Raises as `add_channel`."""
    channel.name = name.strip()
    if address:
        channel.address = _checked(address)
        channel.failures, channel.rest_until, channel.last_error = 0, None, ""
    _save(channel)


def rotate_secret(*, channel: Channel, now: datetime) -> None:
    """A new signing secret; for two days the one before it signs too. Raises `NoSecret`, `RotatedJustNow`."""
    if channel.kind != Channel.Kind.WEBHOOK:
        raise no.NoSecret
    until = now + FORMER_SECRET_COUNTS
    # Pressed twice, the secret that receivers have would be forgotten.
    ready = Q(former_secret_until=None) | Q(former_secret_until__lte=until - BETWEEN_TESTS)
    made = Channel.objects.filter(ready, pk=channel.pk).update(
        former_secret=F("secret"),
        former_secret_until=until,
        secret=secret_of(secrets.token_bytes(SECRET_BYTES)),
    )
    if not made:
        raise no.RotatedJustNow
    channel.refresh_from_db()


def switch_on_channel(*, channel: Channel) -> None:
    """Use it again, at once."""
    Channel.objects.filter(pk=channel.pk).update(
        is_active=True, switched_off_because="", failures=0, rest_until=None, last_error=""
    )


def switch_off_channel(*, channel: Channel, actor: User) -> None:
    """Use it no more. What waits for it goes another way."""
    why = f"{actor.name} switched it off"
    Channel.objects.filter(pk=channel.pk).update(is_active=False, switched_off_because=why[:300])


@transaction.atomic
def remove_channel(*, channel: Channel, now: datetime) -> None:
    """Forget its address and secrets; only the name stays, for the log of deliveries."""
    Choice.objects.filter(channel=channel).delete()
    Channel.objects.filter(pk=channel.pk).update(
        removed_at=now,
        is_active=False,
        address="",
        secret="",
        former_secret="",
        former_secret_until=None,
        last_error="",
    )


@transaction.atomic
def try_delivery_again(*, delivery: int, now: datetime) -> Delivery:
    """Put a failed delivery back into the queue, as if it were new. Raises `NotFailed`, `ChannelIsOff`."""
    found = Delivery.objects.select_for_update(of=("self",)).select_related("via").filter(pk=delivery).first()
    if found is None or found.state != Delivery.State.FAILED:
        raise no.NotFailed
    if found.via is not None and (not found.via.is_active or found.via.removed_at is not None):
        raise no.ChannelIsOff
    found.state, found.ended_at, found.leased_until = Delivery.State.PENDING, None, None
    found.opened_at = found.next_attempt_at = now
    found.save(update_fields=["state", "ended_at", "leased_until", "opened_at", "next_attempt_at"])
    return found


def _own(person: User) -> int:
    """How many channels somebody has. Two requests of one person at once wait for each other."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return Channel.objects.there().filter(owner=person).count()


def _checked(address: str) -> str:
    try:
        check_address(address)
    except NotAllowed as refused:
        raise no.AddressNotAllowed(str(refused)) from None
    return address


def _save(channel: Channel) -> None:
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        raise no.NameTaken from None
