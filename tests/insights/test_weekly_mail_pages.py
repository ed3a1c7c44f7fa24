"""Asking for the weekly mail and stopping it: on its page, and by the link in the mail without signing in."""

import re
from datetime import time

import pytest
import time_machine
from django.test import Client

from insights.commands.weekly import Wish, subscribe
from insights.models import WeeklyMail
from insights.views.weekly import token_of
from notifications.commands.choosing import set_quiet_hours
from notifications.models import Delivery
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.test_weekly_mail import MONDAY, WEEK, look, reader, subscribed

__all__ = ["reader", "subscribed"]  # fixtures


class TestStopping:
    def post(self, token: str):
        """As a mail program does it: without cookies, and with RFC 8058's body."""
        strict = Client(enforce_csrf_checks=True)
        return strict.post(f"/weekly/{token}/unsubscribe/", {"List-Unsubscribe": "One-Click"})

    def test_is_one_press_on_the_link_of_the_mail_without_signing_in(self, subscribed, mailbox):
        look(MONDAY)
        [mail] = mailbox.mails
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = re.fullmatch(r"<http://127.0.0.1:8000(/weekly/.*)>", "".join(mail["List-Unsubscribe"].split()))
        assert link
        client = Client(enforce_csrf_checks=True)
        asked = client.get(link[1])
        assert "Mail me no more" in asked.content.decode()
        assert WeeklyMail.objects.exists()
        assert client.post(link[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not WeeklyMail.objects.exists()
        look(MONDAY + WEEK)
        assert len(mailbox.mails) == 1

    def test_twice_is_as_well(self, subscribed, reader):
        assert [self.post(token_of(reader.pk)).status_code for _ in range(2)] == [200, 200]

    def test_with_a_link_that_we_did_not_sign_is_not_found(self, subscribed, reader, company):
        signature = token_of(reader.pk).partition(":")[2]
        for forged in (f"{company.owner.pk}:{signature}", "1", "x:y", f"{reader.pk}:{signature}x"):
            assert self.post(forged).status_code == 404
        assert WeeklyMail.objects.exists()

    def test_keeps_back_what_waits_already(self, subscribed, reader, mailbox):
        set_quiet_hours(person=reader, since=time(20), until=time(9, 30), weekends=False)
        look(MONDAY)
        self.post(token_of(reader.pk))
        look(MONDAY + 3 * HOUR)
        assert not mailbox.mails
        assert Delivery.objects.get().last_error == "they were not wanted any more"

    def test_lets_one_ask_again(self, subscribed, reader, mailbox):
        self.post(token_of(reader.pk))
        subscribe(person=reader, wish=Wish(), now=MONDAY - DAY)
        look(MONDAY)
        assert len(mailbox.mails) == 1


class TestPage:
    @pytest.fixture
    def client_of_reader(self, reader, signed_in):
        with time_machine.travel(REPORTED, tick=False):
            yield signed_in(reader)

    def test_takes_over_the_filters_of_the_overview(self, company, client_of_reader):
        page = client_of_reader.get("/overview/mail/?department=delivery&weeks=26").content.decode()
        assert '<option value="delivery" selected>' in page
        assert '<option value="26" selected>' in page

    def test_keeps_when_and_of_what_and_shows_it(self, company, client_of_reader, reader):
        sent = {"weekday": "5", "hour": "16", "weeks": "4", "point": company.point.slug, "severity": "high"}
        page = client_of_reader.post("/overview/mail/subscribe/", sent, follow=True).content.decode()
        mail = WeeklyMail.objects.get(person=reader)
        assert (mail.weekday, mail.hour, mail.weeks, mail.point, mail.severity) == (
            5,
            16,
            4,
            company.point,
            "high",
        )
        assert "They come to you every Friday at 16:00, on the clock of Europe/Berlin." in page
        client_of_reader.post("/overview/mail/subscribe/", sent | {"hour": "9"})
        assert WeeklyMail.objects.get(person=reader).hour == 9

    def test_refused_keeps_what_was_chosen(self, client_of_reader):
        refused = client_of_reader.post("/overview/mail/subscribe/", {"weekday": "9", "hour": "16"})
        assert refused.status_code == 422
        assert '<option value="16" selected>' in refused.content.decode()
        assert not WeeklyMail.objects.exists()

    def test_stops_it(self, subscribed, client_of_reader):
        page = client_of_reader.post("/overview/mail/unsubscribe/", follow=True).content.decode()
        assert "They do not come to you yet" in page
        assert not WeeklyMail.objects.exists()
