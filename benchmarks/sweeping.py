"""P1: the sweep beside the bare one, alone and with others; what it asks, and what looking costs."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from threading import BrokenBarrierError
from time import perf_counter
from typing import Any

import time_machine
from celery.signals import before_task_publish
from django.db import connection
from psycopg2.extensions import cursor

from benchmarks import auditing, bare, copying
from benchmarks.figures import Figure, at_least, at_most, interleaved
from benchmarks.filling import AT, DUE
from issues import tasks
from issues.commands import sweeping
from issues.models import Escalation, Event
from notifications.models import Message

REPEAT = 5
WORKERS = 4
MOST_MESSAGES = 45
QUIET = AT - timedelta(days=400)  # nothing was due then


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figures at this size, and what must not grow with it."""
    copying.put_back(AT)  # the last run may have died half-way
    bare.make()
    alone, together, floor = _speeds()
    audited = auditing.measure(size)
    quiet, claim = interleaved(50, lambda: sweeping.sweep(now=QUIET), lambda: bare.claim(QUIET))
    copying.put_back(AT)
    at = f"at {size:,}"
    figures = [
        at_least(f"P1 sweep, one worker, {at}", alone, floor, 0.5, unit="rows/s", n=REPEAT),
        at_least(
            f"P1 sweep, {WORKERS} workers against one, {at}", together, alone, 1.2, unit="rows/s", n=REPEAT
        ),
        at_most(f"P1 queries for each issue, {at}", _queries(), DUE, 0.05, unit="in all", n=1),
        at_most(
            f"P1 Celery messages in all, {at}", _celery_messages(), MOST_MESSAGES, 1, unit="messages", n=1
        ),
        at_most(f"P1 sweep that finds nothing, {at}", quiet, claim, 10, unit="ms", n=50),
        *audited,
    ]
    return figures, {"P1 sweep that finds nothing": quiet / claim}


def _speeds() -> tuple[float, float, float]:
    """Rows a second of one worker, of several side by side, and of the bare sweep, in turns."""
    runs: list[tuple[float, float, float]] = []
    for _ in range(REPEAT + 1):
        floor = _rows_a_second(lambda: bare.sweep(AT))
        bare.put_back()
        alone = _rows_a_second(lambda: sweeping.sweep(now=AT).issues)
        _require_once()
        copying.put_back(AT)
        together = DUE / _side_by_side()
        _require_once()
        copying.put_back(AT)
        runs.append((alone, together, floor))
    alone, together, floor = (median(column) for column in zip(*runs[1:], strict=True))
    return alone, together, floor


def _rows_a_second(sweep: Callable[[], int]) -> float:
    start = perf_counter()
    swept = sweep()
    taken = perf_counter() - start
    assert swept == DUE, f"{swept} rows were swept instead of {DUE}"  # noqa: S101
    return swept / taken


def _require_once() -> None:
    """Nothing twice, nothing left, and everything that belongs to it written."""
    with connection.cursor() as asked:
        asked.execute(
            "SELECT count(*) FROM issues_issue WHERE next_due_at <= %s AND set_aside_at IS NULL", [AT]
        )
        left = asked.fetchone()[0]
    fired = Escalation.objects.filter(fired_at=AT).count()
    issues = Escalation.objects.filter(fired_at=AT).values("issue").distinct().count()
    events = Event.objects.filter(recorded_at=AT, kind="escalated").count()
    told = Message.objects.filter(state="queued", kind="escalated").values("about").distinct().count()
    counts = (left, fired, issues, events, told)
    assert counts == (0, DUE, DUE, DUE, DUE), f"left, fired, issues, events, told: {counts}"  # noqa: S101


class _Counting(cursor):
    """Counts what is sent to the server: Django's own wrappers do not see a COPY."""

    sent = 0

    def execute(self, *arguments: Any) -> None:
        _Counting.sent += 1
        super().execute(*arguments)

    def copy_expert(self, *arguments: Any) -> None:
        _Counting.sent += 1
        super().copy_expert(*arguments)


def _queries() -> int:
    """How many statements one sweep sends."""
    connection.ensure_connection()
    _Counting.sent, connection.connection.cursor_factory = 0, _Counting
    try:
        assert sweeping.sweep(now=AT).issues == DUE  # noqa: S101
    finally:
        connection.connection.cursor_factory = None
    copying.put_back(AT)
    return _Counting.sent


def _celery_messages() -> int:
    """The sweep's own message and those that it sends."""
    sent: list[str] = []

    def note(sender: str, **_signal: Any) -> None:
        sent.append(sender)

    before_task_publish.connect(note)
    with time_machine.travel(AT, tick=False):
        tasks.sweep()
    before_task_publish.disconnect(note)
    _require_once()
    copying.put_back(AT)
    return 1 + len(sent)


def _side_by_side() -> float:
    """The seconds that several workers, each a process of its own, need for everything due.

    `perf_counter` is one clock for all processes of a machine.
    """
    connection.close()  # a connection must not be shared with the processes that begin here
    fork = multiprocessing.get_context("fork")
    ready, ends = fork.Barrier(WORKERS + 1), fork.Queue()
    workers = [fork.Process(target=_work, args=(ready, ends)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    try:
        ready.wait(60)
        start = perf_counter()
        swept = [ends.get(timeout=300) for _ in workers]
    except BrokenBarrierError as error:
        raise RuntimeError("A worker of the benchmark did not start.") from error
    finally:
        for worker in workers:
            worker.join(30)
    assert sum(issues for issues, _ in swept) == DUE, swept  # noqa: S101
    end: float = max(end for _, end in swept)
    return end - start


def _work(ready: Any, ends: Any) -> None:
    sweeping.sweep(now=QUIET)
    ready.wait(60)
    done = sweeping.sweep(now=AT)
    ends.put((done.issues, perf_counter()))
