"""From the outbox to real receivers: what arrives there, when, and on which ways."""

import base64
import hashlib
import hmac
from datetime import time, timedelta

import pytest

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.sweeping import sweep
from notifications.commands import channels
from notifications.commands.choosing import set_quiet_hours
from notifications.commands.reaching import channels_of
from notifications.models import Delivery, Message
from notifications.rules.choosing import Wants
from tests.cast import DAY, HOUR, REPORTED
from tests.reaching import add, choose, go
from tests.receivers import HERE, answer, receiver

MINUTE = timedelta(minutes=1)
FRIDAY = REPORTED + 3 * DAY
GOOD = answer(200, body=b"ok")


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings):
    settings.CHANNEL_NETWORKS = HERE


class TestAWebhook:
    def test_gets_the_message_signed_so_that_it_can_be_checked(self, company, mailbox):
        with receiver(GOOD) as one:
            hook = add(company, one.address)
            choose(company.owner, (hook, Wants.EVERYTHING), (None, Wants.NOTHING))
            issue = company.report(text="Late & <wet>")
            go(REPORTED)
        [request] = one.requests
        assert request.path == "/hook/very-secret?token=also-secret"
        assert request.headers["content-type"] == "application/json"
        said = request.json
        assert (said["type"], said["timestamp"]) == ("reported", REPORTED.isoformat())
        assert said["data"]["to"] == {"name": "Olga Owner", "email": "olga@example.test"}
        assert said["data"]["link"].endswith(f"/issues/{issue.pk}/#next-move")
        assert said["data"]["facts"]["issue"] == issue.pk
        identity, stamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        assert said["data"]["id"] == identity == f"msg_{Message.objects.get().pk}"
        assert int(stamp) == int(REPORTED.timestamp())
        key = base64.b64decode(hook.secret.removeprefix("whsec_"))
        mac = hmac.new(key, f"{identity}.{stamp}.".encode() + request.body, hashlib.sha256).digest()
        assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
        assert mailbox.mails == []

    def test_keeps_its_identity_over_all_tries_and_signs_each_anew(self, company, mailbox):
        with receiver(answer(503)) as one:
            choose(company.owner, (add(company, one.address), Wants.EVERYTHING), (None, Wants.NOTHING))
            company.report()
            go(REPORTED)
            one.behaves = GOOD
            go(REPORTED + 5 * MINUTE)
        first, second = one.requests
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
        assert Delivery.objects.get().state == "sent"

    def test_is_signed_with_both_secrets_for_two_days_after_a_rotation(self, company, mailbox):
        with receiver(GOOD) as one:
            hook = add(company, one.address)
            choose(company.owner, (hook, Wants.EVERYTHING))
            former = hook.secret
            channels.rotate_secret(channel=hook, now=REPORTED)
            assert hook.secret != former
            for at in (REPORTED + DAY, REPORTED + 3 * DAY):
                company.report(now=at, text=f"Late at {at}")
                go(at)
        signatures = [request.headers["webhook-signature"].split(" ") for request in one.requests]
        assert [len(each) for each in signatures] == [2, 1]


class TestSlack:
    def test_gets_blocks_in_which_nothing_typed_is_markup(self, company, mailbox):
        with receiver(GOOD) as one:
            slack = add(company, one.address, kind="slack", name="#delivery")
            choose(company.owner, (slack, Wants.EVERYTHING))
            company.report(text="<!channel> fell & broke <https://evil.example|here>")
            go(REPORTED)
        said = one.requests[0].json
        assert "webhook-signature" not in one.requests[0].headers
        texts = [said["text"], *(block["text"]["text"] for block in said["blocks"])]
        assert not any("<!channel>" in text or "<https://evil" in text for text in texts)
        assert any("&lt;!channel&gt; fell &amp; broke" in text for text in texts)
        assert said["blocks"][-1]["text"]["text"].endswith("/#next-move|Open the next move>")
        assert all(len(text) <= 3000 for text in texts)


