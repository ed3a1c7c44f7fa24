"""Root causes: the list, one of them, and their links to issues."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from issues.commands import causes as commands
from issues.commands import clock
from issues.commands.prospects import outlooks
from issues.forms.causes import CauseForm, CompleteRemedyForm, RemedyForm
from issues.models import Issue, Remedy, RootCause
from issues.querysets import Counted
from issues.rules.refusals import Refusal
from issues.views.answers import done, htmx_of, where_they_were
from issues.views.panels import visible_issue
from issues.views.rows import status_word
from issues.views.undoing import undo_tag
from people.views.unsent import kept
from people.views.viewers import viewer

View = Callable[..., HttpResponse]
PAGE: Final = 50
SHOWN: Final = 50


def for_those_who_triage(view: View) -> View:
    """Only for those whose role permits it. Raises `PermissionDenied` with a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        commands.must_look_into(viewer(request))
        return view(request, *args, **kwargs)

    return guarded


@require_safe
def causes(request: HttpRequest) -> HttpResponse:
    """All of them, those that explain most issues first."""
    words = request.GET.get("q", "").strip()[:100]
    found = commands.with_words(RootCause.objects.select_related("origin", "origin__stage"), words)
    page = Paginator(commands.counted(found).order_by("-explains", "-noted_at", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "causes/causes.html", _listed(request, page, words))


def _listed(request: HttpRequest, page: Any, words: str) -> dict[str, Any]:
    kept_words = {"q": words} if words else {}
    beside = {
        "previous_url": page.previous_page_number() if page.has_previous() else 0,
        "next_url": page.next_page_number() if page.has_next() else 0,
    }
    urls = {name: "?" + urlencode({**kept_words, "page": at}) if at else "" for name, at in beside.items()}
    return {
        "page": page,
        "words": words,
        "now": timezone.now(),
        "may_note": commands.may_look_into(viewer(request)),
        **urls,
    }


@require_safe
def cause(request: HttpRequest, number: int) -> HttpResponse:
    """One cause: the whys, the issues it explains, the work against it."""
    return _page(request, _found(number))


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_triage
def note_cause(request: HttpRequest) -> HttpResponse:
    """Write down a new one; `?issue=` links it to that issue."""
    issue = _issue_asked_for(request)
    is_sent = request.method == "POST"
    start = {"origin": issue.point.slug} if issue else {}
    form = CauseForm(request.POST) if is_sent else CauseForm(initial=kept(request) or start)
    if issue is not None and issue.is_confidential:
        form.warn_of_readers()
    if not is_sent:
        return _form(request, form, issue=issue)
    if not form.is_valid():
        return _form(request, form, issue=issue, status=422)
    made = commands.note_cause(
        actor=viewer(request),
        now=clock.now(),
        issue=issue.pk if issue else None,
        client_key=form.cleaned_data["client_key"],
        **form.facts(),
    )
    if issue is None:
        messages.success(request, _("Written down. Link it to the issues that it explains."))
        return redirect(made)
    messages.success(request, _("Written down, and linked to this issue."))
    return redirect(issue)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_triage
def change_cause(request: HttpRequest, number: int) -> HttpResponse:
    """Rewrite one. When somebody else was quicker, both versions are shown and nothing typed is lost."""
    found = _found(number)
    if request.method != "POST":
        return _form(request, CauseForm(initial=kept(request) or CauseForm.initial_of(found)), found=found)
    form = CauseForm(request.POST)
    if not form.is_valid():
        return _form(request, form, found=found, status=422)
    try:
        seen = form.cleaned_data["seen"] or 0
        commands.change_cause(cause=number, actor=viewer(request), now=clock.now(), seen=seen, **form.facts())
    except Refusal as refusal:
        fresh = _found(number)
        typed = request.POST.copy()
        typed["seen"] = str(fresh.revision)  # pressing once more keeps what was typed, knowingly
        form.data = typed
        form.add_error(None, str(refusal))
        return _form(request, form, found=fresh, theirs=fresh, status=409)
    messages.success(request, _("Kept."))
    return redirect(found)


@require_POST
def link_cause(request: HttpRequest, number: int) -> HttpResponse:
    """Link the issue to a known cause."""
    return _linked(request, number, commands.link_cause, _("Linked: this cause explains the issue."))


@require_POST
def unlink_cause(request: HttpRequest, number: int) -> HttpResponse:
    """Take the link away."""
    return _linked(request, number, commands.unlink_cause, _("The link is gone."))


@require_POST
@for_those_who_triage
def plan_remedy(request: HttpRequest, number: int) -> HttpResponse:
    """Plan work against the cause."""
    found, form = _found(number), RemedyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, plan=form, status=422)
    try:
        commands.plan_remedy(cause=number, actor=viewer(request), now=clock.now(), **form.facts())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, plan=form, status=409)
    messages.success(request, _("Planned. Whoever does it has been told."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def complete_remedy(request: HttpRequest, number: int, remedy: int) -> HttpResponse:
    """Say that the work is done."""
    row = get_object_or_404(Remedy.objects.select_related("cause", "assignee"), pk=remedy, cause=number)
    form = CompleteRemedyForm(request.POST if request.method == "POST" else None, initial=kept(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.complete_remedy(
                    remedy=remedy, actor=viewer(request), now=clock.now(), **form.cleaned_data
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Done, and written down."))
                return redirect(row.cause)
    return render(request, "causes/complete.html", {"form": form, "remedy": row}, status=status)


def _linked(request: HttpRequest, number: int, command: Callable[..., Issue], said: str) -> HttpResponse:
    issue = visible_issue(request, number)
    asked = request.POST.get("cause", "")
    chosen = get_object_or_404(RootCause, pk=int(asked) if asked.isdecimal() and len(asked) < 10 else 0)
    try:
        changed = command(issue=issue.pk, cause=chosen.pk, actor=viewer(request), now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return where_they_were(request, number, 409) if htmx_of(request) else redirect(issue)
    messages.success(request, said, extra_tags=undo_tag(request, changed))
    return done(request, number, "issues:issue")


def _found(number: int) -> RootCause:
    return get_object_or_404(
        RootCause.objects.select_related("origin__stage", "noted_by", "changed_by"), pk=number
    )


def _issue_asked_for(request: HttpRequest) -> Issue | None:
    asked = request.GET.get("issue", "")
    return visible_issue(request, int(asked)) if asked.isdecimal() and len(asked) < 19 else None


def _page(
    request: HttpRequest, found: RootCause, *, plan: RemedyForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    explained = Issue.objects.visible_to(viewer(request), now).filter(root_cause=found)
    hidden = Issue.objects.hidden_from(viewer(request), now).filter(root_cause=found)
    felt = explained.values("point__name", "point__slug").annotate(times=Count("pk")).order_by("-times")
    listed = explained.select_related("point", "site", "policy_version").order_by("-reported_at")[:SHOWN]
    context: dict[str, Any] = {
        "cause": found,
        "now": now,
        "issues": [(one.issue, status_word(one)) for one in outlooks(listed, now)],
        "explains": explained.count() + (kept := hidden.count()),
        "hidden": Counted(kept),
        "felt": felt,
        "remedies": found.remedies.select_related("assignee"),
        "plan": plan or RemedyForm(initial={"assignee": viewer(request).pk}),
        "may_change": commands.may_look_into(viewer(request)),
    }
    return render(request, "causes/cause.html", context, status=status)


def _form(
    request: HttpRequest,
    form: CauseForm,
    *,
    found: RootCause | None = None,
    issue: Issue | None = None,
    theirs: RootCause | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "cause": found,
        "issue": issue,
        "theirs": theirs,
        "path": request.get_full_path(),
    }
    return render(request, "causes/form.html", context, status=status)
