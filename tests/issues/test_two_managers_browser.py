"""Two managers on one issue, each in a browser: the second sees what the first did and loses nothing typed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from issues.models import Issue
from issues.rules.state import Phase
from tests.browsing import Visitor, visitor

pytestmark = pytest.mark.browser

WORDS = "Call every customer of the tour before eight"
BOTH = pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])


@pytest.fixture
def fresh(company) -> Issue:
    """Reported now: the suggested due date has to lie ahead of the server's clock."""
    found: Issue = company.report(now=timezone.now())
    return found


@pytest.fixture
def sit_down(company, browser, live_server) -> Iterator[Any]:
    """Opens a browser for one of the cast."""
    sitting: list[Visitor] = []

    def sit(who: str, *, has_scripts: bool = True) -> Visitor:
        one = visitor(browser, live_server.url, getattr(company, who), java_script_enabled=has_scripts)
        sitting.append(one)
        return one

    yield sit
    assert [complaint for one in sitting for complaint in one.complaints] == []
    for one in sitting:
        one.page.context.close()


def begin_to_plan(page: Page) -> None:
    page.get_by_role("link", name="Plan an action").click()
    page.get_by_label("What will be done?").fill(WORDS)


def hand_over(page: Page, to: str) -> None:
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("To", exact=True).select_option(label=to)
    page.get_by_label("Why them?").fill("It was their van")
    page.get_by_role("button", name="Hand over").click()


@BOTH
def test_who_plans_while_the_other_hands_over_reads_of_it_and_plans_knowingly(sit_down, fresh, has_scripts):
    olga, dan = sit_down("owner", has_scripts=has_scripts), sit_down("deputy")
    begin_to_plan(olga.open(fresh.get_absolute_url()))
    hand_over(dan.open(fresh.get_absolute_url()), "Sven Support")
    expect(dan.page.get_by_text("Handed over.")).to_be_visible()

    page = olga.page
    page.get_by_role("button", name="Plan it").click()
    told = page.get_by_role("alert").filter(has_text="Since you opened this")
    expect(told).to_contain_text("Dan Deputy: handed over to Sven Support, less than a minute ago")
    expect(told).to_contain_text("It was their van")
    expect(page.get_by_label("What will be done?")).to_have_value(WORDS)
    if has_scripts:
        expect(page.locator("dialog[open]")).to_contain_text("Since you opened this")
        assert olga.axe() == []
    assert not fresh.actions.exists()

    page.get_by_role("button", name="Plan it all the same").click()
    expect(page.get_by_label("What will be done?")).not_to_be_visible()
    assert fresh.actions.get().description == WORDS


@BOTH
def test_who_presses_accept_on_what_the_other_accepted_is_told_whose_it_is(sit_down, fresh, has_scripts):
    olga, dan = sit_down("owner", has_scripts=has_scripts), sit_down("deputy")
    olga.open(fresh.get_absolute_url())
    dan.open(fresh.get_absolute_url()).get_by_role("button", name="Accept").click()
    expect(dan.page.get_by_text("You have it now.")).to_be_visible()

    olga.page.get_by_role("button", name="Accept").click()
    expect(olga.page.get_by_text("Dan Deputy accepted it").first).to_be_visible()
    expect(olga.page.get_by_text("Since you opened this").first).to_be_visible()
    fresh.refresh_from_db()
    assert (fresh.phase, fresh.holder.name) == (Phase.ACCEPTED, "Dan Deputy")
