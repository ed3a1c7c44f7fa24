"""The palette: whatever there is to open or to do, found by typing."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browsing import DESK, visitor
from tests.keyboard import Keyboard


@pytest.fixture
def three(company):
    return [company.report(now=timezone.now(), text=text) for text in ("First", "Second", "Third")]


@pytest.mark.browser
class TestPalette:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_finds_issues_people_and_commands_and_nothing_is_wrong_with_what_opens(
        self, company, three, browser, live_server, theme
    ):
        one = visitor(browser, live_server.url, company.owner, viewport=DESK, theme=theme)
        keys, page = Keyboard(one.page), one.page
        one.open(f"/inbox/?issue={three[0].pk}")
        for key, heading in {"?": "Keys", "v": "How bad is it really?", "p": "Plan an action"}.items():
            keys.press(key)
            keys.has_form(heading)
            assert one.axe() == []
            keys.close()
        keys.press("Control+k")
        keys.type("decline")
        expect(page.get_by_role("option", name="Decide not to act")).to_have_attribute(
            "aria-selected", "true"
        )
        keys.press("Control+a")
        keys.type("sec")
        expect(page.get_by_role("option", name="Late: Second")).to_be_visible()
        assert one.axe() == []
        keys.press("Enter")
        expect(page.locator("#issue").get_by_role("heading", name="Late: Second")).to_be_visible()
        keys.press("Control+k")
        keys.type(str(three[2].pk))
        keys.press("Enter")  # before the answer: it waits for it
        expect(page.locator("#issue").get_by_role("heading", name="Late: Third")).to_be_visible()
        keys.press("/")
        keys.type("tom")
        expect(page.get_by_role("option", name="Tom Technician")).to_be_visible()
        keys.press("Enter")
        keys.title_begins("Issues")
        assert one.complaints == []
        one.page.context.close()

    def test_says_that_nothing_was_found_and_that_nobody_answers(self, company, issue, browser, live_server):
        one = visitor(browser, live_server.url, company.owner, viewport=DESK)
        keys, page = Keyboard(one.page), one.open(f"/inbox/?issue={issue.pk}")
        keys.press("Control+k")
        keys.type("zebra")
        keys.sees("Nothing like “zebra”.")
        page.context.set_offline(True)
        keys.press("Control+a")
        keys.type("acc")
        keys.sees("cannot be looked up just now")
        keys.press("Enter")
        page.context.set_offline(False)
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.context.close()
