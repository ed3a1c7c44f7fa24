"""Reporting by a poster's link, without signing in, and following it with the receipt code."""

import uuid

import pytest
import time_machine
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues.commands.receipts import code_of
from issues.models import Report
from tests.cast import REPORTED

KEY = uuid.UUID("11111111-2222-4333-8444-555555555555")


@pytest.fixture
def poster(company):
    return Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)


@pytest.fixture
def told(company):
    return {
        "point": company.point.slug,
        "kind": str(company.kind.pk),
        "severity": "high",
        "client_key": str(KEY),
        "shown_for": company.point.slug,
    }


class TestReportAtPoster:
    def test_takes_a_guest_from_the_link_to_the_receipt(self, poster, told):
        guest = Client()
        link = f"/r/{token_of(poster)}/"
        with time_machine.travel(REPORTED, tick=False):
            assert guest.get(link).context["form"]["point"].value() == poster.point.slug
            answer = guest.post(link, told, follow=True)
        assert answer.redirect_chain == [(f"/receipts/{code_of(KEY)}/", 302)]
        report = Report.objects.get()
        assert (report.reporter, report.poster, report.channel) == (None, poster, "poster")

    def test_asks_to_sign_in_where_the_poster_allows_no_guests(self, poster):
        Poster.objects.update(allows_guests=False)
        answer = Client().get(f"/r/{token_of(poster)}/")
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/account/login/?next=/r/{token_of(poster)}/",
        )

    @pytest.mark.parametrize("token", ["1.1.aaaa", "x", "..", "é.1.a", "1.1"])
    def test_says_that_a_forged_link_leads_nowhere(self, poster, token):
        assert Client().get(f"/r/{token}/").status_code == 404

    def test_leads_nowhere_once_the_poster_was_rotated(self, poster):
        token = token_of(poster)
        Poster.objects.update(generation=2)
        assert Client().get(f"/r/{token}/").status_code == 404

    def test_keeps_what_a_guest_typed_into_a_page_that_was_open_for_too_long(self, poster, told):
        guest, link = Client(enforce_csrf_checks=True), f"/r/{token_of(poster)}/"
        refused = guest.post(link, told | {"text": "The lift is stuck"})
        assert (refused.status_code, link in refused.content.decode()) == (403, True)
        assert "The lift is stuck" in guest.get(link).content.decode()
