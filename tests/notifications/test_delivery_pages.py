"""The log of deliveries, and what the issue page says about the ways on which people are told."""

import re

import pytest
import time_machine
from django.urls import reverse

from issues.commands.wanting import unwanted
from notifications.commands.delivery import deliver
from notifications.models import Choice, Delivery, Message
from tests.cast import HOUR, REPORTED
from tests.notifications.slack import add, text_of

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class TestTheLog:
    @pytest.fixture
    def failed(self, company, mailbox):
        mailbox.refuses = lambda _address: "550 no such person"
        company.report()
        deliver(clock=lambda: NOW, unwanted=unwanted)
        mailbox.refuses = lambda _address: ""
        return Delivery.objects.get()

    def test_shows_what_failed_with_the_last_error_and_tries_it_again(self, company, ada, failed, mailbox):
        page = ada.get("/deliveries/?state=failed")
        assert "no such person" in text_of(page)
        back = "/deliveries/?state=failed"
        response = ada.post(f"/deliveries/{failed.pk}/try-again/", {"back": back})
        assert response["Location"] == back
        deliver(clock=lambda: NOW, unwanted=unwanted)
        failed.refresh_from_db()
        assert failed.state == "sent"
        assert len(mailbox.mails) == 1

    def test_leads_nowhere_else_and_tries_nothing_twice(self, company, ada, failed):
        path = f"/deliveries/{failed.pk}/try-again/"
        assert ada.post(path, {"back": "https://evil.example/"})["Location"] == "/deliveries/"
        assert ada.post(path, {"back": ""}).status_code in {302, 409}
        assert Delivery.objects.get().attempts == failed.attempts

    @pytest.mark.parametrize(
        ("query", "n"),
        [
            ("", 1),
            ("?state=failed", 1),
            ("?state=sent", 0),
            ("?channel=email", 1),
            ("?channel=slack", 0),
            ("?q=olga+person", 1),
            ("?q=nobody", 0),
            ("?state=nonsense", 1),
            ("?before=x", 1),
            ("?before=0", 0),
        ],
    )
    def test_is_filtered_by_its_address(self, company, ada, failed, query, n):
        assert len(ada.get(f"/deliveries/{query}").context["rows"]) == n

    def test_is_looked_through_for_words_as_far_as_that_is_quick_and_further_if_asked(
        self, company, ada, failed
    ):
        Delivery.objects.create(
            pk=failed.pk + 60_000,
            message=failed.message,
            channel="slack",
            via=add(company),
            address="#delivery",
            next_attempt_at=NOW,
        )
        page = ada.get("/deliveries/?q=olga@example.test")
        assert page.context["rows"] == []
        further = re.search(r'href="(\?q=[^"]*all=1)"', page.content.decode())[1].replace("&amp;", "&")
        assert ada.get(f"/deliveries/{further}").context["rows"] == [failed]
        assert "Only the newest" not in ada.get("/deliveries/?state=failed").content.decode()

    def test_is_read_page_by_page_however_long_it_is(self, company, ada, django_assert_max_num_queries):
        message = Message.objects.create(
            key="k",
            recipient=company.owner,
            kind="reported",
            about="",
            context={"title": "T"},
            created_at=NOW,
        )
        hooks = [add(company, name=f"Hook {n}") for n in range(120)]
        Delivery.objects.bulk_create(
            Delivery(message=message, channel="slack", via=h, address=str(h), next_attempt_at=NOW)
            for h in hooks
        )
        seen, url = [], "/deliveries/"
        while url:
            with django_assert_max_num_queries(10):
                page = ada.get(url)
            seen += [row.pk for row in page.context["rows"]]
            url = page.context["next_url"] and f"/deliveries/{page.context['next_url']}"
        assert seen == sorted(Delivery.objects.values_list("pk", flat=True), reverse=True)


class TestTheIssuePage:
    def test_says_on_which_ways_those_are_told_whom_it_names(self, company, issue, signed_in):
        one = add(company)
        Choice.objects.create(person=company.owner, channel=one, wants="pressing", position=2)
        mine = add(company, owner=company.head, kind="teams", name="A private name")
        assert mine.is_active
        page = text_of(signed_in(company.stranger).get(reverse("issues:issue", args=[issue.pk])))
        assert "Olga Owner hears of it in the app, by e-mail and on Slack #delivery." in page
        assert "A private name" not in page
