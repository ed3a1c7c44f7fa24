"""Every page, for every role, light and dark, on a desk and on a phone: nothing for axe, nothing against the policy."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.browsing import DESK, PHONE, Visitor, visitor
from tests.busy import make_busy
from tests.pages import names_of_pages, pages, unlike_each_other, variations, without_a_page
from tests.routes import ROUTES
from tests.test_permissions import Things, things

__all__ = ["things"]

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
PARTS: Final = 4  # of all pages, so that workers share them


@pytest.fixture
def busy(live_server: Any, things: Things) -> Any:
    """The company with an issue in each state, so that every part of every page stands on the screen."""
    return make_busy(things)


@pytest.fixture
def windows(browser: Browser, live_server: Any, things: Things) -> Iterator[Callable[[str], Visitor]]:
    """The browser window of each audience, opened when it is first asked for."""
    opened: dict[str, Visitor] = {}

    def window(audience: str) -> Visitor:
        if audience not in opened:
            person = getattr(things.company, audience, None)
            opened[audience] = visitor(browser, live_server.url, person, reduced_motion="reduce")
        return opened[audience]

    yield window
    for one in opened.values():
        one.page.context.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_wrong_on_any_page_for_anybody(windows, things, busy, part):
    names, wrong = names_of_pages()[part::PARTS], []
    addresses = [things.address(name, ROUTES[name]) for name in names] + variations(busy)[part::PARTS]
    found = list(pages(busy, addresses))
    for page in unlike_each_other(found):
        one = windows(page.audience)
        one.open(page.address)
        wrong += [f"{page.address} for {page.audience}, {fault}" for fault in one.faults()]
    assert not wrong, "\n".join(wrong)
    assert without_a_page(things, names, found) == set()


def test_nothing_is_wrong_in_the_dialog_and_after_an_answer(browser, live_server, busy):
    one = visitor(browser, live_server.url, busy.owner, viewport=PHONE, theme="light")
    page = one.open(f"/issues/{busy.late.pk}/")
    page.get_by_role("link", name="Plan an action").click()
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("alert").wait_for()
    assert one.axe() == []
    page.get_by_label("What will be done?").fill("Call the customer")
    page.get_by_label("By when?").fill((timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("Planned. Whoever does it has been told.").wait_for()
    assert one.axe() == []
    assert one.complaints == []


def test_nothing_is_wrong_while_a_policy_is_changed(browser, live_server, busy):
    one = visitor(browser, live_server.url, busy.administrator, viewport=PHONE, theme="dark")
    page = one.open(f"/policies/{busy.version.policy_id}/change/")
    page.get_by_label("to act when normal", exact=True).fill("0")
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("alert").get_by_role("link", name="act, normal").click()
    assert one.axe() == []
    page.get_by_label("to act when normal", exact=True).fill("2")
    page.get_by_role("button", name="Add a rung to resolve").click()
    page.get_by_label("At % of the target").last.fill("300")
    page.get_by_role("group", name="Rung 4").last.get_by_label("all executives").check()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="What it would have done in the last 90 days").wait_for()
    assert one.axe() == []
    assert not one.is_wider_than_the_screen()
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_text("Saved as version 3.").wait_for()
    assert one.complaints == []


def test_the_picture_of_a_policy_follows_what_is_typed(browser, live_server, busy):
    one = visitor(browser, live_server.url, busy.administrator, viewport=DESK)
    page = one.open(f"/policies/{busy.version.policy_id}/change/")
    page.get_by_label("to act when normal", exact=True).fill("7")
    page.get_by_label("to act when normal", exact=True).press("Tab")
    page.locator("#picture").get_by_text("49 h").first.wait_for(state="attached")
    assert one.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wrong_while_a_calendar_is_changed(browser, live_server, busy, theme):
    one = visitor(browser, live_server.url, busy.administrator, viewport=PHONE, theme=theme)
    page = one.open(f"/calendars/{busy.calendar.pk}/change/")
    page.get_by_label("Monday", exact=True).fill("22-6")
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("alert").wait_for()
    assert one.axe() == []
    page.get_by_label("Monday", exact=True).fill("9-12, 13-15")
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Take over the public holidays").click()
    page.get_by_text("public holidays stand in the list now").wait_for()
    assert one.axe() == []
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("heading", name="What it changes").wait_for()
    assert one.axe() == []
    assert not one.is_wider_than_the_screen()
    page.get_by_role("button", name="Save it").click()
    page.get_by_text("“Office hours” is saved.").wait_for()
    assert one.axe() == []
    assert one.complaints == []
    one.page.context.close()
