"""How a channel fares: whether it takes messages, is left alone for a while, or is switched off; and who hears of it."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F

from notifications.commands.outbox import Draft, enqueue
from notifications.models import Channel, Delivery
from notifications.rules.answers import Answer
from notifications.rules.choosing import OF_CHANNELS
from notifications.rules.retrying import wait_before
from people.models import User

FORMER_SECRET_COUNTS: Final = timedelta(days=2)


def took(channel: Channel, now: datetime) -> None:
    """It works."""
    Channel.objects.filter(pk=channel.pk).update(sent_at=now, failures=0, rest_until=None, last_error="")


def stumbled(channel: Channel, now: datetime, answer: Answer, jitter: float) -> None:
    """It is away or busy: leave it alone for as long as it asks, else longer after each failure in a row."""
    failures = channel.failures + 1
    rest = answer.pause if answer.pause is not None else wait_before(failures, jitter)
    Channel.objects.filter(pk=channel.pk).update(
        failures=F("failures") + 1, rest_until=now + rest, last_error=answer.why[:300]
    )


def gone(channel: Channel, now: datetime, why: str) -> None:
    """It will never take anything again: switch it off, and tell whose it is."""
    switched = Channel.objects.in_use().filter(pk=channel.pk)
    if switched.update(is_active=False, switched_off_because=why[:300], last_error=why[:300]):
        _tell(f"channel_off:{channel.pk}:{now:%FT%T}", "channel_switched_off", channel, why, now)


def fails(delivery: Delivery, now: datetime, why: str) -> None:
    """A message could not be delivered there: those who look after the channel hear of it once a day.

    Not when it was that very news: it would be written anew every day for as long as the channel is away.
    """
    channel = delivery.via
    if channel is None:
        return
    Channel.objects.filter(pk=channel.pk).update(last_error=why[:300])
    if delivery.message.kind not in OF_CHANNELS:
        _tell(f"channel_fails:{channel.pk}:{now:%F}", "channel_fails", channel, why, now)


def _tell(key: str, kind: str, channel: Channel, why: str, now: datetime) -> None:
    title = (
        f"{channel} was switched off"
        if kind == "channel_switched_off"
        else f"{channel} does not take messages"
    )
    facts: dict[str, Any] = {
        "title": title,
        "channel": str(channel),
        "why": why[:300],
        "path": f"/channels/{channel.pk}/",
        "is_own": channel.owner_id is not None,
    }
    people = (
        [channel.owner_id] if channel.owner_id else User.objects.administrators().values_list("pk", flat=True)
    )
    enqueue([Draft(f"{key}:{pk}", pk, kind, "", facts) for pk in people if pk is not None], now=now)
