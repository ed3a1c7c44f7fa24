"""Receivers that drip, flood, redirect, refuse, hang and vanish: bounded time and size, the next channel, then the app."""

import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest

from inflection_points.rules.policies import Severity
from issues.commands.wanting import unwanted
from notifications.commands import channels
from notifications.commands.choosing import choose_channels
from notifications.commands.connecting import MOST
from notifications.commands.delivery import deliver
from notifications.commands.posting import EACH
from notifications.models import Channel, Delivery, Message
from notifications.rules.choosing import Wants
from notifications.rules.retrying import STEP_ASIDE_AFTER
from tests.cast import REPORTED, person
from tests.engine import free_port
from tests.faults import invariants
from tests.faults.scale import dose
from tests.receivers import HERE, answer, drip, flood, hang, hang_up, receiver

pytestmark = pytest.mark.fault

MINUTE = timedelta(minutes=1)
GOOD = answer(200)
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def patience(settings):
    """Seconds for a whole exchange: ten under `make faults`, as in production."""
    settings.CHANNEL_NETWORKS = HERE
    settings.CHANNEL_TIMEOUT = dose(10, 1)
    return settings.CHANNEL_TIMEOUT


def chosen(company, address, *, name="Hook", by=None, then_mail=Wants.NOTHING):
    """A channel of somebody's own, first in the order; e-mail after it."""
    owner = by or company.owner
    hook = channels.add_channel(
        actor=owner, kind=Channel.Kind.WEBHOOK, name=name, address=address, now=REPORTED, is_own=True
    )
    choose_channels(person=owner, chosen={hook.pk: (Wants.EVERYTHING, 1), None: (then_mail, 2)})
    return hook


def queue(people, each, start=0):
    """So many messages to each of these people; of a kind that never comes together with others."""
    for n in range(start, start + each):
        for one in people:
            facts = {"title": f"Number {n}", "count": 0, "more": 0, "items_told": [], "path": "/"}
            Message.objects.create(
                key=f"{one.pk}-{n}",
                recipient=one,
                kind="digest",
                about="",
                context=facts,
                created_at=REPORTED,
            )


def run(now):
    """One delivery; the seconds that it took."""
    began = time.monotonic()
    deliver(clock=lambda: now, unwanted=unwanted)
    return time.monotonic() - began


def at_rest(now):
    """Let everything end, with what the product tells about it."""
    for day in range(1, 8):
        for minute in range(3):
            run(now + timedelta(days=day, minutes=minute))
    invariants.hold(due=invariants.fired(), now=now)


DIFFICULT = {
    "drips its answer": drip(b"", seconds=0.2),
    "drips its headers": drip(HEAD + b"X-Slow: ", seconds=0.2),
    "drips the body of a refusal": drip(b"HTTP/1.1 500 No\r\nContent-Length: 900\r\n\r\n", seconds=0.2),
    "hangs": hang(),
    "pours 64 MB of headers": flood(HEAD + b"X-Much: ", 64),
    "pours 64 MB into a line": flood(b"HTTP/1.1 200 ", 64),
    "pours 64 MB of a refusal": flood(b"HTTP/1.1 500 No\r\nContent-Length: 67108864\r\n\r\n", 64),
    "goes on with 100 Continue for ever": flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 5000, 1),
    "hangs up": hang_up,
    "answers nonsense": answer(99),
    "answers 500": answer(500),
}


def test_a_receiver_costs_no_more_than_its_time_whatever_it_does(company, mailbox, patience, figure):
    longest = 0.0
    for name, behaviour in DIFFICULT.items():
        with receiver(behaviour) as one:
            hook = chosen(company, one.address, name=name[:60])
            queue([company.owner], 3, start=10 * len(Channel.objects.all()))
            took = run(REPORTED)
            longest = max(longest, took)
            assert took < patience + 3, name
            assert one.open_connections == 1, f"{name}: it was asked again at once"
            tries = Delivery.objects.filter(via=hook, attempts__gt=0)
            assert [d.state for d in tries] == ["pending"], name
            hook.refresh_from_db()
            assert hook.failures == 1
            assert hook.rest_until > REPORTED
        channels.remove_channel(channel=hook, actor=company.administrator, now=REPORTED)
    at_rest(REPORTED)
    figure(
        "F10 webhook drips, floods, hangs, hangs up",
        f"{len(DIFFICULT)} receivers: a run takes {longest:.1f} s at most (patience {patience} s), at most "
        f"{MOST // 1024} KB read, one try a run, then left alone",
    )


def test_a_body_of_64_megabytes_after_yes_is_not_read(company, mailbox, patience, figure):
    poured = []

    def pour(talk):
        talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n")
        for _ in range(1024):
            talk.sendall(b"x" * 65536)
            poured.append(65536)

    with receiver(pour) as one:
        chosen(company, one.address)
        queue([company.owner], 1)
        took = run(REPORTED)
        assert Delivery.objects.get().state == "sent"
    read = sum(poured) / 1024 / 1024
    assert read < 16, "the buffers of the network, and no more"
    at_rest(REPORTED)
    figure("F10 webhook answers 64 MB", f"taken after {took:.2f} s, {read:.1f} of 64 MB left the receiver")


