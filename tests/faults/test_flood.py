"""Thousands of messages to one person become one."""

import time

import pytest

from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from notifications.commands.delivery import deliver
from notifications.commands.outbox import Draft, enqueue
from notifications.models import Delivery, Message
from tests.cast import DAY, HOUR, REPORTED
from tests.faults import invariants
from tests.faults.late import make_due
from tests.faults.scale import dose

pytestmark = pytest.mark.fault


def test_what_the_last_rung_repeats_of_thousands_of_issues_is_one_mail(company, mailbox, figure):
    flood = dose(5000, 500)
    make_due(company, flood, REPORTED)
    sweep(now=REPORTED)
    Message.objects.all().delete()  # the first telling of each; here it is the repeats that matter
    now = REPORTED
    while not Message.objects.filter(kind="digest").exists():
        now += HOUR
        assert now < REPORTED + 3 * DAY, "no digest came"
        sweep(now=now)
        deliver(clock=lambda at=now: at, unwanted=unwanted)
    [subject] = mailbox.subjects("xavier@example.test")
    assert subject == f"{flood} problems still wait"
    assert Message.objects.filter(state="gathered").count() == flood
    assert Delivery.objects.count() == 1
    assert len(mailbox.mails[0].as_bytes()) < 100_000
    invariants.hold(due=invariants.fired(), now=now)
    figure(
        "F16 flood to one person",
        f"{flood:,} messages: 1 mail of {len(mailbox.mails[0].as_bytes()) / 1024:.0f} KB",
    )


def test_thousands_of_messages_at_once_are_one_mail_with_the_critical_first(company, mailbox, figure):
    flood, critical = dose(5000, 600), 7
    drafts = [
        Draft(
            f"flood:{n}",
            company.owner.pk,
            "set_aside",
            "",
            {
                "title": f"Number {n}" if n % (flood // critical) else f"Critical {n}",
                "reason": "r",
                "path": "/status/",
            },
            is_urgent=n % (flood // critical) == 0,
        )
        for n in range(1, flood + 1)
    ]
    enqueue(drafts, now=REPORTED)
    began = time.monotonic()
    for minute in range(16):
        deliver(clock=lambda at=REPORTED + minute * HOUR / 60: at, unwanted=unwanted)
    seconds = time.monotonic() - began
    [mail] = mailbox.mails
    assert mailbox.subjects("olga@example.test") == [f"{flood} messages, {critical} of them critical"]
    lines = [line for line in mail.get_payload(0).get_payload(decode=True).decode().splitlines() if line]
    told = [line for line in lines if line.startswith(("Number", "Critical"))]
    assert [line.startswith("Critical") for line in told] == [True] * critical + [False] * (20 - critical)
    assert Message.objects.filter(state="gathered").count() == flood
    assert Message.objects.for_person(company.owner.pk).count() == 1
    invariants.hold(due=0, now=REPORTED)
    figure(
        "F16 flood at once",
        f"{flood:,} messages: 1 mail of {len(mail.as_bytes()) / 1024:.0f} KB, {critical} critical first; {seconds:.1f} s",
    )
