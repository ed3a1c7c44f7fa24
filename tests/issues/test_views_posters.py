"""The pages about posters: making one, the list, what administrators change, and the sheets of paper."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.commands.posters import allow_guests, make_poster, take_down_poster, token_of
from inflection_points.models import Poster, Site
from inflection_points.rules.policies import Severity
from issues import commands
from tests.cast import HOUR, REPORTED
from tests.codes import painted, read_code

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def poster(company):
    site = Site.objects.create(name="Depot North")
    return make_poster(point=company.point, site=site, actor=company.administrator, now=REPORTED)


def told_by(poster, text="It is stuck"):
    telling = commands.Telling(text=text, poster=poster, channel="poster")
    return commands.report(
        point=poster.point, severity=Severity.LOW, reporter=None, now=REPORTED, telling=telling
    )


class TestMakePoster:
    def test_leads_to_the_poster_and_twice_to_the_same(self, company, signed_in):
        client, site = signed_in(company.owner), Site.objects.create(name="Depot North")
        path = "/points/delivery-slot/posters/make/"
        leads = [client.post(path, {"site": site.pk}).headers["Location"] for _ in range(2)]
        made = Poster.objects.get()
        assert leads == [f"/posters/{made.pk}/"] * 2
        assert made.site == site

    def test_at_a_site_that_was_closed_meanwhile_says_so(self, company, signed_in):
        site = Site.objects.create(name="Depot North", is_active=False)
        answer = signed_in(company.owner).post("/points/delivery-slot/posters/make/", {"site": site.pk})
        assert (answer.status_code, "not in use any more" in answer.content.decode()) == (422, True)

    def test_is_offered_on_the_page_of_the_point_to_those_who_may(self, company, client, signed_in):
        for who, is_offered in ((company.owner, True), (company.stranger, False)):
            page = signed_in(who).get("/points/delivery-slot/").content.decode()
            assert ("/points/delivery-slot/posters/" in page) is is_offered


class TestPosters:
    def test_are_listed_with_what_came_by_them(self, ada, poster):
        told_by(poster), told_by(poster)
        page = ada.get("/posters/")
        assert [(row[0], row[1], row[2]) for row in page.context["rows"]] == [(poster, 2, REPORTED)]
        assert "Depot North" in page.content.decode()

    def test_the_list_asks_as_often_for_many_as_for_one(
        self, ada, company, poster, django_assert_max_num_queries
    ):
        for number in range(20):
            site = Site.objects.create(name=f"Shop {number}")
            make_poster(point=company.point, site=site, actor=company.owner, now=REPORTED)
        with django_assert_max_num_queries(8):
            ada.get("/posters/")

    def test_reports_are_counted_from_their_index(self, ada, poster):
        told_by(poster)
        with CaptureQueriesContext(connection) as asked:
            ada.get("/posters/")
        [counted] = [
            query["sql"] for query in asked if "COUNT" in query["sql"] and "issues_report" in query["sql"]
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {counted}")
            assert "report_by_poster" in str(cursor.fetchall())

    def test_an_administrator_replaces_lets_in_takes_down_and_puts_up(self, ada, poster):
        for command, body in (("rotate", {"seen": 1}), ("allow-guests", {}), ("take-down", {})):
            answer = ada.post(f"/posters/{poster.pk}/{command}/", body)
            assert answer.headers["Location"] == f"/posters/{poster.pk}/"
        poster.refresh_from_db()
        assert (poster.generation, poster.allows_guests, poster.is_active) == (2, True, False)
        ada.post(f"/posters/{poster.pk}/put-up/")
        page = ada.get(f"/posters/{poster.pk}/").content.decode()
        assert all(word in page for word in ("replaced by a new print", "guests allowed", "put up again"))

    def test_nobody_else_is_offered_that(self, company, poster, signed_in):
        page = signed_in(company.owner).get(f"/posters/{poster.pk}/").content.decode()
        assert "Replace the link" not in page

    @pytest.mark.parametrize("seen", ["", "x", "²", "9" * 30, "0"])
    def test_a_generation_that_makes_no_sense_replaces_nothing(self, ada, poster, seen):
        ada.post(f"/posters/{poster.pk}/rotate/", {"seen": seen})
        assert Poster.objects.get().generation == 1


class TestSheets:
    def test_the_code_leads_to_the_report_page_of_the_place(self, ada, company, client, poster, settings):
        settings.SITE_URL = "https://service.lindenholm.example"
        allow_guests(poster=poster.pk, actor=company.administrator, now=REPORTED)
        page = ada.get(f"/posters/{poster.pk}/print/").content.decode()
        address = read_code(painted(page))
        assert address == f"https://service.lindenholm.example/r/{token_of(poster)}/"
        assert f"service.lindenholm.example/r/{token_of(poster)}<" in page
        ada.logout()
        form = ada.get(address.removeprefix("https://service.lindenholm.example")).context["form"]
        assert (form["point"].value(), form["site"].value()) == ("delivery-slot", poster.site_id)

    @pytest.mark.parametrize("host", ["m.de", "moment-of-service.a-rather-long-company-name.example"])
    def test_codes_of_short_and_long_addresses_can_be_read(self, ada, poster, settings, host):
        settings.SITE_URL = f"https://{host}"
        page = ada.get(f"/posters/{poster.pk}/print/").content.decode()
        assert read_code(painted(page)) == f"https://{host}/r/{token_of(poster)}/"

    def test_say_in_both_languages_whether_to_sign_in(self, ada, company, poster):
        path = f"/posters/{poster.pk}/print/?language="
        assert "Sign in once with your account." in ada.get(path + "en-gb").content.decode()
        german = ada.get(path + "de").content.decode()
        assert "Melden Sie sich einmal mit Ihrem Konto an." in german
        assert '<article class="sheet sheet-a4" lang="de"' in german
        allow_guests(poster=poster.pk, actor=company.administrator, now=REPORTED)
        assert "no name needed" in ada.get(path + "en-gb&size=a6").content.decode()

    def test_of_several_follow_the_chain_without_those_that_are_taken_down(self, ada, company, poster):
        whole = make_poster(point=company.point, site=None, actor=company.owner, now=REPORTED)
        gone = make_poster(
            point=company.point, site=Site.objects.create(name="A"), actor=company.owner, now=REPORTED
        )
        take_down_poster(poster=gone.pk, actor=company.administrator, now=REPORTED)
        asked = f"/posters/print/?poster={poster.pk}&poster={whole.pk}&poster={gone.pk}&poster=x&size=a9"
        page = ada.get(asked)
        assert [sheet.poster for sheet in page.context["sheets"]] == [whole, poster]
        assert page.context["size"] == "a4"

    @pytest.mark.parametrize("asked", ["", "?poster=999", "?poster=%00", f"?poster={'9' * 40}"])
    @pytest.mark.parametrize("path", ["/posters/print/", "/posters/posters.pdf"])
    def test_of_nothing_stay_on_the_list_and_say_what_to_do(self, ada, poster, path, asked):
        how = f"{asked}{'&' if asked else '?'}language=de&size=a5"
        answer = ada.get(f"{path}{how}", follow=True)
        page = answer.content.decode()
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/posters/")
        assert "Tick at least one poster" in page
        assert '<option value="de" selected>' in page
        assert '<option value="a5" selected>' in page
        assert "Tick at least one poster" not in ada.get("/posters/").content.decode()

    def test_are_a_hundred_at_most(self, ada, poster):
        asked = "&".join(f"poster={number}" for number in range(101))
        answer = ada.get(f"/posters/posters.pdf?{asked}")
        assert (answer.status_code, "100 posters at a time" in answer.content.decode()) == (409, True)

    def test_of_one_that_is_taken_down_are_not_printed(self, ada, company, poster):
        take_down_poster(poster=poster.pk, actor=company.administrator, now=REPORTED)
        assert ada.get(f"/posters/{poster.pk}/print/").status_code == 409
        assert ada.get(f"/posters/{poster.pk}/poster.pdf").status_code == 409
