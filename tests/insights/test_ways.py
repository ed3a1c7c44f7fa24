"""From one page of figures to the next: what was chosen goes along, and a page that does not take it passes it on."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from tests.cast import DAY, REPORTED

LATER = REPORTED + 30 * DAY
PAGES = ("/overview/", "/value-chain/", "/departments/", "/flow/", "/overview/cost/")
ASKED = "weeks=26&compare=year&severity=high&as_of=2026-03-10"


@pytest.fixture
def get(company, signed_in):
    with time_machine.travel(LATER, tick=False):
        client = signed_in(company.executive)
        company.report()

        def read(address, status=200):
            response = client.get(address)
            assert response.status_code == status
            return response

        yield read


def ways(response) -> list[tuple[str, str]]:
    """The addresses of the pages of figures, and which of them is this one."""
    html = response.content.decode()
    [nav] = re.findall(r'<nav class="segments ways[^>]*>(.*?)</nav>', html, flags=re.DOTALL)
    found = re.findall(r'<a href="([^"]*)"(?: aria-current="(\w+)")?>', nav)
    return [(unescape(url), current) for url, current in found]


def asked_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_all_of_them_and_says_which_it_is(get, page):
    found = ways(get(page))
    assert [url for url, _current in found] == list(PAGES)
    assert [url for url, current in found if current == "page"] == [page]


@pytest.mark.parametrize("page", PAGES)
def test_what_was_chosen_goes_along(get, company, page):
    query = f"{ASKED}&stage={company.stage.pk}&point=delivery-slot&department=delivery"
    found = ways(get(f"{page}?{query}"))
    assert [urlsplit(url).path for url, _current in found] == list(PAGES)
    assert all(asked_of(url) == parse_qs(query) for url, _current in found)
    for url, _current in found:
        get(url)


def test_own_days_go_along(get):
    [first, *_] = ways(get("/flow/?since=2026-02-02&to=2026-03-01"))
    assert asked_of(first[0]) == parse_qs("since=2026-02-02&to=2026-03-01")


def test_a_department_narrows_what_stands_beside_it_but_not_all_departments(get):
    found = {urlsplit(url).path: asked_of(url) for url, _ in ways(get(f"/departments/delivery/?{ASKED}"))}
    assert found.pop("/departments/") == parse_qs(ASKED)
    assert set(map(str, found.values())) == {str(parse_qs(f"{ASKED}&department=delivery"))}


def test_a_point_narrows_what_stands_beside_it_but_neither_the_chain_nor_departments(get):
    response = get(f"/points/delivery-slot/?{ASKED}")
    found = {urlsplit(url).path: asked_of(url) for url, _ in ways(response)}
    assert found.pop("/value-chain/") == found.pop("/departments/") == parse_qs(ASKED)
    assert set(map(str, found.values())) == {str(parse_qs(f"{ASKED}&point=delivery-slot"))}
    assert [current for _url, current in ways(response) if current] == ["true"]


def test_a_point_leads_to_all_of_its_department(get):
    html = unescape(get(f"/points/delivery-slot/?{ASKED}").content.decode())
    [asked] = re.findall(r'href="/departments/delivery/\?([^"]*)"', html)
    assert parse_qs(asked) == parse_qs(ASKED)


def test_what_a_page_does_not_take_is_still_there_after_another_choice(get):
    html = get("/departments/?department=delivery").content.decode()
    assert '<input type="hidden" name="department" value="delivery">' in html


@pytest.mark.parametrize("page", ["/overview/", "/value-chain/", "/departments/delivery/"])
def test_links_to_a_point_ask_it_for_the_same(get, company, page):
    asked = ASKED.replace("high", "normal")
    html = unescape(get(f"{page}?{asked}&stage={company.stage.pk}").content.decode())
    links = set(re.findall(r'href="(/points/delivery-slot/(?:\?[^"]*)?)"', html))
    assert links
    assert {str(asked_of(link)) for link in links} == {str(parse_qs(asked))}  # a point is in one stage


def test_what_cannot_be_shown_goes_along_as_it_was_typed(get):
    [first, *_] = ways(get("/flow/?weeks=abc&severity=high", 400))
    assert asked_of(first[0]) == parse_qs("weeks=abc&severity=high")
