"""What a phone keeps: nobody can read it there, and nothing of it gets lost."""

import pytest
from playwright.sync_api import expect

from issues.models import Report
from tests.attached import picture_bytes
from tests.phone import WORDS, comes_back, keep_one, press, write

pytestmark = pytest.mark.browser

FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value) {
    if (this.name === "boxes") throw new DOMException("The disk is full", "QuotaExceededError");
    return put.call(this, value);
  };
}"""
# The timer of the draft ran out while "Report it" was pressed.
LATE_DRAFT = """async () => {
  const { keep, list, open } = await import("/static/js/report/vault.js");
  const [{ id }] = await list();
  await keep({ ...(await open(id)), state: "draft" });
}"""


class TestNobodyReadsIt:
    def test_neither_in_the_store_nor_in_the_files_of_the_browser(self, company, handset, tmp_path):
        with handset(company.reporter) as rita:
            page = rita.install()
            rita.context.set_offline(True)
            write(page)
            photo = {"name": "scratched.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
            page.locator("input[type=file]:not([data-camera])").set_input_files([photo])
            press(page)
            expect(page.get_by_text("There is no connection just now")).to_be_visible()
            found = rita.dump()
        assert [sorted(one) for one in found["reports"]] == [["id", "order", "owner", "state"]]
        assert found["keys"][0]["key"] == "key, extractable: false"
        assert len(found["boxes"][0]["iv"]) == 12
        readable = (WORDS, "zerkratzt", "delivery-slot", "Delivery slot", "scratched", company.reporter.email)
        everything = repr(found)
        assert [word for word in readable if word in everything] == []

        store = [path for path in (tmp_path / "profile").rglob("*IndexedDB*/**/*") if path.is_file()]
        assert store
        written = b"".join(path.read_bytes() for path in store)
        coded = [
            word.encode(code) for word in readable for code in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
        ]
        assert [word for word in coded if word in written] == []
        assert b"\xff\xd8\xff" not in written  # how a picture begins


class TestRefused:
    def test_is_parked_with_its_sentence_mended_and_sent(self, company, handset):
        with handset(company.reporter) as rita:
            page = keep_one(rita)
            company.point.is_active = False
            company.point.save()
            page = rita.open("/report/waiting/")
            expect(page.get_by_text("Waits to be sent.")).to_be_visible()
            comes_back(rita)
            expect(page.get_by_text("Not taken as it is.")).to_be_visible()
            expect(page.get_by_text("1 of them needs your eye.")).to_be_visible()
            assert rita.visitor.axe() == []
            company.point.is_active = True
            company.point.save()
            page.get_by_role("button", name="Write on it").click()
            expect(page.get_by_label("In your words")).to_have_value(WORDS)
            page.get_by_label("In your words").fill("Mended")
            press(page)
            expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
            assert rita.states() == []
        assert Report.objects.get().text == "Mended"

    def test_a_file_that_is_none_is_named_at_its_field_and_beside_no_draft(self, company, handset):
        with handset(company.reporter) as rita:
            page = rita.install()
            write(page)
            fake = {"name": "fake.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
            page.locator("input[type=file]:not([data-camera])").set_input_files([fake])
            press(page)
            expect(page.get_by_role("alert")).to_contain_text("fake.jpg")
            expect(page.locator(".photos .field-error")).to_contain_text("fake.jpg")
            expect(page.get_by_text("You began a report here")).to_be_hidden()
            assert rita.visitor.axe() == []
            page.get_by_role("alert").get_by_role("link").click()
            expect(page.get_by_role("button", name="Choose")).to_be_focused()
            page.get_by_role("button", name="Remove").click()
            press(page)
            expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
            assert rita.states() == []
        assert Report.objects.get().text == WORDS

    def test_what_is_missing_is_said_in_the_page_and_nothing_waits(self, company, handset):
        with handset(company.reporter) as rita:
            page = rita.install()
            page.get_by_label("In your words").fill(WORDS)
            press(page)
            expect(page.get_by_role("alert")).to_be_focused()
            page.get_by_role("link", name="How bad is it? Choose one").click()
            write(page)
            press(page)
            expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
            assert rita.states() == []
        assert Report.objects.get().text == WORDS


class TestNoRoom:
    def test_is_said_and_the_form_stays_and_with_signal_it_is_sent_all_the_same(self, company, handset):
        with handset(company.reporter) as rita:
            page = rita.install()
            page.evaluate(FULL)
            rita.context.set_offline(True)
            write(page)
            press(page)
            expect(page.get_by_text("This phone could not keep it")).to_be_visible()
            expect(page.get_by_label("In your words")).to_have_value(WORDS)
            comes_back(rita)
            press(page)
            expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        assert Report.objects.get().text == WORDS

    def test_where_a_browser_keeps_nothing_the_form_goes_as_without_scripts(self, company, handset):
        with handset(company.reporter) as rita:
            rita.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
            page = rita.open("/report/?point=delivery-slot")
            page.get_by_text("A customer is stuck now").click()
            page.get_by_label("In your words").fill(WORDS)
            press(page)
            expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
        assert Report.objects.get().text == WORDS


class TestADraft:
    def test_that_is_written_late_does_not_take_the_place_of_what_waits(self, company, handset):
        with handset(company.reporter) as rita:
            keep_one(rita)
            rita.page.evaluate(LATE_DRAFT)
            assert rita.states() == ["waiting"]
            rita.visitor.complaints.clear()
