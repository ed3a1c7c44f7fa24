"""A language that runs from right to left: the pages turn round, and nothing is wider than the screen."""

import pytest

from people.models import User
from tests.browsing import DESK, PHONE, visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_main_pages_turn_round_and_stay_within_a_small_screen(company, browser, live_server):
    issue = company.report()
    User.objects.filter(pk=company.owner.pk).update(language="ar-xb")
    pages = (
        "/inbox/",
        "/issues/",
        f"/issues/{issue.pk}/",
        "/report/",
        "/not-acted-on/",
        "/overview/",
        "/me/",
    )
    one = visitor(browser, live_server.url, company.owner, viewport=PHONE)
    wide = []
    for path in pages:
        page = one.open(path)
        assert page.locator("html").get_attribute("dir") == "rtl"
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append(f"{path}: {width} px")
    assert wide == []
    page = visitor(browser, live_server.url, company.owner, viewport=DESK).open("/inbox/")
    rail, main = (page.locator(name).bounding_box() for name in (".rail", ".main"))
    assert rail is not None
    assert main is not None
    assert rail["x"] >= main["x"] + main["width"] - 1
