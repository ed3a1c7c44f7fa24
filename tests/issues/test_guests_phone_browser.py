"""The phone of somebody without a name, at a poster: without signal too, and the receipt's code is never lost."""

import pytest
from playwright.sync_api import expect

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues.commands.receipts import code_of
from issues.models import Report
from tests.browsing import sign_in
from tests.cast import REPORTED
from tests.engine import wait_until
from tests.phone import CACHED, comes_back, press

pytestmark = pytest.mark.browser


def poster_kept(path):
    return path.startswith("/report/offline/") and path != "/report/offline/"


@pytest.fixture
def poster_path(company):
    poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
    return f"/r/{token_of(poster)}/"


class TestAGuest:
    def test_reports_without_signal_where_a_poster_hangs_that_was_opened_before(self, company, handset):
        poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
        path = f"/r/{token_of(poster)}/"
        with handset() as guest:
            guest.install(path)
            page = guest.open(path)
            wait_until(lambda: any(map(poster_kept, page.evaluate(CACHED))), 10, "not kept")
            guest.context.set_offline(True)
            page = guest.open(path)
            expect(page.get_by_text(company.point.name)).to_be_visible()
            page.get_by_label(company.kind.name, exact=True).check()
            page.get_by_text("Somebody is stuck now").click()
            press(page)
            expect(page.get_by_text("There is no connection just now")).to_be_visible()
            comes_back(guest)
            wait_until(Report.objects.exists, 10, "it is not sent when the signal is back")
        report = Report.objects.get()
        assert (report.reporter, report.poster, report.issue.kind) == (None, poster, company.kind)

    def test_reports_without_signal_after_the_first_scan_alone(self, company, handset):
        poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
        path = f"/r/{token_of(poster)}/"
        with handset() as guest:
            page = guest.install(path)
            guest.context.set_offline(True)
            page = guest.open(path)
            page.get_by_text("Somebody is stuck now").click()
            press(page)
            expect(page.get_by_text("There is no connection just now")).to_be_visible()

    def test_s_report_waits_while_somebody_is_signed_in(self, company, handset, live_server):
        poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
        path = f"/r/{token_of(poster)}/"
        with handset() as guest:
            page = guest.install(path)
            guest.context.set_offline(True)
            page.get_by_text("Somebody is stuck now").click()
            press(page)
            expect(page.get_by_text("There is no connection just now")).to_be_visible()
            guest.context.route("**/r/**", lambda route: route.abort())  # until somebody has signed in
            comes_back(guest)
            guest.context.clear_cookies()
            sign_in(guest.context, live_server.url, company.owner)
            guest.open("/inbox/")
            guest.context.unroute_all()
            guest.drain()
            assert guest.states() == ["waiting"]

    def test_is_told_the_code_of_what_was_sent_later_until_they_delete_it(
        self, company, handset, poster_path
    ):
        with handset() as guest:
            page = guest.install(poster_path)
            guest.context.set_offline(True)
            page.get_by_text("Somebody is stuck now").click()
            press(page)
            expect(page.get_by_text("There is no connection just now")).to_be_visible()
            comes_back(guest)
            expect(page.get_by_text("1 receipt is kept on this phone.")).to_be_visible()
            code = code_of(Report.objects.get().client_key)
            assert code not in repr(guest.dump())
            page = guest.open("/report/waiting/")
            expect(page.get_by_role("heading", name="Sent")).to_be_visible()
            expect(page.get_by_text(code)).to_be_visible()
            assert guest.visitor.axe() == []
            page.get_by_role("link", name="What became of it").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Your report")
            page = guest.open("/report/waiting/")
            page.get_by_role("button", name="Delete").click()
            page.get_by_role("button", name="Delete it for good").click()
            expect(page.get_by_role("heading", name="Sent")).to_be_hidden()
            assert guest.states() == []

    def test_that_sees_the_receipt_at_once_leaves_nothing_on_the_phone(self, company, handset, poster_path):
        with handset() as guest:
            page = guest.install(poster_path)
            page.get_by_text("Somebody is stuck now").click()
            press(page)
            expect(page.get_by_role("heading", level=1)).to_contain_text("Your report")
            wait_until(lambda: guest.states() == [], 10, "the receipt stays")

    def test_is_not_held_up_by_a_poster_that_takes_no_guests_any_more(self, company, handset, poster_path):
        closed = {"status": 401, "json": {"code": "signed_out"}}
        with handset() as guest:
            guest.install(poster_path)
            guest.context.route("**/report/", lambda route: route.fulfill(**closed))
            guest.keep(["at the closed one"], "/report/")
            guest.keep(["at the open one"], poster_path)
            guest.drain()
            assert sorted(guest.states()) == ["sent", "waiting"]
            guest.visitor.complaints.clear()
        assert Report.objects.get().text == "at the open one"
