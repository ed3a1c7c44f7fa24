"""The door of a poster: guests, people with an account, what became of the poster, and what nobody may read there."""

import uuid

import pytest
import time_machine
from django.test import Client

from inflection_points.commands.posters import (
    allow_guests,
    make_poster,
    refuse_guests,
    rotate_poster,
    take_down_poster,
    token_of,
)
from inflection_points.models import Site
from issues.models import Report
from tests.cast import DAY, HOUR, PASSWORD, REPORTED

WORDS = "The lift has been stuck since eight"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(REPORTED, tick=False):
        yield


@pytest.fixture
def poster(company):
    site = Site.objects.create(name="Depot North")
    made = make_poster(point=company.point, site=site, actor=company.administrator, now=REPORTED)
    return allow_guests(poster=made.pk, actor=company.administrator, now=REPORTED)


@pytest.fixture
def link(poster):
    return f"/r/{token_of(poster)}/"


def told(company, **changes):
    key = str(uuid.uuid4())
    slug = company.point.slug
    kind = str(company.kind.pk)
    site = str(Site.objects.get().pk)
    return {
        "point": slug,
        "kind": kind,
        "site": site,
        "severity": "high",
        "text": WORDS,
        "client_key": key,
        "shown_for": slug,
    } | changes


def keep(company, poster, command, **facts):
    command(poster=poster.pk, actor=company.administrator, now=REPORTED, **facts)


class TestGuest:
    def test_reads_no_name_no_title_and_no_word_of_others(self, company, poster, link):
        company.report(text="Herr Vogel from Kiel was furious")
        guest = Client()
        page = guest.get(link).content.decode()
        receipt = guest.post(link, told(company), follow=True).content.decode()
        people = [p.name for p in vars(company).values() if hasattr(p, "email")]
        for text in (page, receipt):
            assert [name for name in [*people, "Herr Vogel", "furious"] if name in text] == []

    def test_gets_pages_that_nobody_lists_keeps_or_passes_on(self, company, link):
        guest = Client()
        receipt = guest.post(link, told(company)).headers["Location"]
        for path in (link, receipt, "/r/1.1.forged/", "/receipts/AAAA-AAAA-AAAA/"):
            headers = guest.get(path).headers
            assert "noindex" in headers["X-Robots-Tag"], path
            assert "no-store" in headers["Cache-Control"], path
            assert headers["Referrer-Policy"] == "same-origin", path

    def test_who_is_no_longer_let_in_finds_what_was_typed_after_signing_in(self, company, poster, link):
        guest = Client()
        guest.get(link)
        keep(company, poster, refuse_guests)
        answer = guest.post(link, told(company))
        assert answer.headers["Location"] == f"/account/login/?next={link}"
        back = guest.post(
            answer.headers["Location"], {"login": company.reporter.email, "password": PASSWORD, "next": link}
        )
        assert back.headers["Location"] == link
        assert WORDS in guest.get(link).content.decode()


class TestSomebodyWithAnAccount:
    def test_reports_as_themselves_by_the_same_link(self, company, poster, link, signed_in):
        answer = signed_in(company.reporter).post(link, told(company))
        report = Report.objects.get()
        assert (report.reporter, report.poster, report.receipt) == (company.reporter, poster, None)
        assert report.issue.site == poster.site
        assert answer.headers["Location"] == f"/report/{report.issue_id}/receipt/"


class TestAPosterThatWasReplaced:
    def test_says_so_and_takes_what_was_being_typed_without_telling_the_new_link(self, company, poster, link):
        guest = Client()
        guest.get(link)
        keep(company, poster, rotate_poster, seen=1)
        opened = guest.get(link)
        assert (opened.status_code, "It was replaced by a new print" in opened.content.decode()) == (
            404,
            True,
        )
        poster.refresh_from_db()
        again = guest.post(link, told(company, severity=""))
        assert (again.status_code, token_of(poster) in again.content.decode()) == (422, False)
        assert guest.post(link, told(company)).status_code == 302
        assert Report.objects.get().text == WORDS

    def test_gives_the_words_back_after_a_day(self, company, poster, link):
        keep(company, poster, rotate_poster, seen=1)
        with time_machine.travel(REPORTED + DAY + HOUR, tick=False):
            answer = Client().post(link, told(company))
        assert (answer.status_code, WORDS in answer.content.decode()) == (404, True)
        assert not Report.objects.exists()


class TestAPosterThatTakesNothing:
    def test_was_taken_down_and_gives_the_words_back(self, company, poster, link):
        keep(company, poster, take_down_poster)
        answer = Client().post(link, told(company, text=WORDS + " <b>"))
        page = answer.content.decode()
        assert (answer.status_code, "This poster was taken down" in page) == (404, True)
        assert WORDS + " &lt;b&gt;" in page

    def test_hangs_where_nothing_is_in_use_any_more(self, company, poster, link):
        Site.objects.update(is_active=False)
        answer = Client().get(link)
        assert (answer.status_code, "not in use any more" in answer.content.decode()) == (404, True)