class TestTeams:
    def test_gets_a_card_with_one_button(self, company, mailbox):
        with receiver(answer(202)) as one:
            teams = add(company, one.address, kind="teams", name="Care")
            choose(company.owner, (teams, Wants.EVERYTHING))
            issue = company.report(
                text="[Press](https://evil.example) " + "long " * 700, severity=Severity.CRITICAL
            )
            go(REPORTED)
        said = one.requests[0].json
        assert said["type"] == "message"
        [attachment] = said["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        card = attachment["content"]
        assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
        assert {block["type"] for block in card["body"]} == {"RichTextBlock"}  # where Markdown means nothing
        assert "critical" in card["body"][1]["inlines"][0]["text"]
        assert [(a["type"], f"/issues/{issue.pk}/" in a["url"]) for a in card["actions"]] == [
            ("Action.OpenUrl", True)
        ]
        assert len(one.requests[0].body) < 28_000


class TestChoices:
    def test_decide_which_way_a_message_takes(self, company, mailbox):
        with receiver(GOOD) as every, receiver(GOOD) as pressing:
            first = add(company, every.address, name="Every")
            second = add(company, pressing.address, name="Pressing", owner=company.owner)
            choose(
                company.owner,
                (first, Wants.EVERYTHING),
                (second, Wants.PRESSING),
                (None, Wants.NOTHING),
            )
            company.report()
            go(REPORTED)
            assert (len(every.requests), len(pressing.requests)) == (1, 0)
            sweep(now=FRIDAY)
            go(FRIDAY)
        assert [r.json["type"] for r in every.requests] == ["reported", "escalated"]
        assert [r.json["type"] for r in pressing.requests] == ["escalated"]
        assert mailbox.to("olga@example.test") == []

    def test_cannot_mute_what_is_critical_everywhere(self, company, mailbox):
        choose(company.owner, (None, Wants.NOTHING))
        company.report()
        go(REPORTED)
        assert mailbox.mails == []
        company.report(severity=Severity.CRITICAL, text="The oven burns")
        go(REPORTED + MINUTE)
        assert len(mailbox.mails) == 1
        assert Message.objects.for_person(company.owner.pk).count() == 2  # in the app both, in any case

    def test_do_not_reach_into_the_channels_of_others(self, company, mailbox):
        with receiver(GOOD) as one:
            hers = add(company, one.address, owner=company.owner)
            choose(company.holder, (hers, Wants.EVERYTHING), (None, Wants.EVERYTHING))
            issue = company.report()
            commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=REPORTED)
            go(REPORTED)
        assert [request.json["data"]["to"]["name"] for request in one.requests] == ["Olga Owner"]

    def test_are_said_in_words(self, company):
        slack = add(company, "http://127.0.0.1:9/", kind="slack", name="#delivery")
        hook = add(company, "http://127.0.0.1:9/", name="Ordinary webhook")
        choose(company.owner, (slack, Wants.PRESSING), (hook, Wants.NOTHING), (None, Wants.EVERYTHING))
        assert channels_of([company.owner, company.holder]) == {
            company.owner.pk: ("in the app", "Slack #delivery", "e-mail"),
            company.holder.pk: ("in the app", "e-mail"),
        }


class TestQuietHours:
    def test_delay_a_message_and_no_rung_and_not_what_is_critical(self, company, mailbox):
        set_quiet_hours(person=company.owner, since=time(8), until=time(12), weekends=False)
        company.report(text="Late")
        company.report(text="The oven burns", severity=Severity.CRITICAL)
        go(REPORTED)
        assert len(mailbox.mails) == 1
        assert "oven" in mailbox.subjects("olga@example.test")[0]
        go(REPORTED + 3 * HOUR)  # noon
        assert len(mailbox.mails) == 2

    def test_end_in_one_message_when_many_have_come(self, company, mailbox):
        set_quiet_hours(person=company.owner, since=time(8), until=time(12), weekends=False)
        for n in range(6):
            company.report(text=f"Late, {n}", now=REPORTED + n * 20 * MINUTE)
            go(REPORTED + n * 20 * MINUTE)
        assert mailbox.mails == []
        go(REPORTED + 3 * HOUR)
        assert mailbox.subjects("olga@example.test") == ["6 messages"]


class TestAFlood:
    def test_of_more_than_five_comes_as_one_with_the_critical_first(self, company, mailbox):
        for n in range(6):
            company.report(text=f"Late, {n}")
        company.report(text="The oven burns", severity=Severity.CRITICAL)
        go(REPORTED)
        assert mailbox.subjects("olga@example.test") == ["7 messages, 1 of them critical"]
        text = mailbox.mails[0].get_payload(0).get_payload(decode=True).decode()
        assert text.index("The oven burns") < text.index("Late, 0")
        assert all(f"Late, {n}" in text for n in range(6))
        assert Message.objects.for_person(company.owner.pk).count() == 1

    def test_lets_five_come_one_by_one_and_what_follows_together(self, company, mailbox):
        for n in range(5):
            company.report(text=f"Late, {n}", now=REPORTED + n * MINUTE)
            go(REPORTED + n * MINUTE)
        assert len(mailbox.mails) == 5
        for n in range(5, 8):
            company.report(text=f"Late, {n}", now=REPORTED + n * MINUTE)
            go(REPORTED + n * MINUTE)
        assert len(mailbox.mails) == 5
        go(REPORTED + 15 * MINUTE)
        assert mailbox.subjects("olga@example.test")[5:] == ["3 messages"]

    def test_does_not_tell_in_it_what_was_handled_meanwhile(self, company, mailbox):
        for n in range(5):
            company.report(text=f"Late, {n}")
        go(REPORTED)
        issue = company.report(text="Late, 5")
        go(REPORTED + MINUTE)
        commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + MINUTE, reason="A test")
        go(REPORTED + 20 * MINUTE)
        assert len(mailbox.to("olga@example.test")) == 5
