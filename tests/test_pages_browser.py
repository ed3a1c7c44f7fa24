"""The pages as people use them: with a thumb, with keys, twice, backwards, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from issues.models import Issue, Report
from tests.browsing import visitor
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def rita(company, browser, live_server):
    one = visitor(browser, live_server.url, company.reporter, viewport={"width": 360, "height": 740})
    yield one
    assert one.complaints == []
    one.page.context.close()


@pytest.fixture
def olga(company, browser, live_server):
    one = visitor(browser, live_server.url, company.owner, viewport={"width": 1280, "height": 900})
    yield one
    assert one.complaints == []
    one.page.context.close()


def choose_point(page):
    page.get_by_label("Where?").select_option("delivery-slot")


class TestReporting:
    def test_shows_kinds_and_similar_issues_as_soon_as_the_point_is_chosen(self, company, rita):
        company.report(text="The driver went to the wrong house")
        page = rita.open("/report/")
        page.get_by_label("In your words").fill("Typed before the point was chosen")
        choose_point(page)
        page.get_by_label("Late", exact=True).check()
        expect(page.get_by_role("link", name="The driver went to the wrong house")).to_be_visible()
        expect(page.get_by_label("In your words")).to_have_value("Typed before the point was chosen")
        expect(page.get_by_role("heading", name="Already reported?")).to_be_visible()
        page.wait_for_selector("#similar[data-settled]", state="attached")  # it takes no press for a moment
        page.get_by_role("button", name="This happened to me too").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Added to number")
        assert Report.objects.last().text == "Typed before the point was chosen"
        assert Issue.objects.count() == 1

    def test_pressed_twice_is_one_report(self, rita):
        page = rita.open("/report/?point=delivery-slot")
        page.get_by_text("A customer is stuck now").click()
        page.get_by_role("button", name="Report it").dblclick()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        assert Issue.objects.count() == 1

    def test_gone_back_and_sent_again_is_a_second_one(self, rita):
        page = rita.open("/report/?point=delivery-slot")
        page.get_by_text("A customer is waiting").click()
        page.get_by_role("button", name="Report it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        page.go_back()
        page.get_by_label("In your words").fill("Another thing")
        page.get_by_text("Small, but").click()
        page.get_by_role("button", name="Report it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        assert Issue.objects.count() == 2

    def test_enter_reports_instead_of_joining_another_issue(self, company, rita):
        company.report(text="Something else entirely")
        page = rita.open("/report/?point=delivery-slot")
        page.get_by_text("A customer noticed").click()
        page.get_by_label("How many customers?").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        assert Issue.objects.count() == 2

    def test_a_recent_place_is_filled_in_without_losing_anything(self, company, rita):
        company.report()
        page = rita.open("/report/")
        page.get_by_label("In your words").fill("Typed before the place was pressed")
        page.get_by_text("A customer is stuck now").click()
        page.get_by_role("button", name="Delivery slot kept").click()
        expect(page.get_by_label("Late", exact=True)).to_be_visible()
        expect(page.get_by_label("Where?")).to_have_value("delivery-slot")
        expect(page.get_by_label("In your words")).to_have_value("Typed before the place was pressed")
        expect(page.get_by_role("radio", name="A customer is stuck now")).to_be_checked()

    def test_one_long_word_does_not_make_the_page_wider_than_the_phone(self, rita):
        page = rita.open("/report/")
        page.get_by_label("In your words").fill("https://example.test/" + "x" * 300)
        assert not rita.is_wider_than_the_screen()

    def test_what_is_missing_is_one_press_away(self, rita):
        page = rita.open("/report/?point=delivery-slot")
        page.get_by_role("button", name="Report it").click()
        expect(page.get_by_role("alert")).to_be_focused()
        page.get_by_role("link", name="How bad is it? Choose one").click()
        expect(page.get_by_role("group", name="How bad is it?")).to_be_focused()
        expect(page.get_by_role("group", name="How bad is it?")).to_be_in_viewport()

    def test_works_without_javascript(self, company, browser, live_server):
        one = visitor(browser, live_server.url, company.reporter, java_script_enabled=False)
        page = one.open("/report/")
        choose_point(page)
        page.get_by_label("In your words").fill("No script here")
        page.get_by_text("A customer noticed").click()
        page.get_by_role("button", name="Report it").click()
        page.get_by_label("Late", exact=True).check()
        page.get_by_role("button", name=re.compile("report it")).last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        assert Issue.objects.get().kind == company.kind
        page.context.close()


class TestTheInbox:
    def test_is_worked_through_with_keys(self, company, olga):
        first, second = company.report(text="First"), company.report(text="Second")
        page = olga.open("/inbox/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Late: First")).to_be_visible()
        assert page.url.endswith(f"/inbox/?issue={first.pk}")
        page.keyboard.press("p")
        expect(page.get_by_role("heading", name="Plan an action")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", name="Plan an action")).not_to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Late: Second")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="Late: First")).to_be_visible()
        assert second.events.count() == 1

    def test_takes_an_answer_in_place(self, company, olga):
        issue = company.report()
        page = olga.open(f"/inbox/?issue={issue.pk}")
        page.get_by_role("link", name="The harm is stopped").click()
        page.get_by_label("What did you do?").fill("Sent a courier")
        page.get_by_role("button", name="Record it").dblclick()
        expect(page.get_by_text("Written down: the issue is acted on.")).to_be_visible()
        expect(page.locator(".group-head").get_by_role("heading", name="Resolve")).to_be_visible()
        expect(page.get_by_role("dialog")).not_to_be_visible()
        assert [e.kind for e in issue.events.all()].count("containment_recorded") == 1

    def test_says_inside_the_dialog_that_it_was_not_sent_and_takes_it_after_signing_in_again(
        self, company, olga
    ):
        issue = company.report()
        page = olga.open(f"/issues/{issue.pk}/")
        page.get_by_role("link", name="The harm is stopped").click()
        page.get_by_label("What did you do?").fill("Sent a courier")
        page.context.set_offline(True)
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_role("dialog").get_by_text("there is no connection just now")).to_be_visible()
        page.context.set_offline(False)
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Record it").click()
        with page.context.expect_page() as opened:
            page.get_by_role("dialog").get_by_role("link", name="Sign in again in another tab").click()
        door = opened.value
        door.get_by_label("E-mail address").fill(company.owner.email)
        door.get_by_label("Password").fill(PASSWORD)
        door.get_by_role("button", name="Sign in").click()
        expect(door.get_by_role("heading", name="Inbox")).to_be_visible()
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_text("Written down: the issue is acted on.")).to_be_visible()
        assert not any("Security Policy" in complaint for complaint in olga.complaints)
        olga.complaints.clear()  # htmx writes down what could not be sent

    def test_refused_on_a_page_of_its_own_opens_no_second_copy(self, company, olga):
        issue = company.report()
        page = olga.open(f"/issues/{issue.pk}/record-containment/")
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_role("dialog")).not_to_be_visible()

    def test_keeps_what_was_typed_when_the_command_is_refused(self, company, olga):
        issue = company.report()
        page = olga.open(f"/issues/{issue.pk}/")
        page.get_by_role("link", name="Plan an action").click()
        page.get_by_label("What will be done?").fill("Yesterday’s work")
        page.get_by_label("By when?").fill("2020-01-01T10:00")
        page.get_by_role("button", name="Plan it").click()
        expect(page.get_by_text("The due date lies in the past.")).to_be_visible()
        expect(page.get_by_label("What will be done?")).to_have_value("Yesterday’s work")


class TestWithoutJavaScript:
    def test_a_manager_can_do_everything_on_pages(self, company, browser, live_server):
        issue = company.report()
        one = visitor(browser, live_server.url, company.owner, java_script_enabled=False)
        page = one.open(f"/inbox/?issue={issue.pk}")
        page.locator("#issue").get_by_role("button", name="Accept").click()
        expect(page.get_by_text("You have it now.")).to_be_visible()
        page.get_by_text("Olga Owner").first.click()
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.get_by_role("link", name="Hand over").click()
        page.get_by_label("To", exact=True).select_option(label="Tom Technician")
        page.get_by_role("button", name="Hand over").click()
        expect(page.get_by_text("Handed over.")).to_be_visible()
        page.get_by_role("link", name="The harm is stopped").click()
        page.get_by_role("link", name="Not now").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Late")
        assert Issue.objects.get().holder == company.holder
        page.context.close()
