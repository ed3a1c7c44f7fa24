"""The weekly mail, through a real mail server: once a week, with the numbers of the page, until somebody stops it."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape
from io import BytesIO
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from PIL import Image

from insights.commands.weekly import Wish, mail_the_week, subscribe, unsubscribe
from insights.models import WeeklyMail
from issues import commands
from issues.commands.wanting import unwanted
from notifications.commands.choosing import choose_channels, set_quiet_hours
from notifications.commands.delivery import deliver
from notifications.models import Message
from notifications.rules.choosing import Wants
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import random_histories

MONDAY = datetime(2026, 3, 16, 7, tzinfo=UTC)  # 08:00 in Berlin
WEEK = timedelta(weeks=1)
ADDRESS = "xavier@example.test"


@pytest.fixture
def reader(company):
    """The executive, in Berlin."""
    company.executive.time_zone = "Europe/Berlin"
    company.executive.save()
    return company.executive


@pytest.fixture
def subscribed(company, reader):
    return subscribe(person=reader, wish=Wish(), now=MONDAY - 3 * DAY)


def look(now: datetime) -> int:
    """One run of the worker: write what is due, and send it."""
    written = mail_the_week(clock=lambda: now, until=now + HOUR)
    deliver(clock=lambda: now, unwanted=unwanted)
    return written


def weekly(mailbox) -> list:
    """Of all mails the weekly ones."""
    return [mail for mail in mailbox.to(ADDRESS) if "List-Unsubscribe" in mail]


def part(mail, kind: str) -> str:
    [found] = [one for one in mail.walk() if one.get_content_type() == kind]
    return found.get_payload(decode=True).decode()


class TestComing:
    def test_comes_at_the_hour_once_a_week(self, subscribed, mailbox):
        look(MONDAY - timedelta(minutes=1))
        assert not mailbox.mails
        for minute in range(0, 9 * 24 * 60, 60):
            look(MONDAY + timedelta(minutes=minute))
        assert len(mailbox.mails) == 2
        assert len({mail["Message-ID"] for mail in mailbox.mails}) == 2

    def test_comes_late_and_once_when_nobody_looked_for_weeks(self, subscribed, mailbox):
        look(MONDAY + 3 * WEEK + 2 * DAY)
        look(MONDAY + 3 * WEEK + 2 * DAY + HOUR)
        [mail] = mailbox.mails
        assert "figures to 5 April" in mail["Subject"]

    def test_leaves_out_what_was_due_before_it_was_asked_for(self, reader, mailbox):
        subscribe(person=reader, wish=Wish(), now=MONDAY + HOUR)
        look(MONDAY + 2 * HOUR)
        assert not mailbox.mails
        look(MONDAY + WEEK)
        assert len(mailbox.mails) == 1

    def test_comes_once_in_a_week_though_its_reader_travels_and_changes_the_day(
        self, subscribed, reader, mailbox
    ):
        look(MONDAY)
        reader.time_zone = "America/Los_Angeles"
        reader.save()
        look(MONDAY + 10 * HOUR)
        subscribe(person=reader, wish=Wish(weekday=4), now=MONDAY + DAY)
        look(MONDAY + 4 * DAY)
        unsubscribe(person=reader.pk, now=MONDAY + 4 * DAY)
        subscribe(person=reader, wish=Wish(weekday=6), now=MONDAY + 4 * DAY)
        look(MONDAY + 6 * DAY)
        assert len(mailbox.mails) == 1
        look(MONDAY + 2 * WEEK)
        assert len(mailbox.mails) == 2

    def test_comes_though_it_was_stopped_and_asked_for_again_before_it_was_sent(
        self, subscribed, reader, mailbox
    ):
        for day in range(2):
            mail_the_week(clock=lambda at=MONDAY + day * DAY: at, until=MONDAY + WEEK)
            unsubscribe(person=reader.pk, now=MONDAY + day * DAY + HOUR)
            subscribe(person=reader, wish=Wish(weekday=day + 2), now=MONDAY + day * DAY + 2 * HOUR)
        look(MONDAY + 2 * DAY)
        look(MONDAY + 3 * DAY)
        assert len(mailbox.mails) == 1

    def test_waits_for_the_end_of_quiet_hours(self, subscribed, reader, mailbox):
        set_quiet_hours(person=reader, since=time(20), until=time(9, 30), weekends=False)
        look(MONDAY)
        assert not mailbox.mails
        look(MONDAY + timedelta(minutes=90))
        assert len(mailbox.mails) == 1

    def test_is_never_told_within_a_digest(self, company, subscribed, reader, mailbox):
        for n in range(12):
            issue = company.report(now=MONDAY - HOUR)
            commands.hand_over(
                issue=issue.pk, actor=company.owner, to=reader, now=MONDAY - timedelta(minutes=n)
            )
        look(MONDAY)
        assert len(weekly(mailbox)) == 1
        assert Message.objects.get(kind="weekly_figures").state == Message.State.DISPATCHED

    def test_takes_the_mail_that_was_asked_for_though_mail_is_muted(self, subscribed, reader, mailbox):
        choose_channels(person=reader, chosen={None: (Wants.NOTHING, 1)})
        look(MONDAY)
        assert len(mailbox.mails) == 1

    def test_is_sent_to_nobody_who_has_left(self, subscribed, reader, mailbox):
        reader.is_active = False
        reader.save()
        assert look(MONDAY) == 0
        assert not mailbox.mails

    def test_is_sent_to_nobody_who_leaves_while_it_waits(self, subscribed, reader, mailbox):
        mail_the_week(clock=lambda: MONDAY, until=MONDAY + HOUR)
        reader.is_active = False
        reader.save()
        look(MONDAY)
        assert not mailbox.mails

    def test_is_repeated_with_the_same_identity_and_words_when_the_server_refused_it(
        self, company, subscribed, mailbox
    ):
        mailbox.refuses = lambda _address: "451 later"
        look(MONDAY)
        company.report(now=MONDAY)
        mailbox.refuses = lambda _address: ""
        look(MONDAY + HOUR)
        [mail] = mailbox.to(ADDRESS)
        assert (
            mail["Message-ID"]
            == f"<message-{Message.objects.get(kind='weekly_figures').pk}@moment-of-service>"
        )

    def test_of_one_that_cannot_be_told_keeps_nobody_else_waiting(self, company, subscribed, mailbox):
        company.manager.time_zone = "Nowhere/At_all"
        company.manager.save()
        first = subscribe(person=company.manager, wish=Wish(), now=MONDAY - DAY)
        WeeklyMail.objects.filter(pk=first.pk).update(id=0)
        assert look(MONDAY) == 1
        assert len(mailbox.to(ADDRESS)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_mail_each(company, subscribed):
    together = Barrier(2)

    def work() -> None:
        together.wait()
        mail_the_week(clock=lambda: MONDAY, until=MONDAY + HOUR)
        connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Message.objects.filter(kind="weekly_figures").count() == 1


class TestWhatItSays:
    def test_has_the_numbers_of_the_page_as_of_then(self, company, subscribed, mailbox):
        random_histories(company, seed=3, number=120)
        for n in range(80):  # so that a median is reached
            issue = company.report(now=REPORTED + n * timedelta(minutes=1))
            commands.record_containment(
                issue=issue.pk, actor=company.owner, now=REPORTED + 5 * HOUR, evidence="Stopped"
            )
        look(MONDAY)
        with time_machine.travel(MONDAY + 3 * DAY, tick=False):
            client = Client()
            client.force_login(
                company.executive, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            tiles = client.get(reverse("insights:overview"), {"as_of": "2026-03-15"}).context["tiles"]
        text = part(weekly(mailbox)[0], "text/plain")
        assert tiles[0].n > 100
        html = unescape(part(weekly(mailbox)[0], "text/html"))
        for tile in tiles:
            assert f"{tile.label}: {tile.value} {tile.unit}" in text
            assert f"http://127.0.0.1:8000{tile.url}" in html
            assert f"n = {tile.n}" in text or tile.n is None

    def test_leads_to_the_very_lists(self, company, subscribed, mailbox, signed_in, reader):
        random_histories(company, seed=3, number=100)
        look(MONDAY)
        html = unescape(part(mailbox.mails[0], "text/html"))
        links = re.findall(r'href="http://127.0.0.1:8000(/overview/[^"]*)"', html)
        assert len(links) >= 8
        with time_machine.travel(MONDAY + DAY, tick=False):
            client = signed_in(reader)
            assert {client.get(link).status_code for link in links} == {200}
            assert all("as_of=2026-03-15" in link for link in links if "mail" not in link)

    def test_shows_charts_as_pictures_of_its_own_and_in_words(self, company, subscribed, mailbox):
        random_histories(company, seed=3, number=100)
        look(MONDAY)
        [mail] = mailbox.mails
        assert mail.get_content_type() == "multipart/related"
        html = part(mail, "text/html")
        shown = set(re.findall(r'src="cid:(\w+)"', html))
        pictures = {
            one["Content-ID"].strip("<>"): one for one in mail.walk() if one.get_content_maintype() == "image"
        }
        assert shown == set(pictures) == {"weeks", "times"}
        assert set(re.findall(r'<img [^>]*width="(\d+)"', html)) == {"420"}  # of a phone; never wider
        for one in pictures.values():
            picture = Image.open(BytesIO(one.get_payload(decode=True)))
            assert (picture.format, picture.width) == ("PNG", 2 * 420)
        assert 'alt="not acted on. Week of 22 Dec, n = 0' in html
        assert "http" not in "".join(re.findall(r'src="([^"]*)"', html))
        assert len(mail.as_bytes()) < 150_000

    def test_begins_with_the_monday_wherever_its_reader_is(self, subscribed, reader, mailbox):
        reader.time_zone = "America/Los_Angeles"
        reader.save()
        look(MONDAY + 12 * HOUR)
        text = part(mailbox.mails[0], "text/plain")
        assert "Reported from 22 December 2025 to 15 March 2026, as it stood when that day was over." in text

    def test_is_in_the_language_and_zone_of_its_reader(self, company, subscribed, reader, mailbox):
        reader.language = "de"
        reader.save()
        look(MONDAY)
        text = part(mailbox.mails[0], "text/plain")
        assert "Gemeldet, nicht gehandelt" in text
        assert "15. März" in text

    def test_is_of_what_was_asked_for(self, company, reader, mailbox):
        subscribe(person=reader, wish=Wish(department=company.support, weeks=4), now=MONDAY - DAY)
        company.report()
        look(MONDAY)
        assert "Reported, not acted on: –" in part(mailbox.to(ADDRESS)[0], "text/plain")
        assert Message.objects.get(kind="weekly_figures").context["path"] == (
            "/overview/?weeks=4&department=customer-support&as_of=2026-03-15"
        )

    def test_names_no_issue_and_so_nothing_that_is_confidential(self, company, subscribed, mailbox):
        for n in range(25):
            company.report(text=f"Theft by the fitter, number {n}", is_confidential=n % 2 == 0)
        look(MONDAY)
        [mail] = weekly(mailbox)
        assert "Theft" not in part(mail, "text/plain") + part(mail, "text/html") + str(mail["Subject"])

    def test_says_in_the_app_that_it_came(self, subscribed, reader, mailbox, signed_in):
        look(MONDAY)
        with time_machine.travel(MONDAY + HOUR, tick=False):
            read = signed_in(reader).get(reverse("messages")).content.decode()
        assert "Your weekly figures" in read
        assert "as_of=2026-03-15" in read
