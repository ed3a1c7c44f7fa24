"""How a channel fares: whether it takes messages, is left alone for a while, or is switched off; and who hears of it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F

from notifications.commands.outbox import Draft, enqueue
from notifications.models import Channel, Choice, Delivery
from notifications.querysets import ChannelQuerySet
from notifications.rules.answers import Answer
from notifications.rules.choosing import OF_CHANNELS, Wants
from notifications.rules.retrying import wait_before
from people.models import User
from people.rules.kept import kept
from people.rules.words import say

FORMER_SECRET_COUNTS: Final = timedelta(days=2)
_OFF: Final = kept(say("%(channel)s was switched off"))
_FAILS: Final = kept(say("%(channel)s does not take messages"))
_NO_MORE: Final = kept(say("%(channel)s reaches you no more"))


def took(channel: Channel, now: datetime) -> None:
    """It works."""
    _as_tried(channel).update(sent_at=now, failures=0, rest_until=None, last_error="")


def stumbled(channel: Channel, now: datetime, answer: Answer, jitter: float) -> None:
    """It is away or busy: leave it alone for as long as it asks, else longer after each failure in a row."""
    failures = channel.failures + 1
    rest = answer.pause if answer.pause is not None else wait_before(failures, jitter)
    _as_tried(channel).update(failures=F("failures") + 1, rest_until=now + rest, last_error=answer.why[:300])


def gone(channel: Channel, now: datetime, why: str) -> None:
    """It will never take anything again: switch it off, and tell whose it is and who chose it."""
    switched = _as_tried(channel).filter(is_active=True)
    if switched.update(is_active=False, switched_off_because=why[:300], last_error=why[:300]):
        _tell(f"channel_off:{channel.pk}:{now:%FT%T}", "channel_switched_off", channel, why, now)
        tell_choosers(channel, why, now, but=_keepers(channel))


def fails(delivery: Delivery, now: datetime, why: str) -> None:
    """A message could not be delivered there: those who look after the channel hear of it once a day.

    Not when it was that very news: it would be written anew every day for as long as the channel is away.
    """
    channel = delivery.via
    if channel is None:
        return
    _as_tried(channel).update(last_error=why[:300])
    if delivery.message.kind not in OF_CHANNELS:
        _tell(f"channel_fails:{channel.pk}:{now:%F}", "channel_fails", channel, why, now)


def _tell(key: str, kind: str, channel: Channel, why: str, now: datetime) -> None:
    title = _OFF.of(channel=channel) if kind == "channel_switched_off" else _FAILS.of(channel=channel)
    facts: dict[str, Any] = {
        "title": title,
        "channel": str(channel),
        "why": why[:300],
        "path": f"/channels/{channel.pk}/",
        "is_own": channel.owner_id is not None,
    }
    enqueue([Draft(f"{key}:{pk}", pk, kind, "", facts) for pk in _keepers(channel)], now=now)


def tell_choosers(channel: Channel, why: str, now: datetime, *, but: Collection[int]) -> None:
    """Those whom the channel reached, except `but`, hear that it does so no more: their next way may be none."""
    chose = Choice.objects.filter(channel=channel, person__is_active=True).exclude(person__in=but)
    facts: dict[str, Any] = {
        "title": _NO_MORE.of(channel=channel),
        "channel": str(channel),
        "why": why[:300],
        "path": "/me/#reaching",
    }
    key = f"chosen_channel_off:{channel.pk}:{now.isoformat()}"
    people = chose.exclude(wants=Wants.NOTHING).values_list("person", flat=True)
    enqueue([Draft(f"{key}:{pk}", pk, "chosen_channel_off", "", facts) for pk in people], now=now)


def _keepers(channel: Channel) -> set[int]:
    """Who looks after it."""
    if channel.owner_id is not None:
        return {channel.owner_id}
    return set(User.objects.administrators().values_list("pk", flat=True))


def _as_tried(channel: Channel) -> ChannelQuerySet:
    """The channel, unless it was removed or got another address meanwhile: then what happened says nothing of it."""
    return Channel.objects.there().filter(pk=channel.pk, address=channel.address)
