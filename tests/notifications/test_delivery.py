"""From the outbox to a real mail server, and what happens when that server is difficult."""

from datetime import timedelta

import pytest

from issues import commands
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from notifications.commands.channels import try_delivery_again
from notifications.commands.delivery import deliver
from notifications.commands.ending import tried_in_vain
from notifications.commands.mailing import lease_mails
from notifications.models import Delivery, Message
from notifications.rules.retrying import wait_before
from tests.cast import DAY, HOUR, REPORTED

FRIDAY = REPORTED + 3 * DAY


def go(now):
    deliver(clock=lambda: now, unwanted=unwanted)


class TestDelivery:
    def test_tells_in_the_app_and_by_mail_once(self, company, mailbox):
        company.report()
        sweep(now=FRIDAY)
        go(FRIDAY)
        go(FRIDAY + HOUR)
        [mail] = mailbox.to("olga@example.test")[1:]
        assert mail["Subject"] == "Reported, not acted on: Late: The driver came two hours late"
        assert Message.objects.for_person(company.owner.pk).filter(kind="escalated").count() == 1
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}

    def test_does_not_send_what_was_handled_meanwhile(self, company, mailbox):
        issue = company.report()
        go(REPORTED)
        sweep(now=FRIDAY)
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=FRIDAY, evidence="Sent a courier"
        )
        go(FRIDAY)
        assert Message.objects.get(kind="escalated").state == Message.State.DROPPED
        assert Message.objects.get(kind="escalated").reason == "somebody acted"
        assert len(mailbox.mails) == 1  # the first one, that it was reported

    def test_checks_again_before_each_try(self, company, mailbox):
        mailbox.refuses = lambda _address: "451 greylisted, come back later"
        issue = company.report()
        sweep(now=FRIDAY)
        go(FRIDAY)
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=FRIDAY, evidence="Sent a courier"
        )
        mailbox.refuses = lambda _address: ""
        go(FRIDAY + HOUR)
        escalated = Delivery.objects.get(message__kind="escalated")
        assert (escalated.state, escalated.last_error) == ("dropped", "somebody acted")

    def test_repeats_what_was_refused_for_now_with_the_same_identity(self, company, mailbox):
        mailbox.refuses = lambda _address: "451 greylisted, come back later"
        company.report()
        go(REPORTED)
        assert Delivery.objects.get().state == "pending"
        mailbox.refuses = lambda _address: ""
        go(REPORTED + HOUR)
        assert Delivery.objects.get().state == "sent"
        assert mailbox.mails[0]["Message-ID"] == f"<message-{Message.objects.get().pk}@moment-of-service>"

    def test_gives_up_what_is_refused_for_good_and_delivers_the_rest(self, company, mailbox):
        mailbox.refuses = lambda address: "550 no such person" if address.startswith("olga") else ""
        issue = company.report()
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED)
        go(REPORTED + timedelta(minutes=1))
        states = dict(Delivery.objects.values_list("address", "state"))
        assert states == {"olga@example.test": "failed", "tom@example.test": "sent"}

    def test_outlives_an_outage_of_a_weekend(self, company, settings, mailbox):
        away, port = 9, settings.EMAIL_PORT  # nobody listens on port 9
        settings.EMAIL_PORT = away
        company.report()
        for hour in range(60):
            go(REPORTED + timedelta(hours=hour))
        assert Delivery.objects.get().state == "pending"
        settings.EMAIL_PORT = port
        go(REPORTED + timedelta(hours=62))
        assert Delivery.objects.get().state == "sent"

    def test_ends_in_a_final_state_when_the_server_never_comes_back(self, company, settings, mailbox):
        settings.EMAIL_PORT = 9
        company.report()
        for hour in range(0, 80, 2):
            go(REPORTED + timedelta(hours=hour))
        assert Delivery.objects.get().state == "failed"
        assert "refused" in Delivery.objects.get().last_error

    def test_does_not_wait_for_a_server_that_is_away_once_for_each_message(self, company, settings, mailbox):
        settings.EMAIL_PORT = 9
        for n in range(5):
            company.report(text=f"Late, {n}")
        go(REPORTED)
        assert sorted(Delivery.objects.values_list("state", "attempts")) == [("pending", 0)] * 4 + [
            ("pending", 1)
        ]

    def test_that_lost_its_lease_overwrites_nothing(self, company, mailbox, settings):
        """The first worker hangs until its lease is over; the second sends; the first hears of a failure."""
        company.report()
        go(REPORTED)
        delivery = Delivery.objects.get()
        Delivery.objects.update(state="sending", attempts=1, leased_until=REPORTED)
        [mine] = lease_mails(REPORTED + HOUR)
        Delivery.objects.update(state="sent", attempts=3, ended_at=REPORTED + HOUR)
        tried_in_vain(mine, REPORTED + HOUR, "timed out")
        delivery.refresh_from_db()
        assert delivery.state == "sent"

    def test_put_back_by_hand_waits_no_longer_than_a_new_one(self, company, mailbox):
        mailbox.refuses = lambda _address: "451 greylisted, come back later"
        company.report()
        go(REPORTED)
        Delivery.objects.update(state="failed", attempts=40)
        failed = try_delivery_again(delivery=Delivery.objects.get().pk, now=REPORTED + DAY)
        go(REPORTED + DAY)
        failed.refresh_from_db()
        assert (failed.state, failed.attempts) == ("pending", 41)
        assert failed.next_attempt_at - (REPORTED + DAY) < timedelta(minutes=1)

    def test_is_not_made_to_somebody_who_left_meanwhile(self, company, mailbox):
        mailbox.refuses = lambda _address: "451 greylisted, come back later"
        company.report()
        go(REPORTED)
        company.owner.is_active = False
        company.owner.save()
        mailbox.refuses = lambda _address: ""
        go(REPORTED + HOUR)
        assert mailbox.mails == []
        assert Delivery.objects.get().state == "dropped"

    def test_takes_over_what_a_worker_died_with(self, company, mailbox):
        company.report()
        go(REPORTED)
        Delivery.objects.update(state="sending", leased_until=REPORTED + HOUR)
        go(REPORTED + HOUR / 2)
        assert len(mailbox.mails) == 1
        go(REPORTED + HOUR)
        assert len(mailbox.mails) == 2

    def test_leaves_out_people_who_have_left(self, company, mailbox):
        company.report()
        company.owner.is_active = False
        company.owner.save()
        go(REPORTED)
        assert mailbox.mails == []
        assert Message.objects.get().reason == "the person has left"


