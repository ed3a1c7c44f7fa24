"""Whatever keeps the workers busy, somebody is free to look at the deadlines."""

import time

import pytest
from django.db import connection
from django.utils import timezone

from issues.commands.alone import DELIVERING, alone
from issues.models import SweepRun
from moment_of_service.celery import app
from notifications.models import Delivery, Message
from tests.cast import REPORTED, make_company
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.invariants import fired
from tests.faults.late import make_due
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

AT_MOST = 10  # seconds; two slow deliveries side by side would take two minutes


def ask(redis, task, times=1):
    """Say "look now", as beat does."""
    with app.connection_for_write(redis.url) as broker:
        for _ in range(times):
            app.send_task(f"issues.tasks.{task}", connection=broker)


def queue(people, each):
    facts = {"count": 0, "more": 0, "items_told": [], "path": "/"}
    for person in people:
        for n in range(each):
            Message.objects.create(
                key=f"{person.pk}-{n}",
                recipient=person,
                kind="digest",
                about="",
                context={"title": f"Number {n}", **facts},
                created_at=REPORTED,
            )


def seconds_until_fired(redis, company, due):
    make_due(company, due, timezone.now())
    began = time.monotonic()
    ask(redis, "sweep")
    wait_until(lambda: fired() >= due, AT_MOST, "the sweep waits for the mails")
    return time.monotonic() - began


def test_slow_mail_keeps_one_of_two_slots_busy_and_no_rung_waiting(engine, own_redis, mailbox, figure):
    company, asked, due = make_company(), dose(40, 12), dose(300, 60)
    mailbox.before_answering = lambda: time.sleep(1)
    queue([company.owner, company.holder], 20)
    worker = engine.worker()
    ask(own_redis, "deliver", asked)
    wait_until(lambda: Delivery.objects.filter(state="sending").exists(), 60, "nothing was tried")
    seconds = seconds_until_fired(own_redis, company, due)
    with alone(DELIVERING) as is_alone:
        assert not is_alone, "nobody delivers any more, so nothing was shown"
    engine.kill(worker)
    mailbox.before_answering = lambda: None
    invariants.settle()
    invariants.hold(due=due)
    figure(
        "F10 SMTP is slow, deliveries pile up",
        f"{asked} deliveries asked for, a second a mail, two slots: {due} due fired within {seconds:.1f} s",
    )


def test_the_sweeper_looks_at_deadlines_though_no_worker_is_free(engine, own_redis, mailbox, figure):
    company, due = make_company(), dose(300, 60)
    queue([company.owner], 1)
    ask(own_redis, "deliver")
    sweeper = engine.sweeper()
    wait_until(SweepRun.objects.exists, 60, "the sweeper does not begin")
    seconds = seconds_until_fired(own_redis, company, due)
    assert not Delivery.objects.exists()
    engine.kill(sweeper)
    invariants.settle()
    invariants.hold(due=due)
    figure("F10 no worker free", f"{due} due fired within {seconds:.1f} s by the sweeper alone")


def test_who_delivers_is_alone_until_the_end_whatever_happens(transactional_db):
    def fail():
        with alone(DELIVERING) as is_alone, connection.cursor() as cursor:
            assert is_alone
            cursor.execute("SHOW idle_session_timeout")
            assert cursor.fetchone() == ("3min",)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with connection.cursor() as cursor:
        held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s"
        cursor.execute(held, [DELIVERING])
        assert cursor.fetchone() == (0,)
