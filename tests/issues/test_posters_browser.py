"""A poster from the point's page to the paper and back through the camera: in a browser, painted, read, opened."""

from io import BytesIO
from itertools import pairwise

import pytest
from django.test import override_settings
from PIL import Image
from playwright.sync_api import expect

from inflection_points.commands.posters import allow_guests, make_poster, token_of
from inflection_points.models import Poster
from issues.models import Report
from tests.browsing import visitor
from tests.cast import REPORTED
from tests.codes import read_code, without_quiet_zone

pytestmark = pytest.mark.browser


def photographed(page):
    """The modules of the first code on the page as they are painted, with the white around them."""
    code = page.locator("svg[role=img]").first
    size = int(code.get_attribute("width"))
    picture = Image.open(BytesIO(code.screenshot())).convert("L")
    step_x, step_y = picture.width / size, picture.height / size
    middle = [(n + 0.5) for n in range(size)]
    dark = [[picture.getpixel((int(x * step_x), int(y * step_y))) < 128 for x in middle] for y in middle]
    return without_quiet_zone(dark)


def test_a_poster_is_made_printed_scanned_and_reports_without_signing_in(company, browser, live_server):
    with override_settings(SITE_URL=live_server.url):
        olga = visitor(browser, live_server.url, company.owner, color_scheme="dark")
        page = olga.open("/points/delivery-slot/")
        page.get_by_role("link", name="QR posters").click()
        page.get_by_role("button", name="Make the poster").click()
        page.get_by_role("link", name="Print it").click()
        expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
        poster = Poster.objects.get()
        allow_guests(poster=poster.pk, actor=company.administrator, now=REPORTED)
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.get_by_role("heading", name="Print a poster")).to_be_hidden()
        assert page.locator(".sheet").bounding_box()["width"] == pytest.approx(210 / 25.4 * 96, abs=1)
        link = read_code(photographed(page))
        assert link == f"{live_server.url}/r/{token_of(poster)}/"
        assert olga.complaints == []
        page.context.close()
        guest = visitor(browser, live_server.url, None, viewport={"width": 390, "height": 780})
        guest.page.goto(link)
        guest.page.get_by_label("Late", exact=True).check()
        guest.page.locator("[name=severity][value=high]").check()
        guest.page.get_by_role("button", name="Report").last.click()
        guest.page.wait_for_url("**/receipts/**")
        assert Report.objects.get().poster == poster
        assert guest.complaints == []
        guest.page.context.close()


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_sheets_fit_their_paper_whatever_the_names(company, browser, live_server, language):
    company.point.name = (
        "Kitchen assembled completely and handed over clean, with every appliance explained to the household"
    )
    company.point.save()
    long = make_poster(point=company.point, site=None, actor=company.owner, now=REPORTED)
    olga = visitor(browser, live_server.url, company.owner)
    page = olga.open(f"/posters/{long.pk}/print/?language={language}")
    page.emulate_media(media="print")
    parts = page.locator(".sheet > *").evaluate_all(
        "(parts) => parts.map((part) => part.getBoundingClientRect()).map((r) => [r.top, r.bottom])"
    )
    assert all(above[1] <= below[0] + 1 for above, below in pairwise(parts)), parts
    assert olga.axe() == []
    page.context.close()
