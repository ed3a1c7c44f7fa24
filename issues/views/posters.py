"""Posters, for those who print them: which hang where, one of them, and what administrators change about it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from inflection_points.commands import posters as commands
from inflection_points.models import InflectionPoint, Poster
from issues.commands import clock
from issues.forms.posters import MakePosterForm, PrintForm, chosen
from issues.models import Report
from issues.views.printing import MOST, language_of, sheets_of
from people.rules.permissions import Can
from people.rules.refusals import Refusal
from people.views.viewers import viewer

SHOWN_CHANGES: Final = 20


@require_safe
def posters(request: HttpRequest) -> HttpResponse:
    """Every poster along the value chain, and what came by it; some of them are chosen to be printed together."""
    if not viewer(request).may(Can.MAKE_POSTERS):
        raise PermissionDenied(_("Only managers print posters."))
    page = Paginator(Poster.objects.along_the_chain(), MOST).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": _with_reports(list(page.object_list)),
        "form": PrintForm(initial=chosen(request.GET, language_of(request))),
        "none_chosen": "none" in request.GET,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "now": timezone.now(),
    }
    return render(request, "posters/posters.html", context)


def _with_reports(found: list[Poster]) -> list[tuple[Poster, int, datetime | None]]:
    """Each poster with how many reports came by it, and when the last one did."""
    told = Report.objects.filter(poster__in=found).order_by().values_list("poster")
    counted = {pk: (n, last) for pk, n, last in told.annotate(n=Count("pk"), last=Max("received_at"))}
    return [(one, *counted.get(one.pk, (0, None))) for one in found]


@require_safe
def point_posters(request: HttpRequest, slug: str) -> HttpResponse:
    """The posters of one point, and a form that makes another."""
    return _point_page(request, _point(request, slug), MakePosterForm())


@require_POST
def make_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the poster of a place; the one that there is, if there is one."""
    point = _point(request, slug)
    form = MakePosterForm(request.POST)
    if not form.is_valid():
        return _point_page(request, point, form, status=422)
    try:
        site, actor = form.cleaned_data["site"], viewer(request)
        made = commands.make_poster(point=point, site=site, actor=actor, now=clock.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _point_page(request, point, form, status=409)
    return redirect("issues:poster", made.pk)


def _point(request: HttpRequest, slug: str) -> InflectionPoint:
    point = get_object_or_404(InflectionPoint.objects.select_related("stage"), slug=slug)
    commands.must_make(point, viewer(request))
    return point


def _point_page(
    request: HttpRequest, point: InflectionPoint, form: MakePosterForm, status: int = 200
) -> HttpResponse:
    found = list(Poster.objects.along_the_chain().filter(point=point))
    context = {"point": point, "rows": _with_reports(found), "form": form, "now": timezone.now()}
    return render(request, "posters/point.html", context, status=status)


@require_safe
def poster(request: HttpRequest, number: int) -> HttpResponse:
    """One poster: how it looks, what its code opens, what came by it, what happened to it."""
    found = _poster(number)
    commands.must_make(found.point, viewer(request))
    sheet = sheets_of([found])[0]
    [(_same, count, last)] = _with_reports([found])
    context: dict[str, Any] = {
        "poster": found,
        "sheet": sheet,
        "size": "a6",
        "language": language_of(request),
        "reports": count,
        "last": last,
        "changes": found.changes.select_related("by")[:SHOWN_CHANGES],
        "may_keep": viewer(request).may(Can.KEEP_POSTERS),
        "now": timezone.now(),
    }
    return render(request, "posters/poster.html", context)


def _poster(number: int) -> Poster:
    return get_object_or_404(Poster.objects.select_related("point__stage", "site"), pk=number)


Keep = Callable[..., Poster]


def _kept(request: HttpRequest, number: int, command: Keep, said: Any, **facts: Any) -> HttpResponse:
    """Call one command of administrators, and say what it means."""
    try:
        command(poster=number, actor=viewer(request), now=clock.now(), **facts)
    except Poster.DoesNotExist:
        raise Http404 from None
    messages.success(request, str(said))
    return redirect("issues:poster", number)


_ROTATED: Final = gettext_lazy(
    "The link is replaced. Print the poster anew and hang it up: the old prints lead to a page that says so."
)
_ALLOWED: Final = gettext_lazy(
    "Whoever scans this poster can report without signing in, from now on. A print that hangs already still says to "
    "sign in: print it anew."
)
_REFUSED: Final = gettext_lazy(
    "This poster asks to sign in from now on. A print that hangs already still says that it does not: print it anew."
)
_TAKEN_DOWN: Final = gettext_lazy("Its code takes no reports any more.")
_PUT_UP: Final = gettext_lazy("Its code works again; the same prints lead to the report page.")


@require_POST
def rotate_poster(request: HttpRequest, number: int) -> HttpResponse:
    """Replace the link. The form says which generation it replaces, so that two presses are one."""
    seen = request.POST.get("seen", "")
    generation = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < len("1000000000") else 0
    return _kept(request, number, commands.rotate_poster, _ROTATED, seen=generation)


@require_POST
def allow_guests(request: HttpRequest, number: int) -> HttpResponse:
    """Let in whoever scans it."""
    return _kept(request, number, commands.allow_guests, _ALLOWED)


@require_POST
def refuse_guests(request: HttpRequest, number: int) -> HttpResponse:
    """Ask to sign in first."""
    return _kept(request, number, commands.refuse_guests, _REFUSED)


@require_POST
def take_down_poster(request: HttpRequest, number: int) -> HttpResponse:
    """Take nothing by it any more."""
    return _kept(request, number, commands.take_down_poster, _TAKEN_DOWN)


@require_POST
def put_up_poster(request: HttpRequest, number: int) -> HttpResponse:
    """Take reports by it again."""
    return _kept(request, number, commands.put_up_poster, _PUT_UP)
