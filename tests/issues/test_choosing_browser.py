"""Which rows a command is given for: what the bar says, and nothing else, whatever the line does."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from issues.models import Issue
from tests.browsing import visitor

pytestmark = pytest.mark.browser
# What a page hears that the browser brings back just as it was left.
BROUGHT_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


@pytest.fixture
def three(company):
    return [company.report(text=f"Late {number}").pk for number in range(3)]


@pytest.fixture
def olga(company, browser, live_server):
    one = visitor(browser, live_server.url, company.owner, viewport={"width": 1280, "height": 900})
    yield one
    assert one.complaints == []
    one.page.context.close()


def box(page, number):
    return page.locator(f'.row-select input[aria-label="Choose number {number}"]')


def test_what_is_taken_away_after_all_that_match_was_ticked_is_left_alone(olga, three):
    page = olga.open("/issues/?all=1")
    everything, count = page.locator("#bulk-all"), page.locator("[data-bulk-count]")
    box(page, three[0]).check()
    everything.check()
    expect(count).to_have_text("All 3 chosen")
    box(page, three[1]).click(modifiers=["Shift"])
    expect(count).to_have_text("1 chosen")
    expect(everything).not_to_be_checked()
    everything.check()
    box(page, three[1]).uncheck()
    expect(count).to_have_text("2 chosen")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("2 issues accepted").first).to_be_visible()
    assert Issue.objects.get(accepted_at=None).pk == three[1]


def test_how_many_match_is_asked_again_after_the_line_was_gone(olga, three):
    page = olga.page
    page.route("**/bulk/?*", lambda route: route.abort())
    olga.open("/issues/?all=1")
    with page.expect_event("requestfailed"):
        box(page, three[0]).check()
    page.unroute("**/bulk/?*")
    box(page, three[1]).check()
    expect(page.get_by_label("All 3 that match")).to_be_visible()


def test_the_key_of_what_was_accepted_is_not_sent_with_another_command(olga, three):
    page, sent = olga.open("/issues/?all=1"), []

    def stay(route, request):
        sent.append(parse_qs(request.post_data))
        route.fulfill(status=204)

    page.route("**/bulk/", stay)
    box(page, three[0]).check()
    for command in ("Accept", "Hand over"):
        with page.expect_response("**/bulk/"):
            page.get_by_role("button", name=command).click()
        page.evaluate(BROUGHT_BACK)
    assert [("key" in one, one["command"]) for one in sent] == [(True, ["accept"]), (False, ["hand_over"])]
