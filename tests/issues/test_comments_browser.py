"""Saying something to a colleague with a photo, as one does it: without a mouse, and without JavaScript too."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from issues.models import Attachment
from notifications.models import Message
from tests.attached import picture_bytes
from tests.browsing import visitor
from tests.cast import make_company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHOTO = {"name": "dent.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(size=(640, 480))}

NOTE_PATIENCE = (
    "addEventListener('htmx:beforeSend', (sent) => { patience = sent.detail.requestConfig.timeout })"
)


@pytest.fixture
def company(transactional_db):
    return make_company()


def test_a_comment_with_a_mention_by_keyboard_and_a_photo(browser, live_server, company):
    issue = company.report(now=timezone.now())
    one = visitor(browser, live_server.url, company.owner)
    page = one.open(f"/issues/{issue.pk}/")
    page.locator("#comment_text").focus()
    page.keyboard.type("Look at the dent, @h")
    page.get_by_role("option", name="Hana Head").wait_for()
    assert one.axe() == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("please")
    assert page.locator("#comment_text").input_value() == "Look at the dent, @Hana Head please"
    page.locator("#comment_photos").set_input_files(PHOTO)
    page.evaluate(NOTE_PATIENCE)
    page.get_by_role("button", name="Comment").click()
    picture = page.get_by_role("img", name="Photo: Look at the dent, @Hana Head please")
    picture.scroll_into_view_if_needed()
    page.wait_for_function(
        "() => [...document.images].every(image => image.complete && image.naturalWidth > 0)"
    )
    expect(page.get_by_role("link", name="@Hana Head", exact=True)).to_be_visible()
    assert Message.objects.get(kind="mentioned").recipient == company.head
    assert page.evaluate("window.patience") >= 5 * 60_000  # five photos over a poor line
    assert one.axe() == []
    assert one.complaints == []


def test_evidence_goes_out_from_the_dialog(browser, live_server, company):
    issue = company.report(now=timezone.now())
    one = visitor(browser, live_server.url, company.owner)
    page = one.open(f"/issues/{issue.pk}/")
    page.get_by_role("link", name="The harm is stopped").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What did you do?").fill("Fenced off")
    dialog.locator("input[type=file]").set_input_files({**PHOTO, "buffer": b"no picture"})
    dialog.get_by_role("button", name="Record it").click()
    dialog.get_by_text("neither a picture").first.wait_for()
    assert dialog.get_by_label("What did you do?").input_value() == "Fenced off"
    dialog.locator("input[type=file]").set_input_files(PHOTO)
    dialog.get_by_role("button", name="Record it").click()
    page.get_by_role("img", name="Photo: Fenced off").wait_for()
    assert one.complaints == []


def test_the_same_without_javascript(browser, live_server, company):
    issue = company.report(now=timezone.now())
    one = visitor(browser, live_server.url, company.owner, java_script_enabled=False)
    page = one.open(f"/issues/{issue.pk}/")
    page.locator("#comment_text").fill("@hana look")
    page.locator("#comment_photos").set_input_files(PHOTO)
    page.get_by_role("button", name="Comment").click()
    expect(page.get_by_text("Your comment stands in the timeline.")).to_be_visible()
    assert Attachment.objects.get().name == "dent.jpg"
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("button", name="Follow no longer")).to_be_visible()
