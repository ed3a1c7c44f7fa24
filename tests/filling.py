"""Fills in a form as a person would: what stands there already is left, what is empty gets something that fits."""

from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.markup import Element, Markup
from tests.test_permissions import NOW

WORDS: Final = "Typed by a person & kept"
FITTING: Final = {
    "datetime-local": (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    "date": (NOW + timedelta(days=1)).date().isoformat(),
    "time": "20:00",
    "number": "1",
    "email": "somebody@example.test",
    "password": "a-long-enough-password",
    "url": "https://hooks.example.com/x",
}
PRESSED: Final = frozenset({"submit", "button", "image", "reset"})
CHOSEN: Final = frozenset({"checkbox", "radio", "file"})


def filled_in(page: Markup, form: Element, button: Element) -> dict[str, list[Any]]:
    """What the browser sends when this button is pressed after every field was filled in: values by name."""
    sent: dict[str, list[Any]] = {}
    for element in page.fields_of(form):
        name, kind = element.get("name"), element.get("type")
        if not name or element.tag == "button" or kind in PRESSED:
            continue
        if kind == "file":
            sent[name] = [SimpleUploadedFile("log.csv", b"number,opened\n1,2026-03-01\n", "text/csv")]
        elif kind not in CHOSEN:
            sent.setdefault(name, []).append(_value(element))
        elif element.has("checked"):
            sent.setdefault(name, []).append(element.get("value") or "on")
    for element in page.fields_of(form):  # one of each group of choices
        if element.get("type") == "radio" and element.get("name") not in sent:
            sent[element.get("name")] = [element.get("value")]
    if button.get("name"):
        sent[button.get("name")] = [button.get("value")]
    return sent


def words_of(page: Markup, form: Element) -> set[str]:
    """The names of the fields into which `filled_in` types its words."""
    return {
        element.get("name") for element in page.fields_of(form) if _is_empty(element) and not _fits(element)
    }


def _value(element: Element) -> str:
    if element.tag == "select":
        chosen = [value for value, is_chosen in element.options if is_chosen]
        return next((value for value in [*chosen, *(value for value, _ in element.options)] if value), "")
    if not _is_empty(element):
        return element.get("value") or element.text.removeprefix("\n")
    return _fits(element) or WORDS[: int(element.get("maxlength") or len(WORDS))]


def _is_empty(element: Element) -> bool:
    """Whether it is there to type in, and nothing stands in it."""
    if element.tag == "textarea":
        return not element.text.strip()
    types = element.tag == "input" and element.get("type") not in {"hidden", *PRESSED, *CHOSEN}
    return types and not element.get("value")


def _fits(element: Element) -> str:
    if element.get("inputmode") == "numeric":
        return FITTING["number"]
    return FITTING.get(element.get("type"), "")
