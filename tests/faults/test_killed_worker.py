"""Workers are killed in the middle of a sweep or of a delivery: nothing is missing, nothing is double."""

import os
import signal
import socket
import threading
import time
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from issues.commands.wanting import unwanted
from notifications.commands.delivery import deliver
from notifications.models import Delivery, Message
from tests.cast import make_company
from tests.engine import wait_until
from tests.faults import forked, invariants
from tests.faults.invariants import fired
from tests.faults.late import make_due
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

SWEEPERS = 6
BATCH = 20  # small, so that there is something to kill for a while


def is_writing(process):
    """Whether the process has written something that it has not committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND backend_xid IS NOT NULL",
            [f"fork-{process.pid}"],
        )
        return cursor.fetchone()[0] > 0


def kill_in_the_middle(processes):
    """Stop one after the other until one is caught with an uncommitted write, and kill that; its place in the list."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for place, process in enumerate(processes):
            os.kill(process.pid, signal.SIGSTOP)
            if is_writing(process):
                forked.kill(process)
                return place
            os.kill(process.pid, signal.SIGCONT)
            time.sleep(0.002)
    raise AssertionError("no sweeper was caught at work")


def test_sweepers_killed_again_and_again_leave_nothing_missing_or_double(transactional_db, figure):
    due, kills = dose(10_000, 1500), dose(50, 10)
    make_due(make_company(), due, timezone.now())
    sweepers = [forked.sweeper(BATCH) for _ in range(SWEEPERS)]
    for _ in range(kills):
        place = kill_in_the_middle(sweepers)
        sweepers[place] = forked.sweeper(BATCH)
    killed_at, recovered = fired(), time.monotonic()
    assert killed_at < due, "the sweep was over before the last kill"
    wait_until(lambda: fired() >= due, 60, "the sweep was not finished")
    lag = time.monotonic() - recovered
    for process in sweepers:
        forked.kill(process)

    invariants.settle()
    invariants.hold(due=due)
    assert invariants.told_twice() == 0
    figure(
        f"F1 worker killed {kills} times, {SWEEPERS} sweepers, {due:,} due",
        f"{due - fired()} missing, 0 double, lag {lag:.1f} s after the last kill (at {killed_at:,} rungs)",
    )


def test_a_celery_worker_killed_half_way_is_finished_by_the_next_though_the_queue_was_wiped(
    engine, own_redis, mailbox, figure
):
    due = dose(8000, 5000)  # five batches and more: time to die between two
    make_due(make_company(), due, timezone.now())
    worker, beat = engine.worker(), engine.beat()
    wait_until(lambda: fired() > 0, 60, "the sweep never began")
    engine.kill(worker)
    killed_at = fired()
    wipe(own_redis)
    engine.kill(beat)
    assert 0 < killed_at < due, f"the worker was to die in the middle, not after {killed_at} of {due}"

    engine.worker()
    engine.beat()
    wait_until(lambda: fired() >= due, 90, "the sweep was not finished")
    wait_until(lambda: not Message.objects.queued().exists(), 90, "the outbox was not dispatched")
    wait_until(lambda: mailbox.mails, 90, "nobody was told")  # a flood comes as a digest: one more task
    engine.stop()
    invariants.settle()

    invariants.hold(due=due)
    assert invariants.told_twice() == 0
    assert Counter(mail["Message-ID"] for mail in mailbox.mails).most_common(1)[0][1] <= 2
    figure(
        "F1 Celery worker killed, queue wiped",
        f"dead after {killed_at:,} of {due:,} rungs: {due - fired()} missing, 0 double",
    )


def wipe(redis):
    """FLUSHALL, as somebody with the password would send it."""
    port = int(redis.url.rsplit(":", 1)[1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as talk:
        talk.sendall(f"AUTH {redis.password}\r\nFLUSHALL\r\n".encode())
        assert talk.recv(100).startswith(b"+OK")


class Trap:
    """Holds back the answer to the n-th mail that arrives, until it is let go."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.caught, self.let_go = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.caught.set()
            self.let_go.wait(30)


def make_messages(company, how_many):
    for n in range(how_many):
        facts = {"title": f"Number {n}", "count": 0, "more": 0, "items_told": [], "path": "/"}
        Message.objects.create(
            key=str(n),
            recipient=company.owner,
            kind="digest",
            about="",
            context=facts,
            created_at=timezone.now(),
        )


def test_a_sender_killed_before_it_marks_what_it_sent_repeats_that_once_under_the_same_identity(
    transactional_db, mailbox, figure
):
    mails, kills = dose(300, 60), dose(20, 5)
    make_messages(make_company(), mails)
    for _ in range(kills):
        trap = mailbox.before_answering = Trap(nth=7)
        sender = forked.sender()
        assert trap.caught.wait(30), "nothing was sent"
        forked.kill(sender)
        trap.let_go.set()
        Delivery.objects.filter(state="sending").update(leased_until=timezone.now())  # five minutes later
    mailbox.before_answering = lambda: None
    deliver(clock=timezone.now, unwanted=unwanted)

    invariants.hold(due=0)
    times = Counter(mail["Message-ID"] for mail in mailbox.mails)
    assert len(times) == mails
    assert Counter(times.values()) == {1: mails - kills, 2: kills}
    figure(
        "F2 worker killed after sending, before marking",
        f"{kills} kills, {mails} mails: 0 missing, {kills} repeated, each once and with the same Message-ID",
    )
