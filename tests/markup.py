"""A page as a browser without JavaScript takes it: its forms, what they would send, and what stands outside any form."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

Attributes = dict[str, str]

VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
FIELDS: Final = frozenset({"input", "select", "textarea", "button"})


@dataclass(slots=True)
class Element:
    """A start tag, and what it stands in."""

    tag: str
    attributes: Attributes
    inside: "Element | None" = None
    text: str = ""
    options: list[tuple[str, bool]] = field(
        default_factory=list
    )  # of a select: value, and whether it is chosen

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.attributes

    def within(self, tag: str) -> "Element | None":
        """The nearest such element around this one, which may be this one itself."""
        at: Element | None = self
        while at is not None and at.tag != tag:
            at = at.inside
        return at

    def __str__(self) -> str:
        return f"<{self.tag} {' '.join(f'{name}={value!r}' for name, value in self.attributes.items())}>"


class Markup(HTMLParser):
    """The elements of one page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        plain = {name: value or "" for name, value in attrs}
        element = Element(tag, plain, self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        if tag == "option" and (select := element.within("select")) is not None:
            select.options.append((element.get("value"), element.has("selected")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def forms(self) -> list[Element]:
        return [element for element in self.elements if element.tag == "form"]

    def form_of(self, element: Element) -> Element | None:
        """The form that sends this element: the one that it names, or the one that it stands in."""
        if named := element.get("form"):
            return next((form for form in self.forms() if form.get("id") == named), None)
        return element.within("form")

    def fields_of(self, form: Element) -> list[Element]:
        """What the form consists of; what is switched off is not sent."""
        found = [e for e in self.elements if e.tag in FIELDS and not e.has("disabled")]
        return [element for element in found if self.form_of(element) is form]

    def buttons_of(self, form: Element) -> list[Element]:
        """Those that send it."""
        sends = {"button": {"", "submit"}, "input": {"submit", "image"}}
        return [e for e in self.fields_of(form) if e.get("type") in sends.get(e.tag, ())]
