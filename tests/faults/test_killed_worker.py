"""A worker is killed in the middle of a sweep and the queue is wiped: nothing is missing, nothing is double."""

import socket
from collections import Counter

import pytest
from django.utils import timezone

from issues.commands.auditing import differences
from issues.commands.histories import History, write
from issues.models import Escalation, Issue
from issues.rules import events as e
from notifications.models import Delivery, Message
from tests.cast import DAY, make_company
from tests.engine import wait_until

pytestmark = pytest.mark.fault

DUE = 2000


def make_due(company, how_many, now):
    """Issues that were reported nine working days ago and that nobody has looked at since."""
    reported_at = now - 14 * DAY
    histories = []
    for n in range(how_many):
        issue = Issue(
            point=company.point,
            kind=company.kind,
            policy_version=company.version,
            calendar=company.calendar,
            title=f"Late, {n}",
        )
        history = History.of(issue)
        history.add(
            e.Reported("normal", company.owner.pk, company.delivery.pk, company.reporter.pk), reported_at
        )
        histories.append(history)
    write(histories, now=now)


def wipe(redis):
    """FLUSHALL, as somebody with the password would send it."""
    port = int(redis.url.rsplit(":", 1)[1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"AUTH {redis.password}\r\nFLUSHALL\r\n".encode())
        assert connection.recv(100).startswith(b"+OK")


def fired():
    return Escalation.objects.filter(caught_up=False).count()


def test_a_sweep_killed_half_way_is_finished_by_the_next_with_nothing_missing_or_double(
    engine, own_redis, mailbox
):
    company = make_company()
    make_due(company, DUE, timezone.now())
    worker = engine.worker()
    beat = engine.beat()
    wait_until(lambda: fired() > 0, 60, "the sweep never began")
    engine.kill(worker)
    killed_at = fired()
    wipe(own_redis)
    engine.kill(beat)
    assert 0 < killed_at < DUE, f"the worker was to die in the middle, not after {killed_at} of {DUE}"

    engine.worker()
    engine.beat()
    wait_until(lambda: fired() >= DUE, 90, "the sweep was not finished")
    wait_until(lambda: not Message.objects.queued().exists(), 90, "the outbox was not dispatched")
    wait_until(lambda: not Delivery.objects.waiting().exists(), 120, "the mails were not sent")

    rungs = Counter(Escalation.objects.values_list("issue", "cycle", "clock", "rung", "due_at"))
    assert set(rungs.values()) == {1}
    assert fired() == Escalation.objects.filter(caught_up=False).values("issue").distinct().count() == DUE
    told = Counter(Message.objects.filter(kind="escalated").values_list("about", "recipient"))
    assert (len(told), set(told.values())) == (DUE, {1})
    assert Counter(mail["Message-ID"] for mail in mailbox.mails).most_common(1)[0][1] == 1
    sample = Issue.objects.order_by("pk")[:: DUE // 50]
    assert [differences(issue) for issue in sample] == [{}] * len(sample)
