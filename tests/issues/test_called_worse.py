"""Whoever joins a known problem and calls it worse than it counts is heard, and guests are asked in their own words."""

import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from inflection_points.rules.policies import Severity
from issues.commands import intake
from issues.commands.reporting import Telling
from issues.commands.taking_in import take_in
from issues.models import Issue, Report
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def link(company):
    poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
    return reverse("issues:report_at_poster", args=[token_of(poster)])


@pytest.fixture
def known(issue):
    Issue.objects.filter(pk=issue.pk).update(severity=Severity.NORMAL)
    return issue


def join(client, link, known, severity):
    told = {"point": known.point.slug, "shown_for": known.point.slug, "client_key": str(uuid.uuid4())}
    told |= {"severity": severity, "me_too": str(known.pk)}
    return client.post(link, told, follow=True).content.decode()


class TestWhoeverCallsItWorse:
    def test_is_heard_by_whoever_has_it_and_reads_so_on_the_receipt(self, company, known, link, signed_in):
        receipt = join(Client(), link, known, Severity.HIGH)
        assert "You called it “Somebody is waiting”; whoever has it sees that." in receipt
        seen = signed_in(company.owner).get(known.get_absolute_url()).content.decode()
        assert "They call it worse: “Somebody is waiting”" in seen

    def test_speaks_as_one_does_who_works_here(self, company, known, signed_in):
        receipt = join(signed_in(company.stranger), "/report/", known, Severity.HIGH)
        assert "You called it “A customer is waiting for us”" in receipt

    @pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.LOW, ""])
    def test_is_not_whoever_calls_it_the_same_or_less(self, known, link, severity):
        assert "whoever has it sees that" not in join(Client(), link, known, severity)

    def test_is_heard_as_well_when_it_was_set_aside_first(self, known, link):
        poster = Poster.objects.get()
        telling = Telling(channel="poster", poster=poster)
        intake.set_aside(
            poster=poster, severity=Severity.CRITICAL, telling=telling, now=REPORTED, into=known.pk
        )
        take_in(now=NOW)
        report = Report.objects.get(client_key=telling.client_key)
        assert report.called_worse(known) == "Somebody is stuck now, or could get hurt"


class TestAGuest:
    def test_is_asked_nothing_that_only_staff_can_answer(self, link):
        page = Client().get(link).content.decode()
        assert "Somebody is waiting" in page
        assert "About: <strong>Delivery slot kept</strong>" in page
        assert [word for word in ("customer is", "promised", 'name="site"') if word in page.lower()] == []

    def test_reads_the_same_on_the_page_that_the_phone_keeps(self, link):
        page = Client().get(link.replace("/r/", "/report/offline/")).content.decode()
        assert "Somebody is waiting" in page
        assert [word for word in ("customer is", "promised", 'name="site"') if word in page.lower()] == []

    def test_s_promise_on_a_page_that_was_kept_before_is_not_lost(self, company, link):
        told = {"point": company.point.slug, "shown_for": company.point.slug, "severity": "low"}
        told |= {"client_key": str(uuid.uuid4()), "promised": "A call"}
        Client().post(link, told)
        assert Report.objects.get().promised == "A call"


def test_a_wrong_code_is_told_once(db):
    page = Client().post("/receipts/", {"code": "AAAA-BBBB-2222"}).content.decode()
    assert page.count("There is no receipt with this code.") == 1
