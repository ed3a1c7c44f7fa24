"""A mail server that hangs, rejects or greylists: bounded time, backoff, and others are not held up."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from notifications.commands.delivery import deliver
from notifications.models import Delivery, Message
from notifications.rules.retrying import GIVE_UP_AFTER, wait_before
from tests.cast import REPORTED, make_company
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.invariants import fired
from tests.faults.late import make_due
from tests.faults.proxy import proxy_to
from tests.faults.scale import FULL, dose

pytestmark = pytest.mark.fault

PATIENCE = 0.5  # seconds that the sockets wait, here; 10 in production
QUARTER = timedelta(minutes=15)


@pytest.fixture
def patience(settings):
    settings.EMAIL_TIMEOUT = PATIENCE


def queue(people, each):
    """So many messages to each of these people."""
    for n in range(each):
        for person in people:
            Message.objects.create(
                key=f"{person.pk}-{n}",
                recipient=person,
                kind="digest",
                about="",
                context={"title": f"Number {n}", "count": 0, "more": 0, "items_told": [], "path": "/"},
                created_at=REPORTED,
            )


def run(now):
    """One delivery; the seconds that it took."""
    began = time.monotonic()
    deliver(clock=lambda: now, unwanted=unwanted)
    return time.monotonic() - began


def states():
    return sorted(set(Delivery.objects.values_list("state", flat=True)))


def test_a_server_that_hangs_costs_one_timeout_a_run_and_no_mail(
    company, mailbox, settings, patience, figure
):
    each = dose(200, 60)
    queue([company.owner], each)
    with proxy_to(mailbox.port) as proxy:
        settings.EMAIL_PORT = proxy.port
        proxy.stall()
        longest = max(run(REPORTED + n * QUARTER) for n in range(3))
        assert longest < 4 * PATIENCE
        assert Delivery.objects.filter(attempts__gt=0).count() <= 3
        proxy.cut()
        proxy.resume()
        run(REPORTED + 3 * QUARTER)
    assert len(mailbox.mails) == each
    invariants.hold(due=0, now=REPORTED)
    figure(
        "F10 SMTP hangs",
        f"{each} mails waiting: a run takes at most {longest:.1f} s (patience {PATIENCE} s here, 10 s in production); "
        f"then {each} sent, 0 lost, 0 twice",
    )


def test_a_server_that_hangs_on_one_address_does_not_hold_up_the_others(company, mailbox, patience, figure):
    each = dose(50, 20)
    mailbox.hangs_on = "tom@"
    queue([company.holder], 2)
    queue([company.owner], each)
    runs, now = 0, REPORTED
    while len(mailbox.to("olga@example.test")) < each:
        assert run(now) < 4 * PATIENCE
        runs, now = runs + 1, now + timedelta(seconds=15)
        assert runs < 4, "the others are held up"
    while "pending" in states():
        run(now)
        now += timedelta(hours=20)
    failed = Delivery.objects.filter(state="failed")
    assert failed.count() == 2
    assert set(failed.values_list("address", flat=True)) == {"tom@example.test"}
    assert now - REPORTED > GIVE_UP_AFTER
    invariants.hold(due=0, now=REPORTED)
    figure(
        "F10 SMTP hangs on one address",
        f"{each} mails to others all sent after {runs} runs; its own 2 given up after {GIVE_UP_AFTER.days} days",
    )


def test_a_server_that_rejects_or_greylists_is_tried_later_and_ever_later(company, mailbox, figure):
    answers = {"olga": "451 greylisted, come back later", "tom@": "550 no such person"}
    mailbox.refuses = lambda address: answers.get(address[:4], "")
    queue([company.owner, company.holder, company.head], 5)
    run(REPORTED)
    assert dict(Delivery.objects.values_list("address", "state")) == {
        "olga@example.test": "pending",
        "tom@example.test": "failed",
        "hana@example.test": "sent",
    }
    waits, now = [], REPORTED
    for attempt in range(1, 4):
        due = list(Delivery.objects.filter(state="pending").values_list("next_attempt_at", flat=True))
        assert all(wait_before(attempt, 0) <= at - now <= wait_before(attempt, 1) for at in due)
        assert len(set(due)) == len(due), "those that failed together come back together"
        waits.append((max(due) - now).total_seconds())
        now = max(due)
        run(now)
    answers.clear()
    run(now + timedelta(hours=1))
    assert states() == ["failed", "sent"]
    invariants.hold(due=0, now=REPORTED)
    figure(
        "F10 SMTP greylists and rejects",
        f"waits of up to {', '.join(f'{wait:.0f}' for wait in waits)} s, each with its own jitter, then sent; "
        "rejected for good: given up at once; the others sent in the first run",
    )


@pytest.mark.skipif(not FULL, reason="a minute: make faults")
def test_rungs_fire_on_time_while_every_mail_hangs(engine, mailbox, figure):
    due = 300
    company = make_company()
    with proxy_to(mailbox.port) as proxy:
        engine.environment |= {"EMAIL_URL": f"smtp://127.0.0.1:{proxy.port}", "SWEEP_EVERY": "15"}
        proxy.stall()
        queue([company.owner], 200)
        engine.worker()
        engine.beat()
        wait_until(lambda: Delivery.objects.filter(state="sending").exists(), 60, "nothing was tried")
        make_due(company, due, timezone.now())
        began = time.monotonic()
        wait_until(lambda: fired() >= due, 60, "the sweep waits for the mail server")
        seconds = time.monotonic() - began
        proxy.cut()
        proxy.resume()
        wait_until(lambda: len(mailbox.mails) > 200, 60, "the mails were not sent")
    engine.stop()
    deliver(clock=lambda: timezone.now() + timedelta(hours=2), unwanted=unwanted)
    sweep(now=timezone.now())
    invariants.hold(due=due)
    figure(
        "F10 SMTP hangs under a running engine",
        f"{due} due fired within {seconds:.1f} s, every mail sent after",
    )
