"""The overview in a real browser: drawn, readable by everybody, and whole without scripts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from issues import commands

pytestmark = pytest.mark.browser

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = (
    "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' '))"
)
INK = """() => {
    const canvas = document.querySelector(".chart-frame canvas");
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const found = new Set();
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] === 255) found.add(pixels.slice(i, i + 3).join());
    return [...found];
}"""


@pytest.fixture
def company(transactional_db, company):
    """Thirty problems of five weeks ago: ten acted on in time, ten late, ten never."""
    then = timezone.now() - timedelta(weeks=5)
    for number in range(30):
        issue = company.report(now=then)
        if number < 20:
            acted = then + (timedelta(0) if number < 10 else timedelta(weeks=2))
            commands.record_containment(issue=issue.pk, actor=company.owner, now=acted, evidence="Stopped")
    return company


@pytest.fixture
def open_overview(live_server, client, company, browser):
    """A page of the overview as the executive has it; what the console says is collected."""
    client.force_login(company.executive, backend="allauth.account.auth_backends.AuthenticationBackend")
    contexts = []

    def visit(**options):
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto("/overview/")
        page.wait_for_load_state("networkidle")
        return page

    yield visit
    for context in contexts:
        context.close()


class TestChart:
    def test_is_drawn_in_the_colours_of_the_theme(self, open_overview):
        page = open_overview(color_scheme="light")
        light = page.evaluate(INK)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.wait_for_timeout(200)
        assert page.said == []  # nothing that the content security policy refused, and no error
        dark = page.evaluate(INK)
        assert min(len(light), len(dark)) > 3
        assert set(light) != set(dark)

    def test_leads_to_the_issues_that_are_pressed(self, open_overview):
        """In the middle of the column are the ten late ones of that week."""
        page = open_overview(viewport={"width": 1280, "height": 900})
        canvas = page.locator(".chart-frame canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        axis, levels = 45, 40  # px: the numbers at the left, and those of target and reference at the right
        column = (box["width"] - axis - levels) / 12
        page.mouse.click(box["x"] + axis + 6.5 * column, box["y"] + box["height"] * 0.45)
        page.wait_for_url(re.compile("week=.*what=late"))
        expect(page.locator(".page-count")).to_have_text("10")

    def test_is_read_and_opened_with_the_keyboard_alone(self, open_overview):
        page = open_overview()
        said = page.locator("[data-chart-said]")
        page.locator(".chart-frame canvas").focus()
        page.keyboard.press("ArrowRight")
        expect(said).to_contain_text("n = 0. not acted on: nothing to judge yet")
        for _ in range(6):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        expect(said).to_contain_text("n = 30. late: 33 % (10 of 30). Enter opens the list behind it")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("week=.*what=late"))
        expect(page.locator(".page-count")).to_have_text("10")

    def test_is_saved_as_a_picture_of_the_size_of_a_slide(self, open_overview):
        page = open_overview(color_scheme="dark")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as picture").click()
        picture = Image.open(download.value.path())
        assert download.value.suggested_filename == f"weeks-{timezone.now():%Y-%m-%d}.png"
        assert picture.size == (2400, 1350)
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 50  # words and bars, not a blank sheet
        assert page.said == []

    @pytest.mark.parametrize("width", [320, 1280])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_stands_on_a_page_that_everybody_can_read(self, open_overview, width, scheme):
        page = open_overview(color_scheme=scheme, viewport={"width": width, "height": 800})
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(VIOLATIONS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    def test_shows_the_ring_of_the_keyboard_around_what_scrolls_aside(self, open_overview):
        page = open_overview(viewport={"width": 320, "height": 800})
        page.goto("/flow/")
        box = page.locator(".table-scroll").first
        fades = "box => getComputedStyle(box).maskImage"
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert box.evaluate(fades) != "none"
        box.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(box).to_be_focused()
        assert box.evaluate("box => getComputedStyle(box).outlineStyle") != "none"
        assert box.evaluate(fades) == "none"

    def test_what_is_for_paper_alone_does_not_stand_on_the_screen(self, open_overview):
        page = open_overview()
        page.goto("/value-chain/")
        expect(page.locator(".chain-legend")).to_have_count(2)
        expect(page.locator(".chain-legend.print-only")).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator(".chain-legend.print-only")).to_be_visible()
        expect(page.locator(".chain-legend.screen-only")).to_be_hidden()

    def test_is_not_missed_without_scripts(self, open_overview):
        page = open_overview(java_script_enabled=False)
        assert not page.locator(".chart-frame canvas").is_visible()
        assert page.get_by_role("region", name="Week by week").locator("tbody tr").count() == 12


class TestTables:
    def test_of_many_columns_are_scrolled_with_the_keyboard_on_a_phone_and_keep_what_a_row_is_of_in_sight(
        self, open_overview
    ):
        page = open_overview(viewport={"width": 390, "height": 800})
        page.goto("/flow/")
        table = page.get_by_role("region", name="Week by week")
        last = table.get_by_role("columnheader", name="Resolved so far")
        expect(table).to_have_css("mask-image", re.compile("linear-gradient"))
        assert last.bounding_box()["x"] > 390
        table.focus()
        for _ in range(20):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "(box) => box.scrollLeft >= box.scrollWidth - box.clientWidth - 1", arg=table.element_handle()
        )
        box = last.bounding_box()
        assert box["x"] + box["width"] <= 390
        for head in (table.locator("thead th").first, *table.locator("tbody th, tfoot th").all()[-2:]):
            assert round(head.bounding_box()["x"]) == round(table.bounding_box()["x"])
        assert page.said == []


class TestFilters:
    def test_ask_for_other_weeks_only_when_these_are_chosen_and_send_nothing_before(self, open_overview):
        page = open_overview(viewport={"width": 390, "height": 800})
        page.locator(".scope-fold > summary").click()
        weeks, number = page.get_by_label("Reported in", exact=True), page.get_by_label("Weeks", exact=True)
        assert not number.is_visible()
        weeks.select_option(label="other weeks …")
        assert number.is_visible()
        assert page.url.endswith("/overview/")
        number.fill("7")
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**last=7**")
        summary = page.locator(".scope-fold > summary")
        expect(summary).to_contain_text("7 weeks · compared with the weeks before")
        summary.click()
        weeks.select_option(label="26 weeks")
        page.wait_for_url("**weeks=26**")
        assert "last=7" not in page.url
        expect(summary).to_contain_text("26 weeks")
        assert page.said == []

    def test_keep_what_was_chosen_without_a_connection_and_say_so(self, open_overview):
        page = open_overview(viewport={"width": 1280, "height": 800})
        page.context.set_offline(True)
        weeks = page.get_by_label("Reported in", exact=True)
        weeks.select_option(label="26 weeks")
        expect(page.get_by_text("Not shown: there is no connection just now")).to_be_visible()
        assert weeks.input_value() == "26"
        assert page.url.endswith("/overview/")
        page.context.set_offline(False)
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**weeks=26**")
