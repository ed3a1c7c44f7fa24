"""Making recorded messages known: in the app at once, and by opening a delivery for each way that the person chose.

What is too much at once, or comes in somebody's quiet hours, is kept back here and told later as one.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min

from notifications.commands.asking import Unwanted, why_not
from notifications.commands.ending import LEFT
from notifications.commands.reaching import Routes
from notifications.models import Delivery, Message
from notifications.rules.digests import BY_THEMSELVES, DIGEST
from notifications.rules.floods import WITHIN, Lately, gather_until
from notifications.rules.quiet import quiet_until
from people.models import User

BATCH = 500
FLOOD = "flood:"  # how the keys of digests of a flood begin


@transaction.atomic
def dispatch(*, now: datetime, unwanted: Unwanted) -> int:
    """Take the next recorded messages and tell, keep back or drop each. Returns how many were taken."""
    claimed = list(
        Message.objects.ready(now)
        .select_related("recipient")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")[:BATCH]
    )
    wanted = drop_unwanted(claimed, now, unwanted)
    kept = _keep_back(wanted, now)
    tell([message for message in wanted if message.pk not in kept], now)
    return len(claimed)


def drop_unwanted(messages: Sequence[Message], now: datetime, unwanted: Unwanted) -> list[Message]:
    """Write why some are no longer needed; the others."""
    reasons = why_not(messages, now, unwanted) if messages else {}
    dropped: list[Message] = []
    for message in messages:
        if reason := reasons.get(message.pk) or ("" if message.recipient.is_active else LEFT):
            message.state, message.reason = Message.State.DROPPED, reason[:200]
            dropped.append(message)
    Message.objects.bulk_update(dropped, ["state", "reason"], batch_size=1000)
    return [message for message in messages if message.state != Message.State.DROPPED]


def tell(messages: Sequence[Message], now: datetime) -> None:
    """Show the messages in the app, and open their deliveries on the ways that their readers chose."""
    if not messages:
        return
    routes = Routes.to({message.recipient_id for message in messages})
    for message in messages:
        message.state, message.visible_at, message.gather_until = Message.State.DISPATCHED, now, None
    Message.objects.bulk_update(messages, ["state", "visible_at", "gather_until"], batch_size=1000)
    opened = [routes.delivery(message, way) for message in messages for way in routes.first(message)]
    for delivery in opened:
        message = delivery.message
        quiet = None if message.is_urgent else _quiet(message.recipient, routes, now)
        delivery.opened_at = delivery.next_attempt_at = quiet or now
    Delivery.objects.bulk_create(opened, ignore_conflicts=True)


def _keep_back(messages: Sequence[Message], now: datetime) -> set[int]:
    """Let wait what comes in quiet hours or in a flood; the primary keys of those. A digest never waits for another."""
    by_person: dict[int, list[Message]] = defaultdict(list)
    for message in messages:
        if message.kind not in BY_THEMSELVES:
            by_person[message.recipient_id].append(message)
    if not by_person:
        return set()
    routes, known = Routes.to(by_person), lately(by_person, now)
    kept: list[Message] = []
    for person, new in by_person.items():
        quiet = _quiet(new[0].recipient, routes, now)
        disturbing = sum(message.is_urgent or quiet is None for message in new)
        urgent = gather_until(disturbing, known[person], now, is_urgent=True)
        ordinary = quiet or gather_until(disturbing, known[person], now, is_urgent=False)
        for message in new:
            message.gather_until = urgent if message.is_urgent else ordinary
        kept += [message for message in new if message.gather_until is not None]
        if len(messages) >= BATCH:
            _keep_the_rest(person, {True: urgent, False: ordinary}, now)
    Message.objects.bulk_update(kept, ["gather_until"], batch_size=1000)
    return {message.pk for message in kept}


def _keep_the_rest(person: int, until: dict[bool, datetime | None], now: datetime) -> None:
    """What else is ready for this person, beyond our batch: all of a flood comes in one digest."""
    for is_urgent, at in until.items():
        if at is not None:
            ready = Message.objects.ready(now).filter(recipient=person, is_urgent=is_urgent)
            free = ready.exclude(kind__in=BY_THEMSELVES).select_for_update(skip_locked=True)
            Message.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(gather_until=at)


def lately(people: Collection[int], now: datetime) -> dict[int, Lately]:
    """What each of these people was told within the last quarter of an hour, and what waits for them."""
    since = now - WITHIN
    told = Message.objects.filter(recipient__in=people, state=Message.State.DISPATCHED, visible_at__gt=since)
    alone = {
        person: (n, oldest)
        for person, n, oldest in told.exclude(kind__in=BY_THEMSELVES)
        .order_by()
        .values_list("recipient")
        .annotate(n=Count("pk"), oldest=Min("visible_at"))
    }
    floods = told.filter(kind=DIGEST, key__startswith=FLOOD).order_by()
    digests = dict(floods.values_list("recipient").annotate(at=Max("visible_at")))
    waiting = Message.objects.gathered(now + WITHIN).filter(recipient__in=people)
    kept = dict(
        waiting.exclude(context__has_key="repeats")
        .order_by()
        .values_list("recipient")
        .annotate(n=Count("pk"))
    )
    return {
        person: Lately(*alone.get(person, (0, None)), digests.get(person), kept.get(person, 0))
        for person in people
    }


def _quiet(person: User, routes: Routes, now: datetime) -> datetime | None:
    """Until when somebody does not want to be disturbed; None when now is as good as any time."""
    reach = routes.reaches.get(person.pk)
    return quiet_until(reach.quiet_hours, now, person.time_zone) if reach is not None else None