def test_what_a_receiver_asks_for_is_honoured_and_backoff_has_jitter(company, mailbox, patience, figure):
    with receiver(answer(429, "Retry-After: 600")) as busy, receiver(answer(503)) as down:
        chosen(company, busy.address, name="Busy")
        chosen(company, down.address, name="Down", by=company.holder)
        queue([company.owner, company.holder], 1)
        for minute in range(31):
            run(REPORTED + minute * MINUTE)
        asked = [request.headers["webhook-timestamp"] for request in busy.requests]
        tried = [int(request.headers["webhook-timestamp"]) for request in down.requests]
        assert [int(b) - int(a) for a, b in pairwise(asked)] == [600, 600, 600]
        waits = [b - a for a, b in pairwise(tried)]
        assert waits == sorted(waits)
        assert len(tried) < 8
        busy.behaves = down.behaves = GOOD
        run(REPORTED + 2 * timedelta(hours=1))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    ids = {request.headers["webhook-id"] for request in busy.requests}
    assert len(ids) == 1
    at_rest(REPORTED)
    figure(
        "F10 webhook answers 429 and 503",
        f"Retry-After 600 s: asked after 600, 600 and 600 s; without it after {', '.join(map(str, waits))} s; then sent, "
        "one webhook-id over all tries",
    )


@pytest.mark.parametrize("status", [301, 410])
def test_what_will_never_be_taken_goes_to_the_next_channel_and_then_to_the_app(
    company, mailbox, patience, figure, status
):
    each = dose(200, 30)
    mailbox.refuses = lambda address: "550 no such person" if address.startswith("olga") else ""
    with receiver(answer(status, "Location: http://127.0.0.1:1/")) as gone, receiver(GOOD) as elsewhere:
        chosen(company, gone.address, then_mail=Wants.PRESSING)
        queue([company.owner], each)
        run(REPORTED)
        run(REPORTED + MINUTE)
        followed = sum(request.json["type"] == "digest" for request in gone.requests)
        assert elsewhere.requests == []
    assert followed == (1 if status == 410 else each)
    states = Delivery.objects.filter(message__kind="digest").values_list("channel", "state")
    assert sorted(states) == [("email", "failed")] * each + [("webhook", "failed")] * each
    assert Message.objects.for_person(company.owner.pk).filter(kind="digest").count() == each
    at_rest(REPORTED)
    figure(
        f"F10 webhook answers {status}, mail refused too",
        f"{each} messages: {followed} requests, no redirect followed, every one tried by mail, all {each} in the app",
    )


def test_dead_channels_do_not_hold_up_the_others(company, mailbox, patience, figure):
    dead, each = dose(12, 6), dose(100, 20)
    people = [person(f"P{n} Person", company.owner.role, company.delivery) for n in range(dead)]
    with receiver(hang()) as hole, receiver(GOOD) as one:
        for n, somebody in enumerate(people):
            chosen(company, hole.address, name=f"Hole {n}", by=somebody)
        chosen(company, f"http://127.0.0.1:{free_port()}/", name="Nobody", by=company.holder)
        chosen(company, one.address)
        queue([*people, company.holder, company.owner, company.head], each)
        first_mail = threading.Event()
        mailbox.before_answering = first_mail.set
        took = [run(REPORTED)]
        assert first_mail.is_set()
        assert len(mailbox.to("hana@example.test")) == each
        assert len(one.requests) == each
        times = sorted(request.at for request in one.requests)
        meanwhile = sum(at - times[0] < 0.9 * patience for at in times)
        took += [run(REPORTED + timedelta(seconds=s)) for s in (15, 30)]
        assert meanwhile > EACH, "lane after lane ends while the dead ones hang"
        assert max(took) < 2.5 * patience + 15
    at_rest(REPORTED + STEP_ASIDE_AFTER)
    figure(
        "F10 dead channels beside living ones",
        f"{dead} that hang, 1 that nobody listens on: {each} posts and {each} mails to others in the first run of "
        f"{took[0]:.1f} s ({meanwhile} of the posts while the dead ones hung); later runs {took[1]:.1f} and {took[2]:.1f} s",
    )


def test_a_mail_server_that_drips_is_cut_off_and_the_channels_go_on(company, mailbox, settings, figure):
    settings.CHANNEL_NETWORKS = HERE
    settings.EMAIL_TIMEOUT = allowed = dose(10, 1)
    each = dose(50, 10)
    for greeting in (b"220 ", b"220 hello\r\n250-"):
        with receiver(GOOD) as one, dripping_smtp(greeting) as slow:
            real, settings.EMAIL_PORT = settings.EMAIL_PORT, slow.port
            chosen(company, one.address, name=f"Hook {len(greeting)}")
            start = 1000 * len(greeting)
            queue([company.owner, company.head], each, start=start)
            took = run(REPORTED)
            assert took < 2 * allowed + 5
            assert len(one.requests) == each
            settings.EMAIL_PORT = real
    run(REPORTED + timedelta(hours=2))
    assert len(mailbox.to("hana@example.test")) == 2 * each
    at_rest(REPORTED)
    figure(
        "F10 SMTP drips",
        f"a run takes {took:.1f} s (patience {allowed} s an answer, {2 * allowed} s a mail); {each} posts went out meanwhile, "
        f"{2 * each} mails after",
    )


def dripping_smtp(greeting):
    """A mail server that never finishes a sentence."""
    return receiver(drip(greeting, seconds=0.2, times=300), speaks_first=True)


def test_a_critical_message_does_not_wait_for_a_channel_that_is_away(company, mailbox, patience, figure):
    with receiver(hang_up) as away:
        chosen(company, away.address)
        company.report(severity=Severity.CRITICAL, text="The oven burns")
        minutes = 0
        while not mailbox.to("olga@example.test"):
            run(REPORTED + minutes * MINUTE)
            minutes += 1
            assert minutes < 15
    at_rest(REPORTED)
    figure(
        "F10 critical while the only channel is away",
        f"by mail after {minutes - 1} minutes, though mail was muted; {len(away.requests)} tries before",
    )
