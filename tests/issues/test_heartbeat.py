"""The sign of life to the outside: it goes out while nothing is wrong, and its absence says that something is."""

import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from issues.commands.heartbeat import beat
from issues.models import AuditRun, Heartbeat, SweepRun
from notifications.commands.outbox import Draft, enqueue
from notifications.models import Delivery, Message
from tests.cast import DAY, REPORTED
from tests.engine import free_port

NOW = REPORTED
MINUTE = timedelta(minutes=1)


@pytest.fixture
def outside():
    """A real web server; what was asked of it, and how it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            server.answer(self)

        def log_message(self, *_said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.daemon_threads = [], True
    server.url = f"http://127.0.0.1:{server.server_port}/ping/token?from=here"
    server.answer = lambda handler: (handler.send_response(204), handler.end_headers())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def well(company):
    """Swept and audited a moment ago, and one message on its way."""
    SweepRun.objects.create(at=NOW - MINUTE)
    AuditRun.objects.create(at=NOW - 5 * MINUTE, looked_at=1, found=0)
    enqueue([Draft("new", company.owner.pk, "reported", "", {})], now=NOW - MINUTE)
    return company


def test_it_goes_out_while_nothing_is_wrong(well, outside):
    told = beat(url=outside.url, now=NOW)
    assert outside.asked == ["/ping/token?from=here"]
    assert (told.is_sent, told.is_answered, told.answered_at) == (True, True, NOW)
    beat(url=outside.url, now=NOW + MINUTE)
    assert [row.at for row in Heartbeat.objects.all()] == [NOW + MINUTE]


def no_sweep(_company):
    SweepRun.objects.update(at=NOW - 4 * MINUTE)


def only_a_web_process_sweeps(_company):
    SweepRun.objects.update(stands_in=True)


def rungs_are_late(company):
    company.report(now=NOW - 30 * DAY)
    Message.objects.filter(created_at__lt=NOW - DAY).delete()


def no_audit(_company):
    AuditRun.objects.update(at=NOW - 16 * MINUTE)


def audit_found_something(_company):
    AuditRun.objects.update(found=1)


def outbox_is_stuck(_company):
    Message.objects.update(created_at=NOW - 11 * MINUTE)


def digest_is_stuck(_company):
    Message.objects.update(gather_until=NOW - 11 * MINUTE)


def delivery_is_stuck(_company):
    Delivery.objects.create(
        message=Message.objects.get(), channel="email", address="a@b.test", next_attempt_at=NOW - 11 * MINUTE
    )


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (no_sweep, "no worker sweeps"),
        (only_a_web_process_sweeps, "no worker sweeps"),
        (rungs_are_late, "rungs are late"),
        (no_audit, "the auditor does not run"),
        (audit_found_something, "the auditor found something"),
        (outbox_is_stuck, "messages are not handed on"),
        (digest_is_stuck, "messages are not handed on"),
        (delivery_is_stuck, "deliveries are not tried"),
    ],
)
def test_it_stays_away_when_something_is_wrong(well, outside, spoil, word):
    spoil(well)
    told = beat(url=outside.url, now=NOW)
    assert outside.asked == []
    assert (told.is_sent, told.answer) == (False, word)


def test_it_follows_no_redirect(well, outside):
    def elsewhere(handler):
        handler.send_response(302)
        handler.send_header("Location", "/elsewhere")
        handler.end_headers()

    outside.answer = elsewhere
    told = beat(url=outside.url, now=NOW)
    assert len(outside.asked) == 1
    assert (told.is_sent, told.is_answered, told.answer) == (True, False, "302 Found")


def test_an_address_that_drips_is_cut_off(well, outside):
    over = threading.Event()

    def drip(handler):
        while not over.wait(0.05):
            handler.wfile.write(b"X")

    outside.answer = drip
    began = time.monotonic()
    told = beat(url=outside.url, now=NOW, longest=0.5)
    over.set()
    assert not told.is_answered
    assert time.monotonic() - began < 5


def test_an_address_that_is_away_is_said_on_the_status_page(well, signed_in, settings):
    settings.HEARTBEAT_URL = f"http://127.0.0.1:{free_port()}/secret"
    now = timezone.now()
    SweepRun.objects.update(at=now)
    AuditRun.objects.update(at=now)
    Message.objects.all().delete()
    told = beat(url=settings.HEARTBEAT_URL, now=now)
    assert (told.is_sent, told.is_answered) == (True, False)
    page = signed_in(well.owner).get("/status/").content.decode()
    assert "ConnectionRefusedError" in page
    assert "secret" not in page
