"""Worker, beat and Redis are gone: the web processes look at the deadlines, and hold nobody up."""

import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from issues.commands.standing_in import STEP, stand_in
from issues.commands.sweeping import sweep
from issues.models import Escalation, SweepRun
from notifications.models import Message
from tests.cast import make_company
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.invariants import fired
from tests.faults.late import make_due
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

PATIENCE = timedelta(minutes=3)


def ask(port, path="/health/"):
    """The status, and how long the answer took in seconds."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, time.monotonic() - began
    except urllib.error.HTTPError as refused:
        return refused.code, time.monotonic() - began


def test_with_only_the_web_processes_left_rungs_fire_and_are_shown(engine, signed_in, own_redis, figure):
    few, company = 3, make_company()
    due = few + dose(1000, 300)
    make_due(company, few, timezone.now())
    own_redis.stop()
    engine.environment["STAND_IN_AFTER"] = "0.5"
    ports = [engine.web(), engine.web()]
    began = time.monotonic()
    shown = Message.objects.filter(kind="escalated").exclude(visible_at=None)
    wait_until(lambda: ask(ports[0]) and shown.count() == few, 30, "the messages were not shown")
    assert f"Late, {few - 1}" in signed_in(company.executive).get("/messages/").content.decode()
    make_due(company, due - few, timezone.now(), story="A flood")

    answers = []
    while fired() < due and time.monotonic() - began < 60:
        answers += [ask(port) for port in ports]
        time.sleep(0.05)
    taken = time.monotonic() - began
    wait_until(lambda: ask(ports[0]) and not queued(), 30, "the flood was not kept for a digest")

    assert fired() == due
    assert {status for status, _ in answers} == {200}
    assert ask(ports[0], "/health/escalations/")[0] == 503, "the worker is still dead, and that must be said"
    assert SweepRun.objects.by_engine().count() == 0
    invariants.settle()
    invariants.hold(due=due)
    slowest = max(seconds for _, seconds in answers)
    figure(
        "F3 everything but the web process dead",
        f"{due} due, {due} fired and shown, or kept for a digest, {taken:.1f} s later (patience 0.5 s here, 3 min in production), 0 double; "
        f"slowest of {len(answers)} answers {slowest * 1000:.0f} ms",
    )


def queued():
    return Message.objects.queued().exists()  # those that wait for a digest are not


def test_nobody_stands_in_for_a_worker_that_works(company):
    now = timezone.now()
    make_due(company, 1, now)
    SweepRun.objects.create(at=now - PATIENCE)
    assert not stand_in(now=now, patience=PATIENCE)
    assert fired() == 0
    assert stand_in(now=now + timedelta(seconds=1), patience=PATIENCE)
    assert fired() == 1


def test_a_step_is_bounded_and_goes_on_although_one_was_done_a_moment_ago(company):
    now = timezone.now()
    make_due(company, STEP + 1, now)
    assert stand_in(now=now, patience=PATIENCE)
    assert fired() == STEP
    assert stand_in(now=now, patience=PATIENCE)
    assert fired() == STEP + 1


def test_only_one_web_process_stands_in_at_a_time(transactional_db, company):
    now = timezone.now()
    make_due(company, 1, now)
    hold, held = threading.Event(), threading.Event()

    def another():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [0x4D6F5303])
            held.set()
            hold.wait(20)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [0x4D6F5303])
        connection.close()

    thread = threading.Thread(target=another)
    thread.start()
    held.wait(20)
    assert not stand_in(now=now, patience=PATIENCE)
    hold.set()
    thread.join(20)
    assert stand_in(now=now, patience=PATIENCE)
    assert Escalation.objects.filter(caught_up=False).count() == 1


def test_a_gap_is_counted_from_whoever_looked_last(company):
    now = timezone.now()
    sweep(now=now - timedelta(minutes=10))
    sweep(now=now - timedelta(minutes=1), stands_in=True)
    sweep(now=now)
    assert list(SweepRun.objects.order_by("at").values_list("gap_seconds", flat=True)) == [0, 540, 0]
