"""Asking whoever has to move: told once a day, in the timeline, and nothing moves by it."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from issues import commands
from issues.commands.recording import lock
from issues.commands.wanting import unwanted
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules import refusals as no
from notifications.commands.rendering import render
from notifications.models import Message
from people.models import Absence
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR


def nudge(issue, actor, now=NOW) -> Issue:
    return commands.nudge(issue=issue.pk, actor=actor, now=now)


def told() -> list[str]:
    return [message.recipient.name for message in Message.objects.filter(kind="holder_nudged").order_by("pk")]


@pytest.fixture
def at_now():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


class TestNudging:
    def test_tells_whose_move_it_is_who_asks_and_by_when(self, company, issue):
        nudge(issue, company.executive)
        message = Message.objects.get(kind="holder_nudged")
        said = render(message, message.recipient)
        assert message.recipient == company.owner
        assert said.title == "Xavier Executive asks for your next move: Late: The driver came two hours late"
        assert "Accept it, or hand it to somebody who can act." in said.paragraphs[0]
        assert "It is due on 3 Mar 2026, 17:00" in said.paragraphs[1]

    def test_is_no_act_and_moves_no_clock(self, company, issue):
        before = Issue.objects.get(pk=issue.pk)
        after = nudge(issue, company.executive)
        for name in ("act_by", "accept_by", "resolve_by", "next_due_at", "phase", "holder_id", "acted_at"):
            assert getattr(after, name) == getattr(before, name)
        assert after.last_seq == before.last_seq + 1

    def test_goes_to_the_new_holder_after_a_handover(self, company, issue):
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=NOW)
        nudge(issue, company.executive, NOW + HOUR)
        assert told() == ["Tom Technician"]

    def test_goes_to_whoever_stands_in(self, company, issue):
        Absence.objects.create(
            person=company.owner, since=REPORTED - DAY, until=REPORTED + 9 * DAY, deputy=company.deputy
        )
        nudge(issue, company.executive)
        assert told() == ["Dan Deputy"]

    def test_asks_the_reporter_once_it_is_resolved(self, company, issue):
        commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW, evidence="Called back")
        commands.resolve(issue=issue.pk, actor=company.owner, now=NOW, reason=e.ClosureReason.FIXED)
        nudge(issue, company.executive, NOW + HOUR)
        assert told() == ["Rita Reporter"]

    def test_stands_in_the_timeline(self, company, issue, signed_in, at_now):
        nudge(issue, company.executive)
        page = signed_in(company.stranger).get(reverse("issues:issue", args=[issue.pk]))
        assert "Xavier Executive nudged Olga Owner" in page.content.decode()

    def test_names_in_the_timeline_whom_nothing_else_of_the_issue_names(
        self, company, issue, signed_in, at_now
    ):
        Absence.objects.create(
            person=company.owner, since=REPORTED - DAY, until=REPORTED + 9 * DAY, deputy=company.deputy
        )
        nudge(issue, company.executive)
        page = signed_in(company.stranger).get(reverse("issues:issue", args=[issue.pk]))
        assert "Xavier Executive nudged Dan Deputy" in page.content.decode()


class TestOnce:
    def test_in_24_hours_by_one_person(self, company, issue):
        nudge(issue, company.executive)
        with pytest.raises(no.NudgedAlready, match="You can again in 24 hours"):
            nudge(issue, company.executive)
        with pytest.raises(no.NudgedAlready, match="You can again in 1 hour"):
            nudge(issue, company.executive, NOW + DAY - timedelta(seconds=1))
        nudge(issue, company.stranger)
        nudge(issue, company.executive, NOW + DAY)
        assert Event.objects.filter(kind="holder_nudged").count() == 3

    def test_is_refused_where_there_is_nobody_to_ask(self, company, issue):
        with pytest.raises(no.OwnMove):
            nudge(issue, company.owner)
        commands.decline(issue=issue.pk, actor=company.owner, now=NOW, reason="Not ours")
        with pytest.raises(no.IssueClosed):
            nudge(issue, company.executive)

    def test_is_nothing_for_whoever_may_not_see_it(self, company):
        secret = company.report(is_confidential=True)
        with pytest.raises(Issue.DoesNotExist):
            nudge(secret, company.stranger)
        assert told() == []

    def test_is_not_told_any_more_once_the_move_is_made(self, company, issue):
        nudge(issue, company.executive)
        message = Message.objects.get(kind="holder_nudged")
        assert unwanted([message], NOW) == {}
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=NOW + HOUR, evidence="Called back"
        )
        assert unwanted([message], NOW + HOUR) == {message.pk: "the move is made"}


class TestDoors:
    def test_a_press_nudges_and_says_when_again(self, company, issue, signed_in, at_now):
        client = signed_in(company.executive)
        address = reverse("issues:issue", args=[issue.pk])
        assert "Nudge Olga Owner" in client.get(address).content.decode()
        done = client.post(reverse("issues:nudge", args=[issue.pk]), follow=True)
        said = done.content.decode()
        assert "Nudged: they read that you ask" in said
        assert "You nudged at 10:00 today" in said
        assert "You can again at 10:00 tomorrow" in said
        assert "Nudge Olga Owner" not in said

    def test_pressed_twice_it_is_sent_once(self, company, issue, signed_in, at_now):
        client = signed_in(company.executive)
        for status in (302, 409):
            assert client.post(reverse("issues:nudge", args=[issue.pk])).status_code == status
        assert told() == ["Olga Owner"]

    def test_it_is_not_offered_to_whose_move_it_is(self, company, issue, signed_in, at_now):
        page = signed_in(company.owner).get(reverse("issues:issue", args=[issue.pk]))
        assert "Nudge" not in page.content.decode()

    def test_what_others_did_meanwhile_does_not_stop_it(self, company, issue, signed_in, at_now):
        commands.accept(issue=issue.pk, actor=company.owner, now=NOW)
        client = signed_in(company.executive)
        assert client.post(reverse("issues:nudge", args=[issue.pk]), {"seen": 1}).status_code == 302


def test_two_presses_at_the_same_instant_are_one(transactional_db, company, issue):
    said = []

    def press():
        try:
            said.append(type(nudge(issue, company.executive)).__name__)
        except no.NudgedAlready:
            said.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        lock(issue.pk, NOW)
        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        threads[-1].join(0.5)
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(10)
    assert sorted(said) == ["Issue", "refused"]
    assert told() == ["Olga Owner"]
