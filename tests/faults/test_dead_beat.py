"""Nobody says "look now", two say it, or a worker stands still: it is noticed, and nothing fires twice."""

import os
import signal
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from issues.commands.sweeping import sweep
from issues.models import Escalation, SweepRun
from notifications.models import Message
from tests.cast import make_company
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.invariants import at_rest, fired
from tests.faults.late import make_due
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

LATE = "The deadlines were last looked at"


def last_sweep():
    return SweepRun.objects.values_list("at", flat=True).first()


def test_a_dead_beat_is_said_on_every_page_and_to_the_health_check_and_a_sweep_by_hand_catches_up(
    engine, signed_in, figure
):
    due = dose(200, 50)
    company = make_company()
    worker, beat = engine.worker(), engine.beat()
    wait_until(last_sweep, 60, "the engine did not start")
    engine.kill(beat)
    wait_until(lambda: timezone.now() - last_sweep() > timedelta(seconds=3), 20, "somebody still sweeps")
    make_due(company, due, timezone.now())
    client, last = signed_in(company.owner), last_sweep()
    with time_machine.travel(last + timedelta(seconds=91)):
        assert LATE in client.get("/status/").content.decode()
        assert client.get("/health/").status_code == 200
    with time_machine.travel(last + timedelta(minutes=5, seconds=1)):
        assert client.get("/health/escalations/").status_code == 503
    assert fired() == 0

    engine.manage("sweep")
    assert fired() == due
    assert client.get("/health/escalations/").status_code == 200
    assert LATE not in client.get("/status/").content.decode()
    engine.kill(worker)
    invariants.hold(due=due)
    figure(
        "F3 beat dead",
        f"banner after 91 s, health 503 after 5 min 1 s; “manage.py sweep” caught up {due} of {due}, 0 double",
    )


def test_two_beats_and_two_workers_fire_nothing_twice(engine, mailbox, figure):
    due = dose(500, 100)
    make_due(make_company(), due, timezone.now())
    for _ in range(2):
        engine.worker()
        engine.beat()
    wait_until(lambda: fired() >= due and at_rest(), 60, "not everything was told")
    began = SweepRun.objects.count()
    wait_until(lambda: SweepRun.objects.count() >= began + 4, 60, "the beats stand still")
    wait_until(
        lambda: mailbox.mails and at_rest(), 60, "nobody was told"
    )  # so many come as one: one more task
    invariants.hold(due=due)
    assert invariants.told_twice() == 0
    assert Message.objects.filter(kind="escalated").count() == due  # all to one person: they come as one
    assert len(mailbox.mails) == len({mail["Message-ID"] for mail in mailbox.mails}) >= 1
    mails = f"{len(mailbox.mails)} mail{'s' if len(mailbox.mails) > 1 else ''}"
    figure("F3 two beats, two workers", f"{due} due: {due} fired, 0 double, told in {mails}, none twice")


def writes(name):
    """How many sessions of this name have uncommitted writes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND backend_xid IS NOT NULL",
            [name],
        )
        return cursor.fetchone()[0]


def patience_in_production():
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        return cursor.fetchone()[0]


def stop_while_writing(worker):
    """SIGSTOP in the middle of a sweep: the worker keeps its locks and its uncommitted rows."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        os.killpg(worker.pid, signal.SIGSTOP)
        time.sleep(0.005)  # what it had sent is executed
        if writes("stopped-worker"):
            return
        os.killpg(worker.pid, signal.SIGCONT)
        time.sleep(0.005)
    raise AssertionError("the worker was never caught at work")


def test_the_rows_of_a_worker_that_stands_still_are_taken_over_by_the_others(engine, mailbox, figure):
    due, patience = dose(2000, 800), 3
    make_due(make_company(), due, timezone.now())
    url = engine.environment["DATABASE_URL"]
    given_up = f"options=-c%20idle_in_transaction_session_timeout%3D{patience * 1000}"
    engine.environment["DATABASE_URL"] = f"{url}?application_name=stopped-worker&{given_up}"
    worker = engine.worker()
    stop_while_writing(worker)
    engine.environment["DATABASE_URL"] = url
    stopped_at = timezone.now()

    sweep(now=timezone.now())
    held = due - fired()
    assert held, "the stopped worker held nothing"
    wait_until(lambda: not writes("stopped-worker"), 20, "the stopped worker keeps its rows")
    sweep(now=timezone.now())
    assert fired() == due
    taken_over = (Escalation.objects.order_by("-fired_at")[0].fired_at - stopped_at).total_seconds()
    os.killpg(worker.pid, signal.SIGCONT)
    engine.beat()
    began = SweepRun.objects.count()
    wait_until(lambda: SweepRun.objects.count() >= began + 2, 60, "the worker did not go on")
    wait_until(lambda: mailbox.mails and at_rest(), 60, "nobody was told")
    invariants.hold(due=due)
    assert invariants.told_twice() == 0
    assert patience_in_production() == "2min"
    figure(
        "F3 worker stopped (SIGSTOP) mid-sweep",
        f"{due:,} due, {held} held by it, taken over after {taken_over:.1f} s (patience {patience} s here, "
        "2 min in production); it woke up: 0 double",
    )
