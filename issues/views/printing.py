"""Posters on paper: the page that a browser prints, and the same sheets as PDF."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inflection_points.commands.posters import must_make, token_of
from inflection_points.models import Poster
from issues.forms.posters import PrintForm, chosen
from issues.views.paper import pdf_response
from people.rules.permissions import Can
from people.rules.refusals import Refusal
from people.views.viewers import viewer

MOST: Final = 100  # posters at once: some seconds of a web process
_DIGITS: Final = 18
_LONG: Final = 48  # letters


class NothingToPrint(Refusal):
    """None of the chosen posters has a code that leads anywhere, or too many were chosen."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A poster, the address in its code, and that address as people type it."""

    poster: Poster
    address: str

    @property
    def is_long(self) -> bool:
        """Whether the name of its place is printed smaller, so that all of it fits."""
        names = (self.poster.point.name, self.poster.site.name if self.poster.site else "")
        return max(map(len, names)) > _LONG

    @property
    def shown(self) -> str:
        return self.address.partition("://")[2].rstrip("/")


def sheets_of(posters: Iterable[Poster]) -> list[Sheet]:
    """What is printed of each poster."""
    path = "issues:report_at_poster"
    return [Sheet(one, f"{settings.SITE_URL}{reverse(path, args=[token_of(one)])}") for one in posters]


def language_of(request: HttpRequest) -> str:
    """The language in which this person prints, unless they ask for another."""
    return chosen(request.GET, get_language() or settings.LANGUAGE_CODE)["language"]


@require_safe
def print_poster(request: HttpRequest, number: int) -> HttpResponse:
    """One poster as a sheet of paper."""
    return _page(request, [_one(request, number)], reverse("issues:poster_pdf", args=[number]))


@require_safe
def print_posters(request: HttpRequest) -> HttpResponse:
    """Those that were chosen, a sheet each; with none the list again, which says so."""
    if not (found := _several(request)):
        return _none_chosen(request)
    return _page(request, found, reverse("issues:posters_pdf"))


@require_safe
def poster_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """One poster as PDF."""
    return _pdf(request, [_one(request, number)], reverse("issues:print_poster", args=[number]))


@require_safe
def posters_pdf(request: HttpRequest) -> HttpResponse:
    """Those that were chosen as one PDF; with none the list again, which says so."""
    if not (found := _several(request)):
        return _none_chosen(request)
    return _pdf(request, found, reverse("issues:print_posters"))


def _none_chosen(request: HttpRequest) -> HttpResponse:
    """Back to the list, in the language and size that were chosen."""
    asked = {**chosen(request.GET, language_of(request)), "none": "1"}
    if (page := request.GET.get("page", "")).isdecimal():
        asked["page"] = page
    return redirect(f"{reverse('issues:posters')}?{urlencode(asked)}#print")


def _one(request: HttpRequest, number: int) -> Poster:
    found = Poster.objects.select_related("point__stage", "site").filter(pk=number).first()
    if found is None:
        raise Http404
    must_make(found.point, viewer(request))
    if not (found.is_active and found.place_is_open):
        raise NothingToPrint(_("Its code leads nowhere now: put it up again first, then print it."))
    return found


def _several(request: HttpRequest) -> list[Poster]:
    """Those of the address that hang, along the chain; none when none was chosen that hangs.

    Raises `PermissionDenied`, and `NothingToPrint` for too many.
    """
    asked = {n for n in request.GET.getlist("poster") if n.isascii() and n.isdecimal() and len(n) < _DIGITS}
    if len(asked) > MOST:
        words = ngettext("Print %(n)s poster at a time.", "Print %(n)s posters at a time at most.", MOST)
        raise NothingToPrint(words % {"n": MOST})
    found = list(Poster.objects.along_the_chain().hanging().filter(pk__in=[int(n) for n in asked]))
    for one in found:
        must_make(one.point, viewer(request))
    if not found and not viewer(request).may(Can.MAKE_POSTERS):
        raise PermissionDenied(_("Only managers print posters."))
    return found


def _context(request: HttpRequest, posters: list[Poster]) -> dict[str, Any]:
    how = chosen(request.GET, language_of(request))
    asked = request.GET.copy()
    for name, value in how.items():
        asked[name] = value
    return {
        "sheets": sheets_of(posters),
        "form": PrintForm(initial=how),
        "asked": asked.urlencode(),
        **how,
    }


def _page(request: HttpRequest, posters: list[Poster], pdf: str) -> HttpResponse:
    context = _context(request, posters)
    back = reverse("issues:poster", args=[posters[0].pk]) if len(posters) == 1 else reverse("issues:posters")
    links = {"pdf": f"{pdf}?{context['asked']}", "back": back}
    return render(request, "posters/print.html", context | links)


def _pdf(request: HttpRequest, posters: list[Poster], page: str) -> HttpResponse:
    """The file; where none can be made, a sentence that leads to the page that a browser prints."""
    context = _context(request, posters)
    back = f"{page}?{context['asked']}"
    name = f"poster-{posters[0].pk}.pdf" if len(posters) == 1 else "posters.pdf"
    html = render_to_string("posters/paper.html", context)
    return pdf_response(request, html, ["css/tokens.css", "css/poster.css"], name=name, back=back)
