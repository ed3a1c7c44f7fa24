"""Looking after channels: those of the company by administrators, one's own by oneself."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from notifications.commands.connecting import NotAllowed, check_address
from notifications.commands.faring import FORMER_SECRET_COUNTS, tell_choosers
from notifications.models import Channel, Choice, Delivery
from notifications.rules import refusals as no
from notifications.rules.choosing import Wants
from notifications.rules.signing import SECRET_BYTES, secret_of
from people.models import User
from people.rules.kept import kept
from people.rules.permissions import Can
from people.rules.words import say

MOST_OWN: Final = 5
BETWEEN_TESTS: Final = timedelta(seconds=10)
_OFF: Final = kept(say("%(person)s switched it off"))
_REMOVED: Final = kept(say("%(person)s removed it"))


def must_administer(actor: User) -> None:
    """Raises `PermissionDenied` with a sentence."""
    if not actor.may(Can.ADMINISTER):
        raise PermissionDenied(
            say("Only administrators look after the company’s channels. Your own are under “You”.")
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


@transaction.atomic
def change_channel(*, channel: Channel, name: str, address: str = "") -> None:
    """Another name; another address unless it is empty, and then it is as good as new.

    What others did to it meanwhile stays. Raises as `add_channel`, and `ChannelIsRemoved`.
    """
    found = Channel.objects.there().select_for_update(of=("self",)).filter(pk=channel.pk).first()
    if found is None:
        raise no.ChannelIsRemoved
    found.name, changed = name.strip(), ["name"]
    if address:
        found.address = _checked(address)
        found.failures, found.rest_until, found.last_error = 0, None, ""
        changed += ["address", "failures", "rest_until", "last_error"]
    _save(found, changed)


def rotate_secret(*, channel: Channel, now: datetime) -> None:
    """A new signing secret; for two days the one before it signs too. Raises `NoSecret`, `RotatedJustNow`."""
    if channel.kind != Channel.Kind.WEBHOOK:
        raise no.NoSecret
    until = now + FORMER_SECRET_COUNTS
    # Pressed twice, the secret that receivers have would be forgotten.
    ready = Q(former_secret_until=None) | Q(former_secret_until__lte=until - BETWEEN_TESTS)
    made = (
        Channel.objects.there()
        .filter(ready, pk=channel.pk)
        .update(
            former_secret=F("secret"),
            former_secret_until=until,
            secret=secret_of(secrets.token_bytes(SECRET_BYTES)),
        )
    )
    if not made:
        raise no.RotatedJustNow
    channel.refresh_from_db()


def switch_on_channel(*, channel: Channel) -> None:
    """Use it again, at once."""
    Channel.objects.there().filter(pk=channel.pk).update(
        is_active=True, switched_off_because="", failures=0, rest_until=None, last_error=""
    )


@transaction.atomic
def switch_off_channel(*, channel: Channel, actor: User, now: datetime) -> None:
    """Use it no more, and tell those who chose it. What waits for it goes another way."""
    why = _OFF.of(person=actor.name)
    if Channel.objects.in_use().filter(pk=channel.pk).update(is_active=False, switched_off_because=why[:300]):
        tell_choosers(channel, why, now, but={actor.pk})


@transaction.atomic
def remove_channel(*, channel: Channel, actor: User, now: datetime) -> None:
    """Forget its address and secrets; only the name stays, for the log of deliveries. Those who chose it hear of it."""
    if Channel.objects.in_use().filter(pk=channel.pk).exists():  # of one that was off they have heard
        tell_choosers(channel, _REMOVED.of(person=actor.name), now, but={actor.pk})
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
    found.attempts_before = found.attempts
    new = ["state", "ended_at", "leased_until", "opened_at", "next_attempt_at", "attempts_before"]
    found.save(update_fields=new)
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


def _save(channel: Channel, changed: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            channel.save(update_fields=changed)
    except IntegrityError:
        raise no.NameTaken from None
