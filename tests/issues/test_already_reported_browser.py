"""While somebody chooses and types, what is open already appears, moves nothing, and is joined with one tap."""

import pytest
from playwright.sync_api import expect

from issues.models import Issue, Report
from tests.browsing import visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def rita(company, browser, live_server):
    one = visitor(browser, live_server.url, company.reporter, viewport=PHONE)
    yield one
    assert one.complaints == []
    one.page.context.close()


def where(place):
    return {side: round(at) for side, at in place.bounding_box().items()}


def test_typing_shows_it_and_one_tap_adds_to_it(company, issue, rita):
    company.report(text="The parcel was wet")
    page = rita.open("/report/?point=delivery-slot")
    page.get_by_label("In your words").focus()
    places = [page.get_by_role("button", name="Report it").last, page.get_by_text("A customer is stuck now")]
    before = [where(place) for place in places]
    page.get_by_label("In your words").press_sequentially("driver two hours late", delay=20)
    shown = page.locator("#similar")
    expect(shown.get_by_role("heading", name="Already reported?")).to_be_visible()
    expect(shown.locator(".alike-one").first).to_contain_text("The driver came two hours late")
    expect(page.locator("#similar-said")).to_have_text("2 similar problems are open.")
    assert [where(place) for place in places] == before
    shown.evaluate("one => one.scrollIntoView()")
    page.wait_for_selector("#similar[data-settled]", state="attached")  # it takes no press for a moment
    shown.get_by_role("button", name="This happened to me too").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Added to number {issue.pk}")
    issue.refresh_from_db()
    assert (issue.report_count, Report.objects.last().text) == (2, "driver two hours late")
    assert Issue.objects.count() == 2


def test_without_an_answer_all_stays_as_it_is(company, issue, rita):
    page = rita.open("/report/?point=delivery-slot")
    page.route("**/report/similar/", lambda route: route.abort())
    before = page.locator("#similar").inner_text()
    with page.expect_event("requestfailed"):
        page.get_by_label("In your words").fill("driver two hours late")
    assert page.locator("#similar").inner_text() == before
    rita.complaints.clear()  # the browser's own, that the request failed
