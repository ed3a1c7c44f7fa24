"""Keeping lists under a name: the page of all views, and what can be done with one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from issues.commands import clock
from issues.commands import saved_views as commands
from issues.forms.filters import IssueFilter
from issues.forms.saved_views import LONGEST_QUERY, SaveViewForm, ViewForm
from issues.models import LIST, SavedView
from issues.rules.refusals import NoSuchView
from issues.views.addresses import shown
from issues.views.sorting import sort_of
from issues.views.tabs import seen_by
from people.rules.permissions import Can
from people.rules.refusals import Refusal
from people.views.unsent import kept
from people.views.viewers import viewer

MOST = 200  # shared by others; beyond that nobody looks through


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """One's own views, and those that others share."""
    person = viewer(request)
    views = list(seen_by(person)[: commands.MOST_VIEWS + MOST])
    context = {
        "own": [view for view in views if view.owner_id == person.pk],
        "shared": [view for view in views if view.owner_id != person.pk],
        "has_default": any(view.opens for view in views),
        "of_pages": SavedView.objects.seen_by(person).exclude(page=LIST)[: commands.MOST_VIEWS + MOST],
        "administers": person.may(Can.ADMINISTER),
    }
    return render(request, "issues/saved_views.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list that the address, or the form, describes."""
    if request.method != "POST":
        asked = shown(request.GET).urlencode()
        copied = _seen(request, request.GET["view"]) if request.GET.get("view", "").isdigit() else None
        name = copied.name if copied and copied.owner_id != viewer(request).pk else ""
        return _form_page(request, SaveViewForm(initial=kept(request) or {"query": asked, "name": name}))
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    now, person, facts = clock.now(), viewer(request), form.cleaned_data
    try:
        view = commands.save_view(
            owner=person,
            name=facts["name"],
            query=_query(facts["query"]),
            is_shared=facts["is_shared"],
            now=now,
        )
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return _form_page(request, form, status=409)
    if facts["is_default"]:
        commands.choose_default_view(person=person, view=view.pk)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(view)


@require_http_methods(["GET", "HEAD", "POST"])
def change_view(request: HttpRequest, view: int) -> HttpResponse:
    """Its name, and whether others can open it."""
    row = _own(request, view)
    if request.method != "POST":
        initial: dict[str, Any] = kept(request) or {"name": row.name, "is_shared": row.is_shared}
        return _form_page(request, ViewForm(initial=initial), row)
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, row, status=422)
    try:
        commands.change_view(view=view, actor=viewer(request), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return _form_page(request, form, row, status=409)
    messages.success(request, _("Kept."))
    return redirect("issues:saved_views")


@require_POST
def update_view(request: HttpRequest, view: int) -> HttpResponse:
    """Let it show what the person looks at now."""
    row, query = _own(request, view, page=LIST), _query(request.POST.get("query", ""))
    if len(query) > LONGEST_QUERY:
        messages.error(
            request,
            _("Too much is chosen for “%(name)s” to keep. Take something away first.") % {"name": row.name},
        )
        return redirect(f"{reverse('issues:issues')}?{query}")
    row = commands.update_view(view=view, actor=viewer(request), query=query, now=clock.now())
    messages.success(request, _("“%(name)s” shows this from now on.") % {"name": row.name})
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_view(request: HttpRequest, view: int) -> HttpResponse:
    """Ask once, then forget it."""
    row = commands.removable_by(viewer(request)).filter(pk=view).first() if view < 2**63 else None
    if row is None:
        raise Http404(str(NoSuchView.sentence))
    if request.method != "POST":
        others = row.opened_by.exclude(person=viewer(request)).count()
        return render(request, "issues/remove_view.html", {"view": row, "others": others})
    commands.remove_view(view=view, actor=viewer(request))
    messages.success(request, _("“%(name)s” is removed. The issues are as they were.") % {"name": row.name})
    return redirect("issues:saved_views")


@require_POST
def choose_default_view(request: HttpRequest) -> HttpResponse:
    """With which view one's list of issues opens; without one with all issues."""
    asked = request.POST.get("view", "")
    if asked and not _seen(request, asked):
        raise Http404(_("There is no such view."))
    row = commands.choose_default_view(person=viewer(request), view=int(asked) if asked else None)
    if row:
        said = _("Your list of issues opens with “%(name)s”.") % {"name": row.name}
    else:
        said = _("Your list opens with all issues.")
    messages.success(request, said)
    return redirect("issues:saved_views")


def _seen(request: HttpRequest, asked: str) -> SavedView | None:
    is_key = asked.isascii() and asked.isdigit() and len(asked) < 19
    return seen_by(viewer(request)).filter(pk=int(asked)).first() if is_key else None


def _own(request: HttpRequest, view: int, **more: str) -> SavedView:
    """Raises `Http404` for what is another's, shared or not: it cannot be changed."""
    row = SavedView.objects.filter(owner=viewer(request), pk=view, **more).first() if view < 2**63 else None
    if row is None:
        raise Http404(str(NoSuchView.sentence))
    return row


def _query(text: str) -> str:
    """As an address says it, whatever was sent."""
    return shown(QueryDict(text)).urlencode()


def _form_page(
    request: HttpRequest, form: ViewForm, row: SavedView | None = None, status: int = 200
) -> HttpResponse:
    query = QueryDict(row.query if row else str(form["query"].value() or ""))
    filters = IssueFilter(query, viewer=viewer(request))
    context = {
        "form": form,
        "view": row,
        "marks": [mark.words for mark in filters.marks()],
        "sort": sort_of(query),
        "is_list": row is None or row.is_list,
        "back": row.get_absolute_url()
        if row
        else f"{reverse('issues:issues')}?{query.urlencode() or 'all=1'}",
    }
    return render(request, "issues/save_view.html", context, status=status)
