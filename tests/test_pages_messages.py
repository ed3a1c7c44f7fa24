"""The page of messages: what it says, what is read by opening, and in which order they stand."""

import pytest
import time_machine

from issues import commands
from notifications.models import Message
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def told_of_hand_over(company, issue):
    """The messages of one report and one hand-over, as the delivery sweep leaves them."""
    commands.hand_over(issue=issue.pk, actor=company.owner, to=company.manager, reason="Yours", now=NOW)
    Message.objects.update(state=Message.State.DISPATCHED, visible_at=NOW)
    return Message.objects.get(recipient=company.manager)


@pytest.fixture
def told(company, issue):
    return told_of_hand_over(company, issue)


class TestMessages:
    def test_say_who_did_what_and_lead_to_the_issue(self, company, told, issue, signed_in):
        page = signed_in(company.manager).get("/messages/").content.decode()
        assert "Olga Owner handed this over to you: “Yours”" in page
        assert f"/issues/{issue.pk}/" in page
        assert "1 unread" in page

    def test_are_read_when_the_issue_is_opened(self, company, told, issue, signed_in):
        client = signed_in(company.manager)
        client.get(f"/issues/{issue.pk}/")
        told.refresh_from_db()
        assert told.read_at == NOW
        assert "unread" not in client.get("/messages/").content.decode()

    def test_can_be_marked_one_by_one_and_all_together_but_not_another_persons(
        self, company, told, signed_in
    ):
        signed_in(company.stranger).post(f"/messages/{told.pk}/read/")
        signed_in(company.stranger).post("/messages/read/")
        assert Message.objects.unread().filter(pk=told.pk).exists()
        signed_in(company.manager).post(f"/messages/{told.pk}/read/")
        assert not Message.objects.unread().filter(pk=told.pk).exists()
        assert signed_in(company.manager).get("/messages/read/").status_code == 405

    def test_stand_the_newest_first_by_when_they_were_told(self, company, told, signed_in, monkeypatch):
        values = Message.objects.values().get(pk=told.pk) | {"id": None}
        early = Message.objects.create(**values | {"key": "early", "visible_at": NOW - HOUR})
        latest = Message.objects.create(**values | {"key": "latest", "visible_at": NOW + HOUR})
        monkeypatch.setattr("notifications.views.messages.PAGE", 2)
        client = signed_in(company.manager)
        first = client.get("/messages/")
        assert [line.message for line in first.context["lines"]] == [latest, told]
        second = client.get("/messages/" + first.context["next_url"])
        assert [line.message for line in second.context["lines"]] == [early]
        assert second.context["next_url"] == ""

    def test_of_a_kind_that_nobody_worded_yet_still_say_something(self, company, told, signed_in):
        Message.objects.filter(pk=told.pk).update(kind="brand_new")
        page = signed_in(company.manager).get("/messages/").content.decode()
        assert "Something changed at Delivery slot kept" in page
