"""All that a digest stands for: found on its page, the most urgent of each, and asked again before it is sent."""

from dataclasses import replace

import pytest
import time_machine

from issues import commands
from notifications.commands import dispatch
from notifications.commands.delivery import deliver, show
from notifications.commands.gathered import facts_of
from notifications.commands.outbox import Draft, enqueue
from notifications.models import Delivery, Message
from tests.cast import HOUR, REPORTED
from tests.reaching import go

MAIL_IS_AWAY = 9  # nobody listens on this port


def flood(person, n, critical=(), about=""):
    """Messages to one person, all at once, and what of them is critical."""
    enqueue(
        [
            Draft(
                f"flood:{i:04}",
                person.pk,
                "set_aside",
                about,
                {"title": f"Number {i:04}", "reason": "r", "path": "/status/"},
                is_urgent=i in critical,
            )
            for i in range(n)
        ],
        now=REPORTED,
    )
    deliver(clock=lambda: REPORTED, unwanted=lambda _messages, _now: {})
    return Message.objects.get(kind="digest")


def walk(client, path):
    """What stands on all pages of a list, one after the other."""
    titles, more = [], ""
    for _ in range(20):
        page = client.get(path + more)
        titles += [line.facts["title"] for line in page.context["lines"]]
        more = page.context["next_url"]
        if not more:
            break
    return titles


@pytest.fixture
def clock():
    with time_machine.travel(REPORTED, tick=False):
        yield


class TestThePageOfADigest:
    def test_lists_every_message_once_with_the_critical_first(self, company, mailbox, signed_in, clock):
        told = flood(company.owner, 120, critical={7, 119})
        path = f"/messages/{told.pk}/"
        assert told.context["path"] == path
        titles = walk(signed_in(company.owner), path)
        assert titles[:2] == ["Number 0007", "Number 0119"]
        assert sorted(titles) == [f"Number {i:04}" for i in range(120)]

    def test_pages_on_when_the_critical_fill_more_than_one_page(self, company, mailbox, signed_in, clock):
        told = flood(company.owner, 70, critical=range(60))
        titles = walk(signed_in(company.owner), f"/messages/{told.pk}/")
        assert titles == [f"Number {i:04}" for i in range(70)]

    def test_is_led_to_from_the_messages_and_the_mail_and_marks_it_as_read(
        self, company, mailbox, signed_in, clock
    ):
        told = flood(company.owner, 30)
        client = signed_in(company.owner)
        page = client.get("/messages/").content.decode()
        assert f'and <a href="/messages/{told.pk}/">others</a>' in page
        [mail] = mailbox.to("olga@example.test")
        assert f"/messages/{told.pk}/" in mail.get_payload(0).get_payload(decode=True).decode()
        client.get(f"/messages/{told.pk}/")
        told.refresh_from_db()
        assert told.read_at == REPORTED

    def test_is_there_for_its_reader_alone_and_takes_nonsense(self, company, mailbox, signed_in, clock):
        told = flood(company.owner, 6)
        single = Message.objects.filter(state="gathered")[0]
        assert signed_in(company.administrator).get(f"/messages/{told.pk}/").status_code == 404
        mine = signed_in(company.owner)
        assert mine.get(f"/messages/{single.pk}/").status_code == 404
        for after in ("x", "0", "9" * 30, "%00", "²"):
            assert len(mine.get(f"/messages/{told.pk}/?after={after}").context["lines"]) == 6

    def test_is_read_with_few_queries_however_much_it_holds(
        self, company, mailbox, signed_in, clock, django_assert_max_num_queries
    ):
        told = flood(company.owner, 200)
        client = signed_in(company.owner)
        client.get(f"/messages/{told.pk}/")
        with django_assert_max_num_queries(12):
            client.get(f"/messages/{told.pk}/")

    def test_shows_the_others_when_one_is_spoiled(self, company, mailbox, signed_in, clock):
        told = flood(company.owner, 6)
        Message.objects.filter(key="flood:0003").update(context={"title": "T", "handed_at": "yesterday"})
        titles = walk(signed_in(company.owner), f"/messages/{told.pk}/")
        assert len(titles) == 6
        assert "Number 0005" in titles


class TestOfSeveralAboutOneThing:
    def test_the_most_urgent_is_told_and_of_those_the_latest(self, company, mailbox):
        told = flood(company.owner, 6, critical={1, 2}, about="issue:1")
        assert [item["title"] for item in told.context["items_told"]] == ["Number 0002"]
        assert told.context["title"] == "6 messages, 2 of them critical"

    def test_the_latest_is_told_when_none_is_critical(self, company):
        same = [Message(key=str(n), about="issue:1", context={"title": n}) for n in range(3)]
        assert [item["title"] for item in facts_of(same, repeats=False)["items_told"]] == [2]


class TestADigestThatWaits:
    @pytest.fixture
    def waiting(self, company, mailbox, settings):
        """Six issues told in one mail that could not be sent; then the mail server is back."""
        port, settings.EMAIL_PORT = settings.EMAIL_PORT, MAIL_IS_AWAY
        issues = [company.report(text=f"Late, number {n}.") for n in range(6)]
        go(REPORTED)
        settings.EMAIL_PORT = port
        return issues

    def decline(self, company, issues):
        for issue in issues:
            commands.decline(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR / 4, reason="A test")

    def test_is_not_sent_when_nothing_in_it_is_needed_any_more(self, company, mailbox, waiting):
        self.decline(company, waiting)
        go(REPORTED + HOUR / 2)
        assert mailbox.to("olga@example.test") == []
        sent = Delivery.objects.get(message__kind="digest", message__recipient=company.owner)
        assert (sent.state, sent.last_error) == ("dropped", "nothing in it is needed any more")

    def test_tells_only_what_is_still_needed(self, company, mailbox, waiting):
        self.decline(company, waiting[:4])
        go(REPORTED + HOUR / 2)
        [mail] = mailbox.to("olga@example.test")
        text = mail.get_payload(0).get_payload(decode=True).decode()
        assert mail["Subject"] == "2 messages"
        assert [n for n in range(6) if f"Late, number {n}." in text] == [4, 5]


def test_a_flood_longer_than_a_batch_leaves_what_can_still_be_taken_back(company, mailbox, monkeypatch):
    monkeypatch.setattr(dispatch, "BATCH", 20)
    until = REPORTED + HOUR / 240
    drafts = [Draft(f"n:{i:02}", company.owner.pk, "set_aside", "", {"title": "T"}) for i in range(25)]
    drafts += [replace(draft, key=f"held:{draft.key}", held_until=until) for draft in drafts]
    enqueue(drafts, now=REPORTED)
    show(now=REPORTED, unwanted=lambda _messages, _now: {})
    held = Message.objects.filter(held_until=until)
    assert set(held.values_list("state", "gather_until")) == {("queued", None)}
    assert Message.objects.filter(state="gathered").count() == 25


def test_no_digest_tells_what_can_still_be_taken_back(company, mailbox):
    until = REPORTED + HOUR / 240
    draft = Draft("n", company.owner.pk, "set_aside", "", {"title": "T"}, held_until=until)
    enqueue([replace(draft, gather_until=REPORTED)], now=REPORTED)
    show(now=REPORTED, unwanted=lambda _messages, _now: {})
    assert Message.objects.get().state == "queued"
    show(now=until, unwanted=lambda _messages, _now: {})
    assert Message.objects.get().state == "dispatched"
