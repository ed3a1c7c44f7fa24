"""What was on its way to a channel of the company when the issue became confidential: it takes a way that is private."""

import pytest

from issues import commands
from notifications.models import Channel, Delivery, Message
from notifications.rules.choosing import Wants
from tests.cast import HOUR, REPORTED
from tests.reaching import add, choose, go, states
from tests.receivers import HERE, answer, receiver

SECOND = HOUR / 3600
MINUTE = HOUR / 60
NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def this_machine_is_allowed(settings):
    settings.CHANNEL_NETWORKS = HERE


@pytest.fixture
def slack(company):
    """The company's channel, which is away at first."""
    with receiver(answer(503)) as one:
        add(company, one.address, kind="slack", name="#delivery")
        yield one


def ours():
    return Channel.objects.get(name="#delivery")


def confide(issue, actor, now):
    commands.make_confidential(issue=issue.pk, actor=actor, now=now, reason="It names a colleague.")


def test_a_mention_and_what_a_follower_reads_go_to_no_channel_of_the_company(company, mailbox, issue, slack):
    for person in (company.owner, company.deputy):
        choose(person, (ours(), Wants.EVERYTHING), (None, Wants.EVERYTHING))
    commands.watch(issue=issue.pk, actor=company.deputy, now=NOW)
    commands.comment(issue=issue.pk, actor=company.reporter, now=NOW, text="@Olga Owner the fitter was drunk")
    commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW, evidence="Sent home")
    confide(issue, company.owner, NOW + SECOND)
    go(NOW + MINUTE)
    told = Message.objects.filter(kind__in=["mentioned", "watched"], state="dispatched")
    assert set(told.values_list("kind", "recipient__name")) == {
        ("mentioned", "Olga Owner"),
        ("watched", "Dan Deputy"),
    }
    assert not Delivery.objects.filter(message__in=told, via__isnull=False).exists()
    assert slack.requests == []


def test_what_is_tried_again_goes_to_the_next_way_and_no_more_to_the_company(company, mailbox, slack):
    choose(company.owner, (ours(), Wants.EVERYTHING), (None, Wants.PRESSING))
    issue = company.report()
    go(REPORTED)
    assert len(slack.requests) == 1
    confide(issue, company.owner, NOW)
    slack.behaves = answer(200, body=b"ok")
    go(NOW + HOUR)
    go(NOW + HOUR + MINUTE)
    assert len(slack.requests) == 1
    assert states() == {"Slack #delivery": "dropped", "olga@example.test": "sent"}


def test_a_digest_goes_on_when_one_of_those_it_stands_for_is_confidential_by_now(company, mailbox, slack):
    choose(company.owner, (ours(), Wants.EVERYTHING), (None, Wants.PRESSING))
    issues = [company.report(text=f"Late, number {n}") for n in range(30)]
    go(REPORTED)
    go(NOW)
    assert Delivery.objects.get(via=ours(), message__kind="digest").state == "pending"
    confide(issues[0], company.owner, NOW)
    slack.behaves = answer(200, body=b"ok")
    slack.requests.clear()
    for n in range(1, 4):
        go(NOW + n * HOUR)
    assert "number 0" not in "".join(str(request.json) for request in slack.requests)
    digest = Message.objects.get(kind="digest")
    assert set(digest.deliveries.values_list("channel", "state")) == {("slack", "dropped"), ("email", "sent")}


def test_ones_own_channel_carries_it_still(company, mailbox, slack):
    with receiver(answer(503)) as one:
        mine = add(company, one.address, owner=company.owner)
        choose(company.owner, (mine, Wants.EVERYTHING), (None, Wants.NOTHING))
        issue = company.report()
        go(REPORTED)
        confide(issue, company.owner, NOW)
        one.behaves = answer(200)
        go(NOW + HOUR)
    assert states() == {"Webhook": "sent"}
