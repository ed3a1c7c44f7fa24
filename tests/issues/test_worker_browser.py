"""The service worker: what it keeps stands without signal, also while a new version takes over."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues.models import Report
from tests import ailing
from tests.cast import REPORTED
from tests.engine import wait_until
from tests.phone import CACHED, WORDS, comes_back, keep_one

pytestmark = pytest.mark.browser

# Whether nothing waits to take over and what has taken over is done with it.
IS_NEWEST = """navigator.serviceWorker.getRegistration("/").then((one) =>
  !one.installing && !one.waiting && navigator.serviceWorker.controller === one.active)"""
PLACES = """(asked) => fetch("/report/places.json", asked)
  .then((answer) => [answer.status, answer.headers.get("Content-Type")])"""
ROOT = Path(__file__).resolve().parent.parent.parent


def is_of_a_poster(path):
    return path.startswith("/report/offline/") and path != "/report/offline/"


class TestANewVersion:
    def test_of_worker_and_store_keeps_the_reports(self, company, handset):
        with handset(company.reporter) as rita:
            keep_one(rita)
            source = (ROOT / "static/js/report/vault.js").read_text()
            newer = source.replace(
                "];\n\nlet opened", '  (db) => db.createObjectStore("more"),\n];\n\nlet opened'
            )
            assert newer != source
            rita.context.route(
                "**/js/report/vault.js",
                lambda route: route.fulfill(body=newer, content_type="text/javascript"),
            )
            rita.context.route(
                "**/report/",
                lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
            )
            [old] = rita.page.evaluate("caches.keys()")
            dark = {"name": "theme", "value": "dark", "url": rita.visitor.address}
            rita.context.add_cookies(
                [dark]
            )  # any other byte of a kept page makes another version of the worker
            comes_back(rita)
            page = rita.open("/report/waiting/")
            expect(page.get_by_text(WORDS)).to_be_visible()
            assert "more" in rita.dump()
            wait_until(lambda: old not in page.evaluate("caches.keys()"), 10, "the old worker stays")
            assert "/report/places.json" in page.evaluate(CACHED)
            rita.context.unroute_all()
            rita.drain()
            rita.visitor.complaints.clear()
            assert rita.states() == []
        assert Report.objects.get().text == WORDS


class TestANewVersionThatCannotBeFetched:
    """A poster's page hangs, and then fails, while a new version takes over."""

    @pytest.fixture
    def path(self, company, settings):
        settings.ROOT_URLCONF = "tests.ailing"
        poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
        ailing.well.set()
        ailing.over.clear()
        yield f"/r/{token_of(poster)}/"
        ailing.over.set()

    def test_holds_nobody_up_and_leaves_what_was_kept(self, company, handset, path):
        with handset() as guest:
            guest.install(path)
            page = guest.open(path)
            wait_until(lambda: any(map(is_of_a_poster, page.evaluate(CACHED))), 10, "not kept")
            [old] = page.evaluate("caches.keys()")
            ailing.well.clear()
            dark = {"name": "theme", "value": "dark", "url": guest.visitor.address}
            guest.context.add_cookies([dark])
            page = guest.open("/receipts/")
            wait_until(lambda: len(page.evaluate("caches.keys()")) > 1, 10, "no new version")
            wait_until(lambda: page.evaluate(IS_NEWEST), 10, "the new version does not take over")
            page = guest.open("/receipts/")  # opens while the page of the poster hangs

            ailing.over.set()
            guest.context.set_offline(True)
            page = guest.open(path)
            expect(page.get_by_text(company.point.name)).to_be_visible()
            assert old in page.evaluate("caches.keys()")
            comes_back(guest)
            ailing.well.set()
            page = guest.open(path)
            wait_until(lambda: old not in page.evaluate("caches.keys()"), 10, "the old version stays")
            assert any(map(is_of_a_poster, page.evaluate(CACHED)))
            guest.visitor.complaints.clear()


class TestPlaces:
    def test_stay_as_they_are_when_somebody_is_signed_out(self, company, handset):
        with handset(company.reporter) as rita:
            page = rita.install()
            assert page.evaluate(PLACES, {}) == [200, "application/json"]
            rita.context.clear_cookies(name="sessionid")
            assert page.evaluate(PLACES, {"headers": {"Accept": "application/json"}})[0] == 401
            assert page.evaluate(PLACES, {})[1].startswith("text/html")
            rita.visitor.complaints.clear()
            rita.context.set_offline(True)
            page = rita.open("/report/")
            page.get_by_label("Where?").select_option("delivery-slot")
            comes_back(rita)


class TestTakenBack:
    def test_the_worker_goes_with_all_that_it_kept_and_reports_wait_on(self, company, handset, settings):
        with handset(company.reporter) as rita:
            keep_one(rita)
            rita.context.route("**/report/", lambda route: route.abort())
            settings.SERVICE_WORKER = False
            comes_back(rita)
            page = rita.open("/my-reports/")
            wait_until(lambda: page.evaluate(CACHED) == [], 10, "the caches stay")
            assert rita.states() == ["waiting"]
            rita.visitor.complaints.clear()
