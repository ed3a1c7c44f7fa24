"""From one page of figures to the next, asked for the same."""

from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()


class Choice(Protocol):
    """A form of what the figures are narrowed down to."""

    def carried(self, *, narrows: bool) -> dict[str, str]:
        """What another page is asked for next; with what this page itself is about, where that `narrows` it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A page of figures; `current` is as `aria-current` says it, empty elsewhere."""

    label: Any
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    label: Any
    below: str = ""  # the page of one of those that stand here beside each other
    of_all: tuple[str, ...] = ()  # pages that are about what does not narrow this one


_PAGES: Final = (
    _Page("insights:overview", _("Overview")),
    _Page(
        "issues:value_chain", pgettext_lazy("navigation", "Value chain"), "issues:point", ("issues:point",)
    ),
    _Page(
        "insights:departments",
        _("Departments"),
        "insights:department",
        ("insights:department", "issues:point"),
    ),
    _Page("insights:flow", pgettext_lazy("navigation", "Flow")),
    _Page("insights:cost", pgettext_lazy("navigation", "Cost")),
)


@register.simple_tag(takes_context=True)
def ways(context: dict[str, Any], form: Choice) -> list[Way]:
    """All pages of figures, in the order of the navigation, each asked for what this one was asked for."""
    match = context["request"].resolver_match
    here = match.view_name if match else ""
    return [
        Way(
            page.label,
            _address(page, form.carried(narrows=here not in page.of_all)),
            "page" if here == page.name else "true" if here == page.below else "",
        )
        for page in _PAGES
    ]


def _address(page: _Page, asked: dict[str, str]) -> str:
    return f"{reverse(page.name)}?{urlencode(asked)}" if asked else reverse(page.name)
