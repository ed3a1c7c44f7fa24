"""Keeping what the measures are narrowed down to. Renaming and removing are those of every view."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insights.forms import ScopeForm
from insights.forms.views import SaveScopeForm
from insights.templatetags.kept_views import PAGE
from issues.commands import clock
from issues.commands import saved_views as commands
from people.rules.refusals import Refusal
from people.views.unsent import kept
from people.views.viewers import viewer

PAGES: Final = {  # whose choices are kept as a view
    PAGE,
    "insights:cost",
    "insights:departments",
    "insights:flow",
    "issues:value_chain",
}


@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep it under a name, for oneself or for everybody."""
    if request.method != "POST":
        asked = {"query": request.GET.get("query", ""), "back": request.GET.get("back", "")}
        return _page(request, SaveScopeForm(initial=kept(request) or asked))
    form = SaveScopeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    chosen = _asked(said["query"])
    if not chosen.is_valid():
        form.add_error(None, _("What was chosen cannot be kept: go back, and choose again."))
        return _page(request, form, status=422)
    query = chosen.state()
    try:
        view = commands.save_view(
            owner=viewer(request),
            name=said["name"],
            query=query,
            is_shared=said["is_shared"],
            page=PAGE,
            now=clock.now(),
        )
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return _page(request, form, status=409)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(_back(said["back"], query))


def _asked(query: str) -> ScopeForm:
    return ScopeForm(QueryDict(query), now=timezone.now())


def _back(path: str, query: str) -> str:
    """The page of the measures from which somebody came, and no other address."""
    try:
        here = path if resolve(path).view_name in PAGES else reverse(PAGE)
    except Resolver404:
        here = reverse(PAGE)
    return f"{here}?{query}" if query else here


def _page(request: HttpRequest, form: SaveScopeForm, status: int = 200) -> HttpResponse:
    asked = _asked(str(form["query"].value() or ""))
    context = {
        "form": form,
        "chosen": asked.chosen,
        "back": _back(str(form["back"].value() or ""), asked.state()),
    }
    return render(request, "insights/save_view.html", context, status=status)
