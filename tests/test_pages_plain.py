"""Every page without JavaScript: each form can be sent as it stands, and what scripts embellish works without them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.html import escape

from tests.busy import make_busy
from tests.filling import WORDS, filled_in, words_of
from tests.markup import Element, Markup
from tests.pages import Page, names_of_pages, pages, unlike_each_other, variations
from tests.routes import ROUTES
from tests.test_permissions import Things, things

__all__ = ["things"]

SIGNS_OUT: Final = "/account/logout/"
PARTS: Final = 3
GOES_WITHOUT: Final = frozenset(
    {"data-dismiss", "data-close", "data-scripted"}
)  # not shown where there are no scripts
CSRF: Final = "csrfmiddlewaretoken"
SCRIPTED: Final = frozenset(
    {"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "data-dialog", "data-fills"}
)
OTHERS: Final = ("/admin/", "https://")  # the data administration has forms of its own


@pytest.fixture
def found(things: Things, part: int) -> list[Page]:
    """The pages of one part, as each audience gets them, without those that are alike."""
    also, names = variations(make_busy(things)), names_of_pages()[part::PARTS]
    addresses = [things.address(name, ROUTES[name]) for name in names if name != "styleguide"]
    return list(unlike_each_other(pages(things.company, [*addresses, *also[part::PARTS]])))


def leads_nowhere(here: str, to: str) -> bool:
    """Whether an address of ours is none of those in `tests/routes.py`."""
    address = urlsplit(urljoin(here, to)).path
    if to.startswith(OTHERS) or address.startswith(("/admin/", "/static/")):
        return False
    try:
        return resolve(address).view_name not in ROUTES
    except Resolver404:
        return True


def faults_of_form(here: str, page: Markup, form: Element) -> Iterator[str]:
    method, fields = form.get("method").lower() or "get", page.fields_of(form)
    if method == "dialog":
        return
    if method not in {"get", "post"}:
        yield "its method is neither get nor post"
    if leads_nowhere(here, form.get("action")):
        yield "its address is none of the product's"
    if method == "post" and CSRF not in {element.get("name") for element in fields}:
        yield "it carries no token"
    typed = [element for element in fields if element.tag == "input" and element.get("type") != "hidden"]
    if any(element.get("type") == "number" for element in fields):
        yield "a number field, which browsers send empty when they find it bad"
    if not page.buttons_of(form) and (method == "post" or len(typed) != 1):  # Enter sends a single field
        yield "nothing sends it"


def faults_of_script(here: str, page: Markup, element: Element) -> Iterator[str]:
    """What works by a script only: a link needs its address, everything else a form that sends it."""
    if element.tag == "a":
        if not element.get("href") or leads_nowhere(here, element.get("href")):
            yield "the link leads nowhere without its script"
    elif element.tag == "button":
        sends = element.get("type") in {"", "submit"} and page.form_of(element) is not None
        if not sends and not element.has("commandfor"):
            yield "the button does nothing without its script"
    elif element.get("hx-trigger").startswith("every "):
        if urljoin(here, element.get("hx-get")) != urljoin(here, ""):
            yield "what comes by itself is on no page"
    elif element.tag != "form":
        form = element.within("form")
        if form is None or not page.buttons_of(form):
            yield "no form sends what is chosen here"


def needs_a_script(element: Element) -> bool:
    if GOES_WITHOUT & element.attributes.keys() or element.has("hidden") or element.within("dialog"):
        return False  # what a script shows, and a dialog that it opens: that is a page of its own, too
    return element.get("type") == "button" or bool(SCRIPTED & element.attributes.keys())


def faults_of_page(one: Page) -> Iterator[str]:
    markup = Markup(one.html)
    for form in markup.forms():
        yield from (f"{one.address}: {form}: {fault}" for fault in faults_of_form(one.address, markup, form))
    for element in filter(needs_a_script, markup.elements):
        wrong = faults_of_script(one.address, markup, element)
        yield from (f"{one.address}: {element}: {fault}" for fault in wrong)


@dataclass(frozen=True, slots=True)
class Press:
    """One button of one form, on the page on which it stands."""

    on: Page
    markup: Markup
    form: Element
    button: Element

    @property
    def address(self) -> str:
        return urljoin(self.on.address, self.button.get("formaction") or self.form.get("action"))

    def answer(self) -> Any:
        """The answer to the form as it stands, filled in; a redirect is followed to the page where it leads."""
        client, sent = self.on.client, filled_in(self.markup, self.form, self.button)
        response = client.post(self.address, sent, headers={"Referer": f"http://testserver{self.on.address}"})
        return client.get(response["Location"], follow=True) if response.status_code == 302 else response

    def faults(self) -> list[str]:
        """What is wrong with the answer. Nothing of what it did stays."""
        with transaction.atomic():
            answer = self.answer()
            transaction.set_rollback(True)
        said = f"{self.on.address} for {self.on.audience}: {self.form} by {self.button}"
        typed = words_of(self.markup, self.form)
        return [f"{said}: {fault}" for fault in faults_of_answer(answer, typed)]


def faults_of_answer(answer: Any, typed: set[str]) -> Iterator[str]:
    """It has to be a page: the one that comes next, or one that says what is wrong and still shows what was typed."""
    html = answer.content.decode() if "html" in answer["Content-Type"] else ""
    if answer.status_code not in {200, 409, 422}:
        yield f"it is answered with {answer.status_code}"
    elif not html.lstrip().lower().startswith("<!doctype html>"):
        yield "it is answered with a part of a page"
    elif answer.status_code != 200 and html.count(escape(WORDS)) < len(typed):
        yield f"what was typed is lost: {sorted(typed)}"


def presses(found: list[Page]) -> Iterator[Press]:
    """Each button of each form that changes something, once for all pages that show the same one."""
    known = set()
    for one in found:
        markup = Markup(one.html)
        for form in markup.forms():
            # A page that the phone keeps is only ever opened by the service worker, so by scripts.
            is_sent = form.get("method").lower() == "post" and not form.has("data-offline")
            for button in markup.buttons_of(form) if is_sent else ():
                press = Press(one, markup, form, button)
                fields = frozenset(filled_in(markup, form, button))
                what = (press.address, fields, button.get("name"), button.get("value"))
                if what not in known and press.address != SIGNS_OUT:
                    known.add(what)
                    yield press


@pytest.mark.parametrize("part", range(PARTS))
def test_each_form_and_each_button_works_without_a_script_and_keeps_what_was_typed(found):
    faults = {fault for one in found for fault in faults_of_page(one)}
    faults |= {fault for press in presses(found) for fault in press.faults()}
    assert not faults, "\n".join(sorted(faults))


def test_a_page_is_looked_at_once_by_two_people_who_see_the_same_and_twice_where_they_do_not(things):
    alike = ["/account/logout/", "/departments/", "/keys/", "/overview/", "/policies/"]
    found = unlike_each_other(pages(things.company, alike, ("manager", "owner")))
    assert len(list(found)) <= len(alike) + 1  # the frame may have one more entry for one of them
    both = unlike_each_other(pages(things.company, ["/people/", "/keys/"], ("administrator", "reporter")))
    assert len(list(both)) == 4
