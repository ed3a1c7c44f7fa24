"""Writing how a try went; and when a channel has failed for good, opening the person's next one.

A lease ends; whoever comes after it has a higher attempt number, and the earlier worker can write nothing more.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from notifications.commands import faring
from notifications.commands.reaching import Routes
from notifications.models import Delivery, Message
from notifications.querysets import DeliveryQuerySet
from notifications.rules.retrying import LEASE, patience, wait_before
from people.rules.words import say

LEFT: Final = say("the person has left").plain()
_SWITCHED_OFF: Final = say("the channel was switched off").plain()
_IN_VAIN: Final = (Delivery.State.FAILED, Delivery.State.DROPPED)


def sent(delivery: Delivery, now: datetime) -> bool:
    """It was taken. False when our lease had run out and somebody else has the delivery by now."""
    return _write(delivery, state=Delivery.State.SENT, ended_at=now, last_error="")


def dropped(delivery: Delivery, now: datetime, why: str) -> bool:
    """Nobody needs it any more."""
    return _write(delivery, state=Delivery.State.DROPPED, ended_at=now, last_error=why[:1000])


def tried_in_vain(delivery: Delivery, now: datetime, why: str, *, pause: timedelta | None = None) -> bool:
    """Try again later: after the pause that the receiver asked for, else ever later. True when it is given up."""
    given_up_at = _given_up_at(delivery, Routes.to([delivery.message.recipient_id]))
    if now >= given_up_at:
        return failed(delivery, now, why)
    tries = delivery.attempts - delivery.attempts_before  # put back by hand, it is as if it were new
    wait = wait_before(tries, random.random())  # noqa: S311  spreading load, not a secret
    at = min(now + (max(wait, pause) if pause is not None else wait), given_up_at)
    _write(delivery, state=Delivery.State.PENDING, next_attempt_at=at, last_error=why[:1000])
    return False


def failed(delivery: Delivery, now: datetime, why: str) -> bool:
    """It will not work on this channel: the person's next one takes over. In the app it can be read anyway."""
    return _leave(delivery, now, why, Delivery.State.FAILED)


@transaction.atomic
def withdrawn(delivery: Delivery, now: datetime, why: str) -> bool:
    """It has become confidential, and others read this channel: the person's next one takes over."""
    Message.objects.filter(pk=delivery.message_id).update(
        is_confidential=True
    )  # a digest is not told when it is
    return _leave(delivery, now, why, Delivery.State.DROPPED)


@transaction.atomic
def _leave(delivery: Delivery, now: datetime, why: str, state: Delivery.State) -> bool:
    """End it in this state; when none of its deliveries goes on or was taken, the next way is opened."""
    message = Message.objects.select_for_update(of=("self",)).select_related("recipient")
    of_it = message.get(pk=delivery.message_id)  # locked: of two that fail at once, the second sees the first
    if not _write(delivery, state=state, ended_at=now, last_error=why[:1000]):
        return False
    others = of_it.deliveries.values_list("via", "state")
    if of_it.recipient.is_active and all(state in _IN_VAIN for _, state in others):
        routes = Routes.to([of_it.recipient_id])
        for channel in routes.left(of_it, {via for via, _ in others})[:1]:
            following = routes.delivery(of_it, channel)
            following.opened_at = following.next_attempt_at = now
            Delivery.objects.bulk_create([following], ignore_conflicts=True)
    return True


def hand_back(untried: Iterable[Delivery], now: datetime) -> None:
    """What was leased and never tried waits again, and has lost no attempt."""
    for delivery in untried:
        _write(
            delivery,
            state=Delivery.State.PENDING,
            next_attempt_at=now,
            attempts=max(0, delivery.attempts - 1),
        )


def give_up_waiting(now: datetime, most: int = 200) -> int:
    """Fail what waits for a channel that was switched off, or that has been away for too long.

    Returns how many were looked at, `most` at a time: what is not given up waits until its channel is asked again.
    """
    with transaction.atomic():
        stranded = _claimed(Delivery.objects.stranded(now), now, most)
        behind = _claimed(Delivery.objects.behind_a_resting_channel(now), now, most)
    for delivery in stranded:
        failed(delivery, now, _SWITCHED_OFF)
    routes = Routes.to({delivery.message.recipient_id for delivery in behind})
    for delivery in behind:
        _step_aside(delivery, routes, now)
    return len(stranded) + len(behind)


def _step_aside(delivery: Delivery, routes: Routes, now: datetime) -> None:
    """Give it up when its time is over; else it waits until its channel is asked again."""
    channel, given_up_at = delivery.via, _given_up_at(delivery, routes)
    assert channel is not None  # noqa: S101  for the type checker
    if now < given_up_at:
        hand_back([delivery], min(channel.rest_until or now, given_up_at))
        return
    failed(delivery, now, channel.last_error)
    faring.fails(delivery, now, channel.last_error)


def _claimed(found: DeliveryQuerySet, now: datetime, most: int) -> list[Delivery]:
    claimed = list(
        found.select_related("message__recipient", "via")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")[:most]
    )
    for delivery in claimed:
        delivery.state, delivery.leased_until = Delivery.State.SENDING, now + LEASE
        delivery.attempts += 1
    Delivery.objects.bulk_update(claimed, ["state", "leased_until", "attempts"])
    return claimed


def _given_up_at(delivery: Delivery, routes: Routes) -> datetime:
    """When it has been tried for long enough."""
    message = delivery.message
    used = set(message.deliveries.values_list("via", flat=True))
    since = delivery.opened_at or message.created_at
    return since + patience(is_urgent=message.is_urgent, can_step_aside=bool(routes.left(message, used)))


def _write(delivery: Delivery, **changes: object) -> bool:
    """Write how it went, unless our lease ran out and somebody else has it by now."""
    ours = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING, attempts=delivery.attempts)
    return bool(ours.update(leased_until=None, **changes))
