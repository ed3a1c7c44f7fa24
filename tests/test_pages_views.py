"""Views of the list as people use them: made by a manager, opened by others, on a desk and on a phone, without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inflection_points.rules.policies import Severity
from issues.models import SavedView
from issues.views.keyset import PAGE
from tests.browsing import visitor
from tests.cast import DAY, HOUR

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 740}


@pytest.fixture
def some(company):
    now = timezone.now()
    company.report(now=now - 2 * DAY, severity=Severity.HIGH, text="Oven in the rain")
    company.report(now=now - HOUR, severity=Severity.CRITICAL, text="Gas smell")
    company.report(now=now, severity=Severity.LOW, text="Scratch on a door")
    return company


@pytest.fixture
def window(browser, live_server):
    """A browser window of somebody, which must have had nothing to complain about."""
    opened = []

    def open_one(person, **options):
        opened.append(visitor(browser, live_server.url, person, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        assert one.complaints == []
        one.page.context.close()


def shows(page, *titles):
    """These issues and no others, in this order, as soon as the page is there."""
    expect(page.locator(".row-link")).to_have_text([re.compile(rf"(Late: )?{title}\s*$") for title in titles])


def test_a_manager_shares_a_view_which_others_open_and_nobody_else_changes(some, window):
    olga = window(some.owner, viewport=DESK)
    page = olga.open("/issues/")
    page.locator("summary", has_text="How bad").click()
    page.get_by_label("critical").check()
    page.get_by_label("high", exact=True).check()
    page.get_by_label("Order").select_option("worst first")
    page.get_by_role("button", name="Show", exact=True).click()
    shows(page, "Gas smell", "Oven in the rain")
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Next move").check()
    page.get_by_role("button", name="Show the table").click()
    page.get_by_role("columnheader", name="How bad").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="How bad")).to_have_attribute("aria-sort", "ascending")
    shows(page, "Oven in the rain", "Gas smell")
    page.get_by_role("link", name="Save as a view").click()
    page.get_by_label("Name", exact=True).fill("Urgent")
    page.get_by_label("Everybody can open it").check()
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Saved as “Urgent”.")).to_be_visible()
    page.get_by_role("link", name="How bad: high (take away)").click()
    page.get_by_role("button", name="Update “Urgent”").click()
    expect(page.get_by_text("“Urgent” shows this from now on.")).to_be_visible()
    shows(page, "Gas smell")
    with page.expect_download() as sent:
        page.get_by_role("link", name="CSV").click()
    assert sent.value.suggested_filename.startswith("urgent-")
    assert "Gas smell" in sent.value.path().read_text(encoding="utf-8-sig")

    xavier = window(some.executive, viewport=PHONE)
    page = xavier.open("/issues/")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Urgent").click()
    shows(page, "Gas smell")
    assert not xavier.is_wider_than_the_screen()
    assert xavier.axe() == []
    expect(page.get_by_role("button", name="Update")).to_have_count(0)
    page.get_by_role("link", name="Copy this view").click()
    page.get_by_role("button", name="Save it").click()
    assert SavedView.objects.get(owner=some.executive).query == SavedView.objects.get(owner=some.owner).query


def test_the_frontline_chooses_a_view_to_begin_with_and_finds_the_way_back(some, window):
    SavedView.objects.create(
        owner=some.owner, name="Urgent", query="severity=high", is_shared=True, saved_at=timezone.now()
    )
    rita = window(some.reporter, viewport=PHONE, java_script_enabled=False)
    page = rita.open("/issues/")
    page.get_by_role("link", name="Views", exact=True).click()
    page.get_by_role("button", name="Open first").click()
    expect(page.get_by_text("Your list of issues opens with “Urgent”.")).to_be_visible()
    page = rita.open("/issues/")
    shows(page, "Oven in the rain")
    page.get_by_role("link", name="All issues", exact=True).click()
    shows(page, "Scratch on a door", "Gas smell", "Oven in the rain")
    page.get_by_text("Filters and order").click()
    page.get_by_role("link", name="More filters").click()
    page.get_by_role("combobox", name="In whose hands").fill("Olga")
    page.get_by_role("combobox", name="Site").fill("Atlantis")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing here is called “Atlantis”.")
    expect(page.get_by_role("combobox", name="Site")).to_have_value("Atlantis")
    expect(page.get_by_role("link", name="In whose hands: Olga Owner (take away)")).to_be_visible()
    expect(page.locator(".row-link")).to_have_count(3)


def test_a_name_is_completed_while_one_types(some, window):
    page = window(some.owner, viewport=DESK).open("/issues/?more=1")
    page.get_by_role("combobox", name="Who answers for it").press_sequentially("olg")
    expect(page.locator("#id_owner_names option")).to_have_attribute("value", "Olga Owner")


def test_how_many_match_is_said_once_the_page_is_there(some, window):
    for n in range(PAGE):
        some.report(now=timezone.now() - n * HOUR, text=f"Bell number {n}")
    page = window(some.owner, viewport=DESK).open("/issues/?department=delivery&all=1")
    expect(page.get_by_role("status").filter(has_text="match")).to_have_text("53 match")
    without = window(some.owner, viewport=PHONE, java_script_enabled=False).open("/issues/?all=1")
    without.get_by_role("link", name="How many match").click()
    expect(without.get_by_role("status").filter(has_text="match")).to_have_text("53 match")
