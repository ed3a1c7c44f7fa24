"""Somebody in a hurry: a 320 px phone on slow 4G with a slow processor, from the code on the wall to the receipt."""

import gzip
import io
from dataclasses import dataclass

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from benchmarks.phones import phone, slowed
from benchmarks.reporting import KILOBYTES, SCRIPTS
from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues.models import Issue, Report, ReportStart
from tests.browsing import visitor
from tests.cast import REPORTED

pytestmark = pytest.mark.browser
HEAD = 500  # bytes of an answer's head, at most
ORIENTATION, TURNED = 0x0112, 6
# Whether what has the focus is seen above the bar that stays at the bottom; of a long field, the line that is written.
IS_SEEN = """() => {
  const at = document.activeElement, bar = document.querySelector(".report-send");
  if (at === document.body || bar.contains(at) || at.closest(".visually-hidden")) return true;
  const shown = (at.closest(".chip, .choice") ?? at).getBoundingClientRect();
  return shown.top + Math.min(shown.height, 44) <= bar.getBoundingClientRect().top + 1;
}"""


@pytest.fixture
def link(company):
    poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
    return f"/r/{token_of(poster)}/"


@pytest.fixture
def page(browser, link):
    context = phone(browser)
    yield context.new_page()
    context.close()


@dataclass
class Thumb:
    taps: int = 0

    def tap(self, what: Locator) -> None:
        what.tap()
        self.taps += 1


def on_the_wire(page: Page, url: str) -> tuple[float, float]:
    """Open the page; its KB and those of its scripts as production sends them, compressed."""
    sizes: list[tuple[str, int]] = []
    page.on(
        "response", lambda r: sizes.append((r.request.resource_type, HEAD + len(gzip.compress(r.body()))))
    )
    page.goto(url, wait_until="networkidle")
    scripts = sum(size for kind, size in sizes if kind == "script")
    return sum(size for _, size in sizes) / 1000, scripts / 1000


class TestOnAPhone:
    def test_three_taps_from_the_code_to_the_receipt(self, company, page, live_server, link):
        slowed(page)
        thumb = Thumb()
        page.goto(live_server.url + link)
        thumb.tap(page.locator(".chip", has_text="Late"))
        thumb.tap(page.get_by_text("Somebody is stuck now"))
        thumb.tap(page.get_by_role("button", name="Report it").last)
        page.wait_for_url("**/receipts/*/", timeout=30_000)
        report = Report.objects.get()
        assert (report.issue.kind, report.issue.severity) == (company.kind, "critical")
        assert (thumb.taps, report.reporter) == (3, None)
        assert 0 <= report.took < 60
        assert ReportStart.objects.get().client_key == report.client_key

    def test_is_light_and_everything_on_it_is_large_enough_for_a_thumb(self, page, live_server, link):
        total, scripts = on_the_wire(page, live_server.url + link)
        assert total <= KILOBYTES
        assert scripts <= SCRIPTS
        first = page.locator(".chip, .choice, .report-send .button").all()
        assert [one for one in first if one.bounding_box()["height"] < 44] == []

    def test_the_bar_never_covers_what_has_the_focus(self, company, page, live_server, link):
        page.goto(live_server.url + link)
        hidden = []
        for _ in range(30):
            page.keyboard.press("Tab")
            if not page.evaluate(IS_SEEN):
                hidden.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        assert hidden == []

    def test_works_without_javascript(self, company, browser, live_server, link):
        context = phone(browser, java_script_enabled=False)
        page = context.new_page()
        page.goto(live_server.url + link)
        page.get_by_label("Late", exact=True).check()
        page.get_by_text("Small, but it keeps happening").tap()
        page.get_by_role("button", name="Report it").last.tap()
        page.wait_for_url("**/receipts/*/")
        assert Issue.objects.get().severity == "low"
        assert Report.objects.get().took is None
        context.close()


def picture(width: int, height: int) -> bytes:
    """What a camera hands out: large, lying on its side, and with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


SENT = """async () => {
  const form = document.querySelector("form[data-report]");
  await form.photosReady;
  return Promise.all([...form.elements.photos.files].map(async (file) => {
    const bitmap = file.type === "image/jpeg" ? await createImageBitmap(file) : {};
    return [file.name, bitmap.width, bitmap.height, (await file.text()).includes("Exif")];
  }));
}"""


class TestPhotos:
    def test_are_made_small_and_upright_on_the_phone_and_say_nothing_of_where(
        self, company, page, live_server, link
    ):
        page.goto(live_server.url + link)
        files = [
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(3000, 2000)},
            {"name": "b.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 no more"},
            {"name": "c.heic", "mimeType": "image/heic", "buffer": b"no browser reads this"},
        ]
        page.locator("[name=photos]").set_input_files(files)
        assert page.evaluate(SENT) == [
            ["a.jpg", 1067, 1600, False],
            ["b.pdf", None, None, False],
            ["c.heic", None, None, False],
        ]
        expect(page.locator("[data-chosen] canvas")).to_have_count(1)
        expect(page.locator(".photos-unread")).to_contain_text("This phone cannot read c.heic")
        page.locator("[data-camera]").set_input_files(files[:1])
        page.get_by_role("button", name="Remove").nth(1).click()
        assert [name for name, *_ in page.evaluate(SENT)] == ["a.jpg", "c.heic", "a.jpg"]

    def test_five_is_the_most_and_the_page_says_so(self, page, live_server, link):
        page.goto(live_server.url + link)
        small = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(60, 40)} for n in range(7)]
        page.locator("[name=photos]").set_input_files(small)
        assert len(page.evaluate(SENT)) == 5
        expect(page.get_by_text("Five is the most")).to_be_visible()

    def test_arrive_with_the_report(self, company, browser, live_server):
        one = visitor(browser, live_server.url, company.reporter)
        page = one.open("/report/?point=delivery-slot")
        picked = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(3000, 2000)}
        page.locator("[name=photos]").set_input_files(picked)
        page.evaluate(SENT)
        page.get_by_text("A customer noticed").click()
        page.get_by_role("button", name="Report it").last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        kept = Report.objects.get().attachments.get()
        assert max(kept.width, kept.height) == 1600
        assert one.complaints == []
        page.context.close()


def test_a_guest_has_no_door_to_what_is_inside(link):
    page = Client().get(link).content.decode()
    assert "/my-reports/" not in page
    assert "/inbox/" not in page
