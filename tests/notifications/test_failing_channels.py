"""What happens to a message whose channel fails: the next way, at last the app alone, and no word of what is secret."""

from datetime import timedelta

import pytest

from inflection_points.rules.policies import Severity
from issues.commands.sweeping import sweep
from notifications.commands import channels, faring
from notifications.models import Channel, Delivery, Message
from notifications.rules.choosing import Wants
from tests.cast import DAY, REPORTED
from tests.reaching import add, choose, go, states
from tests.receivers import HERE, answer, receiver

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings):
    settings.CHANNEL_NETWORKS = HERE


class TestAChannelThatFails:
    def test_for_good_is_followed_by_the_next_one_and_at_last_by_the_app_alone(self, company, mailbox):
        with receiver(answer(400, body=b"invalid_blocks")) as bad, receiver(answer(403)) as worse:
            first = add(company, bad.address, kind="slack", name="#one")
            second = add(company, worse.address, name="Two")
            choose(company.owner, (first, Wants.EVERYTHING), (second, Wants.PRESSING), (None, Wants.NOTHING))
            company.report()
            go(REPORTED)
        assert states() == {"Slack #one": "failed", "Webhook Two": "failed"}
        assert Delivery.objects.get(via=first).last_error == "it answered 400 Bad Request (invalid_blocks)"
        assert Message.objects.get(kind="reported").state == "dispatched"

    def test_is_followed_by_mail_when_mail_is_next(self, company, mailbox):
        with receiver(answer(302, "Location: http://127.0.0.1:1/")) as away:
            hook = add(company, away.address)
            choose(company.owner, (hook, Wants.EVERYTHING), (None, Wants.PRESSING))
            company.report()
            go(REPORTED)
        assert states() == {"Webhook Hook": "failed", "olga@example.test": "sent"}
        assert len(away.requests) == 1

    def test_is_told_to_the_administrators_once_a_day(self, company, mailbox):
        with receiver(answer(400)) as bad:
            choose(company.owner, (add(company, bad.address), Wants.EVERYTHING))
            for n in range(3):
                company.report(text=f"Late, {n}")
            go(REPORTED)
            go(REPORTED + MINUTE)
            company.report(now=REPORTED + DAY)
            go(REPORTED + DAY)
        told = Message.objects.filter(kind="channel_fails")
        assert list(told.values_list("recipient", flat=True)) == [company.administrator.pk] * 2
        assert "Webhook Hook does not take messages" in mailbox.subjects("ada@example.test")

    @pytest.mark.parametrize("status", [404, 410])
    def test_because_it_is_gone_is_switched_off_and_what_waits_goes_another_way(
        self, company, mailbox, status
    ):
        with receiver(answer(status)) as gone:
            hers = add(company, gone.address, owner=company.owner)
            choose(company.owner, (hers, Wants.EVERYTHING), (None, Wants.PRESSING))
            for n in range(3):
                company.report(text=f"Late, {n}")
            go(REPORTED)
            go(REPORTED + MINUTE)
            go(REPORTED + 2 * MINUTE)
        assert len(gone.requests) == 1
        hers.refresh_from_db()
        assert not hers.is_active
        assert str(status) in hers.switched_off_because
        assert set(Delivery.objects.filter(via=hers).values_list("state", flat=True)) == {"failed"}
        assert Delivery.objects.filter(via=None, message__kind="reported", state="sent").count() == 3
        assert Message.objects.get(kind="channel_switched_off").recipient == company.owner

    def test_says_so_by_mail_though_its_owner_has_muted_mail(self, company, mailbox):
        with receiver(answer(410)) as gone:
            hers = add(company, gone.address, owner=company.owner)
            choose(company.owner, (hers, Wants.EVERYTHING), (None, Wants.NOTHING))
            company.report()
            go(REPORTED)
            go(REPORTED + MINUTE)
        assert mailbox.subjects("olga@example.test") == ["Webhook Hook was switched off"]

    def test_lets_what_is_critical_go_another_way_after_ten_minutes(self, company, mailbox):
        with receiver(answer(503)) as away:
            hook = add(company, away.address)
            choose(company.owner, (hook, Wants.EVERYTHING), (None, Wants.NOTHING))
            company.report(severity=Severity.CRITICAL, text="The oven burns")
            company.report(text="Late")
            for minute in range(12):
                go(REPORTED + minute * MINUTE)
        assert len(mailbox.to("olga@example.test")) == 1
        assert "oven" in mailbox.subjects("olga@example.test")[0]

    def test_that_is_removed_while_a_worker_died_with_its_message_leaves_nothing_waiting(
        self, company, mailbox
    ):
        hook = add(company, "http://127.0.0.1:9/")
        choose(company.owner, (hook, Wants.EVERYTHING), (None, Wants.PRESSING))
        company.report()
        go(REPORTED)
        Delivery.objects.update(state="sending", leased_until=REPORTED + MINUTE)
        channels.remove_channel(channel=hook, actor=company.administrator, now=REPORTED)
        go(REPORTED + 2 * MINUTE)
        assert states() == {"Webhook Hook": "failed", "olga@example.test": "sent"}

    def test_leaves_no_escalation_in_the_application_alone(self, company, mailbox):
        with receiver(answer(404)) as gone:
            hook = add(company, gone.address)
            choose(company.owner, (hook, Wants.EVERYTHING), (None, Wants.NOTHING))
            company.report()
            go(REPORTED)
            sweep(now=REPORTED + 3 * DAY)
            go(REPORTED + 3 * DAY)
        assert len(gone.requests) == 1
        subjects = mailbox.subjects("olga@example.test")
        assert "Reported, not acted on: Late: The driver came two hours late" in subjects

    def test_lets_an_escalation_go_by_mail_at_last(self, company, mailbox):
        with receiver(answer(403)) as bad:
            choose(company.owner, (add(company, bad.address), Wants.PRESSING), (None, Wants.NOTHING))
            company.report()
            sweep(now=REPORTED + 3 * DAY)
            go(REPORTED + 3 * DAY)
            go(REPORTED + 3 * DAY)
        assert [s.split(":")[0] for s in mailbox.subjects("olga@example.test")] == ["Reported, not acted on"]

    def test_because_it_is_gone_is_told_to_those_who_chose_it(self, company, mailbox):
        with receiver(answer(410)) as gone:
            hook = add(company, gone.address)
            choose(company.owner, (hook, Wants.EVERYTHING), (None, Wants.NOTHING))
            choose(company.holder, (hook, Wants.PRESSING))
            choose(company.head, (hook, Wants.NOTHING))
            choose(company.administrator, (hook, Wants.EVERYTHING))
            company.report()
            go(REPORTED)
            go(REPORTED + MINUTE)
        told = Message.objects.filter(kind="chosen_channel_off").values_list("recipient__name", flat=True)
        assert set(told) == {"Olga Owner", "Tom Technician"}
        assert mailbox.subjects("olga@example.test") == ["Webhook Hook reaches you no more"]
        assert mailbox.subjects("ada@example.test") == ["Webhook Hook was switched off"]

    def test_with_an_address_that_was_changed_meanwhile_is_not_switched_off(self, company):
        stale = add(company, "http://127.0.0.1:9/old")
        channels.change_channel(channel=stale, name="Hook", address="http://127.0.0.1:9/new")
        faring.gone(stale, REPORTED, "it answered 404 Not Found")
        assert Channel.objects.get().is_active

    def test_says_nothing_of_its_address_or_of_what_it_answered(self, company, mailbox, caplog):
        body = b"no hook at /hook/very-secret?token=also-secret here"
        with receiver(answer(400, body=body)) as bad:
            choose(company.owner, (add(company, bad.address), Wants.EVERYTHING))
            company.report()
            go(REPORTED)
            go(REPORTED + MINUTE)
        stored = [
            *Delivery.objects.values_list("last_error", "address"),
            *Channel.objects.values_list("last_error"),
        ]
        stored += Message.objects.values_list("context", "reason")
        assert "secret" not in str(stored)
        assert "secret" not in caplog.text
