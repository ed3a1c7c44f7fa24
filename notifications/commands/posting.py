"""Sending what goes to channels: one lane a channel, side by side, so that a slow receiver holds up only itself.

The threads of the lanes do nothing but talk to receivers. All that touches the database happens in the thread that began them.
"""

import logging
import random
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Final, Self

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from notifications.commands import faring
from notifications.commands.asking import Unwanted, why_not
from notifications.commands.connecting import NotAllowed, post, said
from notifications.commands.ending import LEFT, dropped, failed, hand_back, sent, tried_in_vain, withdrawn
from notifications.commands.gathered import in_confidence
from notifications.commands.mailing import lease
from notifications.commands.payloads import Post, post_of, told
from notifications.models import Channel, Delivery
from notifications.rules.answers import Answer, Verdict, judge
from people.rules.words import english_of, say

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
LANES: Final = 16  # channels served at the same time
EACH: Final = 5  # deliveries to one of them in one go
MOMENT: Final = 0.5  # seconds
UNUSABLE: Final = say("its address cannot be used as it is: copy it again, whole").plain()
CONFIDED: Final = say("it is confidential by now, and others read this channel").plain()
Work = tuple[Delivery, Post]


class Lanes:
    """The requests under way, at most one lane a channel. `begin` takes what is due, `reap` writes what has ended."""

    def __init__(self, clock: Clock, unwanted: Unwanted) -> None:
        self.clock, self.unwanted = clock, unwanted
        self.pool = ThreadPoolExecutor(LANES, thread_name_prefix="lane")
        self.running: dict[int, Future[list[Delivery]]] = {}
        self.answers: SimpleQueue[tuple[Delivery, Answer]] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self.running:
            self.wait()
        self.pool.shutdown()

    def begin(self) -> int:
        """Lease what is due for channels without a lane, and start sending. Returns how many were taken up."""
        leased = lease_posts(self.clock(), busy=self.running.keys())
        reasons = why_not([d.message for d in leased], self.clock(), self.unwanted) if leased else {}
        secret = in_confidence([d.message for d in leased])
        lanes: dict[int, list[Work]] = {}
        for delivery in leased:
            reason = reasons.get(delivery.message_id, "")
            if not reason and not delivery.message.recipient.is_active:
                reason = LEFT
            if reason:
                dropped(delivery, self.clock(), reason)
            elif delivery.message_id in secret and delivery.via and delivery.via.owner_id is None:
                withdrawn(delivery, self.clock(), CONFIDED)
            elif delivery.via_id and (ready := _prepared(delivery, self.clock())) is not None:
                lanes.setdefault(delivery.via_id, []).append((delivery, ready))
        for channel, lane in lanes.items():
            self.running[channel] = self.pool.submit(_run, lane, self.answers)
        return len(leased)

    def reap(self) -> None:
        """Write down every answer that has come; what a lane that has ended did not come to waits again."""
        ended = [channel for channel, lane in self.running.items() if lane.done()]
        while True:
            try:
                delivery, answer = self.answers.get_nowait()
            except Empty:
                break
            _ended(delivery, answer, self.clock())
        for channel in ended:
            hand_back(self.running.pop(channel).result(), self.clock())

    def wait(self) -> None:
        """Wait until a lane has ended, or for a moment, and reap."""
        wait(self.running.values(), timeout=MOMENT, return_when=FIRST_COMPLETED)
        self.reap()


@transaction.atomic
def lease_posts(now: datetime, busy: Collection[int] = ()) -> list[Delivery]:
    """Take a few deliveries for each channel that can be used: critical first; a single one where the last failed."""
    due = Delivery.objects.due(now)
    waiting = Channel.objects.ready(now).filter(Exists(due.filter(via=OuterRef("pk")))).exclude(pk__in=busy)
    channels = list(waiting.order_by(F("tried_at").asc(nulls_first=True), "pk")[: LANES - len(busy)])
    taken: list[Delivery] = []
    for channel in channels:
        rows = due.filter(via=channel).select_related("message__recipient", "via")
        rows = rows.select_for_update(skip_locked=True, of=("self",))
        urgent_first = rows.order_by("-message__is_urgent", "next_attempt_at", "pk")
        taken += urgent_first[: 1 if channel.failures else EACH]
    Channel.objects.filter(pk__in=[channel.pk for channel in channels]).update(tried_at=now)
    return lease(taken, now)


def attempt(ready: Post) -> Answer:
    """One request, and what its answer means. Raises nothing, whatever the address and the receiver are like."""
    try:
        answered = post(ready.address, ready.body, ready.headers)
    except NotAllowed as no:
        return Answer(Verdict.REFUSED, english_of(no))
    except OSError as error:
        return Answer(Verdict.LATER, said(error))
    except Exception as error:  # noqa: BLE001  its own words may hold the address, and that is secret
        log.error("An address cannot be used: %s.", type(error).__name__)
        return Answer(Verdict.REFUSED, UNUSABLE)
    return judge(answered.status, answered.retry_after, ready.at, answered.code)


def _run(lane: Iterable[Work], answers: SimpleQueue[tuple[Delivery, Answer]]) -> list[Delivery]:
    """Send one after the other until the receiver is away or it takes too long. Returns what was not tried."""
    began, untried = time.monotonic(), list(lane)
    while untried and time.monotonic() - began < float(settings.CHANNEL_TIMEOUT):
        delivery, ready = untried.pop(0)
        answer = attempt(ready)
        answers.put((delivery, answer))
        if answer.verdict in {Verdict.LATER, Verdict.GONE}:
            break
    return [delivery for delivery, _ in untried]


def _prepared(delivery: Delivery, now: datetime) -> Post | None:
    """The request, or None when the message cannot be worded: then it has failed, visibly."""
    assert delivery.via is not None  # noqa: S101  for the type checker
    try:
        return post_of(delivery.via, told(delivery.message, delivery.via), now)
    except Exception as error:
        log.exception("Delivery %s could not be prepared.", delivery.pk)
        failed(delivery, now, f"{type(error).__name__}: {error}")
        return None


def _ended(delivery: Delivery, answer: Answer, now: datetime) -> None:
    """Write what became of one try, for the delivery and for its channel."""
    channel = delivery.via
    assert channel is not None  # noqa: S101  for the type checker
    match answer.verdict:
        case Verdict.TAKEN:
            sent(delivery, now)
            faring.took(channel, now)
        case Verdict.LATER:
            jitter = random.random()  # noqa: S311  spreading load, not a secret
            faring.stumbled(channel, now, answer, jitter)
            if tried_in_vain(delivery, now, answer.why, pause=answer.pause):
                faring.fails(delivery, now, answer.why)
        case Verdict.REFUSED:
            if failed(delivery, now, answer.why):
                faring.fails(delivery, now, answer.why)
        case Verdict.GONE:
            faring.gone(channel, now, answer.why)
            failed(delivery, now, answer.why)
