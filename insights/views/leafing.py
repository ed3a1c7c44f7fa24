"""Where a list is opened: a place that is none is refused, and not shown as its top."""

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insights.forms import ScopeForm
from insights.forms.addresses import LONGEST
from issues.views.keyset import Order

NEWEST: Final = Order.of("-reported_at")


def can_be_listed(request: HttpRequest, form: ScopeForm) -> bool:
    """Whether form and place in the list can be read; else the form says what to do."""
    place = request.GET.get("before") or request.GET.get("after") or ""
    if form.is_valid() and place and NEWEST.read(place) is None:
        said = _("“%(place)s” is no place in this list. Press “Show” to begin at its top.")
        form.add_error(None, said % {"place": place[:LONGEST]})
    return form.is_valid()


def page_of(request: HttpRequest, form: ScopeForm, pages: "Paginator[Any]") -> Page[Any] | None:
    """The page that the address names, the first if it names none; None for one that there is not, which the form says."""
    said = (request.GET.get("page") or "1").strip()
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
    if 1 <= number <= pages.num_pages:
        return pages.page(number)
    told = ngettext(
        "This list has %(pages)s page, and no page “%(page)s”. Press “Show” to begin at its top.",
        "This list has %(pages)s pages, and no page “%(page)s”. Press “Show” to begin at its top.",
        pages.num_pages,
    )
    form.add_error(None, told % {"pages": pages.num_pages, "page": said[:LONGEST]})
    return None
