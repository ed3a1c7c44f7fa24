"""Signing out wipes what a phone keeps of somebody, asks first, and takes nothing of anybody else."""

import pytest
from playwright.sync_api import expect

from issues.models import Report
from tests.cast import PASSWORD
from tests.engine import wait_until
from tests.phone import CACHED, WORDS, comes_back, keep_one, write

pytestmark = pytest.mark.browser

BROKEN = """() => {
  IDBDatabase.prototype.transaction = () => {
    throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
  };
}"""
# What a window does that was busy writing when somebody signed out in another one.
LATE_DRAFT = """async (owner) => {
  const { keep, newId } = await import("/static/js/report/vault.js");
  const late = { id: newId(), owner, state: "draft", path: "/report/", at: 0, title: [], fields: [], files: [] };
  return keep(late).then(() => "kept", () => "refused");
}"""


class TestSigningOut:
    def test_asks_first_and_then_leaves_nothing(self, company, handset):
        with handset(company.reporter) as rita:
            keep_one(rita)
            rita.context.route("**/report/", lambda route: route.abort())  # signal for everything else
            comes_back(rita)
            page = rita.open("/my-reports/")
            page.locator(".account > summary").click()
            page.get_by_role("button", name="Sign out").click()
            expect(page.get_by_text("1 report waits on this phone. Send it first,")).to_be_visible()
            assert rita.visitor.axe() == []
            expect(page.get_by_role("link", name="Send it first")).to_be_visible()
            page.get_by_role("button", name="Sign out and lose it").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
            assert page.evaluate("indexedDB.databases()") == []
            assert page.evaluate(CACHED) == []
            assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
            rita.visitor.complaints.clear()
        assert not Report.objects.exists()

    def test_leaves_what_somebody_else_has_waiting_until_they_are_back(self, company, handset, live_server):
        with handset(company.reporter) as rita:
            keep_one(rita)
            rita.visitor.complaints.clear()
        with handset(company.owner) as olga:
            page = olga.open("/report/")
            expect(page.get_by_text("1 report of somebody else waits on this phone.")).to_be_visible()
            olga.drain()
            page = olga.open("/report/waiting/")
            expect(page.get_by_text("Reports of somebody else wait here, too.")).to_be_visible()
            assert WORDS not in page.content()
            page = olga.open("/account/logout/")
            page.get_by_role("main").get_by_role("button", name="Sign out").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
            assert not Report.objects.exists()
            page.get_by_label("E-mail").fill(company.reporter.email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            wait_until(Report.objects.exists, 10, "it is not sent once the person is back")
        assert Report.objects.get().reporter == company.reporter

    def test_asks_for_a_draft_too(self, company, handset):
        with handset(company.reporter) as rita:
            page = rita.install()
            page.get_by_label("In your words").fill(WORDS)
            wait_until(lambda: rita.states() == ["draft"], 10, "the draft is not kept")
            sign_out_from(rita)
            expect(page.get_by_text("1 draft was not reported yet; signing out deletes it.")).to_be_visible()
            assert rita.states() == ["draft"]

    def test_without_a_connection_is_refused_and_wipes_nothing(self, company, handset):
        with handset(company.reporter) as rita:
            keep_one(rita)
            comes_back(rita)
            rita.context.route("**/report/", lambda route: route.abort())
            page = rita.open("/account/logout/")
            rita.context.set_offline(True)
            page.get_by_role("main").get_by_role("button", name="Sign out").click()
            expect(page.get_by_role("alert")).to_contain_text("You are still signed in")
            assert rita.states() == ["waiting"]
            rita.visitor.complaints.clear()

    def test_works_where_the_store_is_broken(self, company, handset):
        with handset(company.reporter) as rita:
            page = rita.open("/my-reports/")
            page.evaluate(BROKEN)
            sign_out_from(rita, "")
            expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
            rita.visitor.complaints.clear()

    def test_empties_the_page_of_another_window_which_keeps_nothing_any_more(self, company, handset):
        with handset(company.reporter) as rita:
            page = rita.install()
            write(page)
            wait_until(lambda: rita.states() == ["draft"], 10, "the draft is not kept")
            mark = page.evaluate("document.querySelector('[data-waiting]').dataset.owner")
            other = rita.context.new_page()
            other.goto(rita.visitor.address + "/account/logout/")
            with page.expect_navigation():
                other.get_by_role("main").get_by_role("button", name="Sign out").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
            assert page.evaluate(LATE_DRAFT, mark) == "refused"
            assert rita.states() == []
            rita.visitor.complaints.clear()


def sign_out_from(rita, path="/my-reports/"):
    page = rita.open(path) if path else rita.page
    page.locator(".account > summary").click()
    page.get_by_role("button", name="Sign out").click()
