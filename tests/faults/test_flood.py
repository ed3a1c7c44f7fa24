"""Thousands of messages to one person become one."""

import pytest

from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from notifications.commands.delivery import deliver
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