class TestEveryKind:
    def test_of_message_has_words(self, company, mailbox):
        """All that the product can tell, sent for real and read: no hole in any sentence."""
        told = dict.fromkeys(
            [
                "reported",
                "handed_over",
                "action_planned",
                "is_it_fixed",
                "declined",
                "reopened",
                "still_unconfirmed",
                "rung_reaches_nobody",
                "calendar_is_dry",
                "escalated",
            ]
        )
        issue = company.report()
        facts = Message.objects.get().context
        for n, kind in enumerate(told):
            more = {
                "due_at": facts["act_by"],
                "description": "Call them",
                "reason": "because",
                "calendar": "Office",
            }
            more |= {
                "clock": "act",
                "rung": 2,
                "percent": 100,
                "holder": "Tom Technician",
                "note": "",
                "again": True,
            }
            Message.objects.create(
                key=str(n),
                recipient=company.owner,
                kind=kind,
                about="issue:0",
                context=facts | more,
                created_at=REPORTED,
            )
            at = REPORTED + n * HOUR  # more than five at once would come as one
            deliver(clock=lambda at=at: at, unwanted=lambda _messages, _now: {})
        assert len(mailbox.mails) == len(told) + 1
        for mail in mailbox.mails:
            text = mail.get_payload(0).get_payload(decode=True).decode()
            assert f"/issues/{issue.pk}/" in text
            assert "None" not in text
            assert "  " not in text.replace("-- ", "")


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 30), (2, 60), (5, 480), (8, 3600), (20, 3600)])
def test_the_wait_doubles_up_to_an_hour_give_or_take_a_quarter(attempt, seconds):
    assert wait_before(attempt, 0.0) == timedelta(seconds=seconds * 0.75)
    assert wait_before(attempt, 1.0) == timedelta(seconds=seconds * 1.25)
