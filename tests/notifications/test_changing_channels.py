"""What is done to a channel while somebody else has an older look at it; and who hears that it is used no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.commands import channels
from notifications.commands.reaching import Routes
from notifications.models import Channel, Message
from notifications.rules.choosing import Wants
from notifications.rules.refusals import ChannelIsRemoved
from tests.cast import REPORTED
from tests.reaching import add, choose, go

ADDRESS = "https://hooks.example.com/services/very-secret"


@pytest.fixture
def stale(company):
    """A webhook as a page that was opened earlier knows it."""
    return add(company, ADDRESS)


class TestChangingAChannel:
    def test_does_not_bring_back_one_that_was_removed_meanwhile(self, company, stale):
        channels.remove_channel(channel=Channel.objects.get(), actor=company.administrator, now=REPORTED)
        with pytest.raises(ChannelIsRemoved):
            channels.change_channel(channel=stale, name="Again", address=ADDRESS)
        one = Channel.objects.get()
        assert (one.removed_at, one.address, one.secret) == (REPORTED, "", "")

    def test_leaves_a_new_secret_and_a_switch_off_as_they_are(self, company, stale):
        fresh = Channel.objects.get()
        channels.rotate_secret(channel=fresh, now=REPORTED)
        channels.switch_off_channel(channel=fresh, actor=company.administrator, now=REPORTED)
        channels.change_channel(channel=stale, name="Another name")
        one = Channel.objects.get()
        assert (one.name, one.secret, one.is_active) == ("Another name", fresh.secret, False)
        assert one.secret != stale.secret

    def test_makes_no_secret_for_and_does_not_switch_on_what_was_removed(self, company, stale):
        channels.remove_channel(channel=stale, actor=company.administrator, now=REPORTED)
        channels.switch_on_channel(channel=stale)
        assert not Channel.objects.get().is_active


class TestSwitchingOff:
    @pytest.mark.parametrize("command", [channels.switch_off_channel, channels.remove_channel])
    def test_is_told_to_those_who_chose_it_and_not_to_who_did_it(self, company, stale, command):
        choose(company.owner, (stale, Wants.PRESSING), (None, Wants.NOTHING))
        choose(company.administrator, (stale, Wants.EVERYTHING))
        command(channel=stale, actor=company.administrator, now=REPORTED)
        told = Message.objects.get()
        assert (told.kind, told.recipient) == ("chosen_channel_off", company.owner)
        assert "Ada Administrator" in told.context["why"]

    def test_is_told_in_the_application_with_what_to_do_now(self, company, mailbox, stale, signed_in):
        choose(company.owner, (stale, Wants.PRESSING))
        channels.switch_off_channel(channel=stale, actor=company.administrator, now=REPORTED)
        go(REPORTED)
        page = signed_in(company.owner).get("/messages/").content.decode()
        assert (
            "Webhook Hook, which you chose, takes no messages any more (Ada Administrator switched it off)."
            in page
        )
        assert 'href="/me/#reaching"' in page

    def test_twice_is_told_once(self, company, stale):
        choose(company.owner, (stale, Wants.PRESSING))
        for command in (channels.switch_off_channel, channels.remove_channel):
            command(channel=stale, actor=company.administrator, now=REPORTED)
        assert Message.objects.count() == 1


class TestRoutes:
    def test_hold_no_channel_of_others_and_no_secret(self, company, stale):
        hers = add(company, ADDRESS, owner=company.owner)
        Channel.objects.bulk_create(
            Channel(kind="slack", name=f"{n}", owner=company.stranger, address=ADDRESS, created_at=REPORTED)
            for n in range(50)
        )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            routes = Routes.to([company.owner.pk])
        assert set(routes.channels) == {stale.pk, hers.pk}
        assert not any('"address"' in query["sql"] or '"secret"' in query["sql"] for query in asked)
        assert routes.first(Message(recipient=company.owner, kind="reported")) == [None, hers.pk]
