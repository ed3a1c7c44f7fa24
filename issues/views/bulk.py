"""One command for many issues: first its form and how many it will touch, then the deed, then what became of each."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from issues.commands import clock
from issues.commands.bulk_runs import MOST, add_bulk_run, run_bulk
from issues.commands.bulk_sense import must_make_sense
from issues.commands.bulk_undoing import not_asked, undo_bulk
from issues.commands.wishes import Bulk, Wish
from issues.forms.bulk import Chosen, ChosenForm, chosen_in, form_for, issues
from issues.forms.merging import MergeForm
from issues.forms.moves import MoveForm
from issues.models import BulkItem, BulkRun, Issue
from issues.rules import refusals as no
from issues.rules.undoing import UNDO_WITHIN
from issues.views.answers import htmx_of
from issues.views.narrowing import narrow
from people.views.viewers import viewer

SHOWN: Final = 200  # of a page: nobody reads more one by one
SAID: Final = {
    Bulk.ACCEPT: (gettext_lazy("accepted"), gettext_lazy("not accepted")),
    Bulk.HAND_OVER: (gettext_lazy("handed over"), gettext_lazy("not handed over")),
    Bulk.PLAN_ACTION: (gettext_lazy("planned for"), gettext_lazy("not planned for")),
    Bulk.CHANGE_SEVERITY: (gettext_lazy("changed"), gettext_lazy("not changed")),
    Bulk.MERGE: (gettext_lazy("merged"), gettext_lazy("not merged")),
    Bulk.SNOOZE: (gettext_lazy("hidden from your list"), gettext_lazy("not hidden")),
}
WRONG: Final[dict[type[no.Refusal], str]] = {  # at which field it is said
    no.DueInThePast: "due_at",
    no.SnoozeEndsInThePast: "until",
    no.SnoozeTooLong: "until",
    no.SeverityUnchanged: "to",
    no.ReasonMissing: "reason",
    no.NoSuchIssue: "into",
    no.CannotTakeReports: "into",
}


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """GET: how many issues the address asks for. POST: the form of a command for those chosen, or, filled in, its deed."""
    if request.method != "POST":
        if request.headers.get("Sec-Fetch-Dest") == "document":  # somebody came here, not the bar of a list
            return redirect("issues:issues")
        return HttpResponse(_how_many(request), content_type="text/plain; charset=utf-8")
    command = request.POST.get("command", "")
    if command not in set(Bulk):
        raise Http404(_("There is no such command for many issues."))
    back = _safe(request, request.POST.get("back", ""))
    try:
        chosen = _chosen(request)
    except no.Refusal as refusal:
        return render(request, "issues/bulk.html", {"sentence": str(refusal), "back": back}, status=422)
    return _asked(request, Bulk(command), chosen, back)


def _asked(request: HttpRequest, command: Bulk, chosen: Chosen, back: str) -> HttpResponse:
    key, actor, now, numbers = _key(request), viewer(request), timezone.now(), list(chosen)
    form = form_for(command, numbers, request.POST if key else None, actor=actor, now=now)
    if isinstance(form, MergeForm):
        form.name_the_other(Issue.objects.visible_to(actor, now))
    along = ChosenForm.of(command, chosen, back, key)
    context = {"form": form, "chosen": along, "numbers": numbers, "back": back}
    if key is None:
        return render(request, "issues/bulk.html", context)
    if not form.is_valid():
        return render(request, "issues/bulk.html", context, status=422)
    try:
        run = _done(request, command, chosen, form, key)
    except no.Refusal as refusal:
        field = WRONG.get(type(refusal), "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return render(request, "issues/bulk.html", context, status=409)
    return _answer(request, run, back)


def _key(request: HttpRequest) -> UUID | None:
    """What makes a repetition the same; none while nothing has been filled in yet, or nobody has seen how many it is."""
    if "all" in request.POST:
        return None
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _done(request: HttpRequest, command: Bulk, chosen: Chosen, form: MoveForm, key: UUID) -> BulkRun:
    """The command for each; the same key again is the same run, however often it is sent."""
    facts = form.facts()
    into = facts.pop("into", None)
    actor, now = viewer(request), clock.now()
    was_sent_before = BulkRun.objects.filter(client_key=key, actor=actor).exists()
    if not was_sent_before:  # else it made sense then
        must_make_sense(Wish(command, facts, actor, into), list(chosen), now)
    asked = {"command": command, "numbers": chosen, "seen": chosen, "facts": facts, "into": into}
    run = add_bulk_run(actor=actor, client_key=key, now=now, **asked)
    return run_bulk(run=run.pk, facts=facts, clock=clock.now)


def _answer(request: HttpRequest, run: BulkRun, back: str) -> HttpResponse:
    """Back to where they were when all is done; else to what was refused, and why."""
    done = run.items.filter(state=BulkItem.State.DONE).count()
    left = run.items.exclude(state=BulkItem.State.DONE).exists()
    if done:
        offers = back and not left and _can_be_undone(run)  # the page of the run has its own button
        tag = f"undo:{reverse('issues:undo_bulk', args=[run.pk])}" if offers else ""
        messages.success(
            request,
            _("%(issues)s %(said)s.") % {"issues": issues(done), "said": SAID[Bulk(run.command)][0]},
            extra_tags=tag,
        )
    return redirect(back if back and not left else run)


@require_safe
def bulk_run(request: HttpRequest, run: int) -> HttpResponse:
    """What became of each: those that were not done come first, each with why."""
    return _page(request, _mine(request, run))


@require_POST
def undo_run(request: HttpRequest, run: int) -> HttpResponse:
    """Take back what can still be; the rest is listed with why."""
    found = _mine(request, run)
    try:
        undo_bulk(run=found.pk, actor=viewer(request), now=clock.now())
    except no.Refusal as refusal:
        messages.error(request, str(refusal))
        return (
            HttpResponseClientRedirect(found.get_absolute_url())
            if htmx_of(request)
            else _page(request, found, 409)
        )
    taken = found.items.filter(state=BulkItem.State.UNDONE).count()
    messages.success(request, _("Taken back: %(issues)s.") % {"issues": issues(taken)})
    return HttpResponseClientRedirect(found.get_absolute_url()) if htmx_of(request) else redirect(found)


def _page(request: HttpRequest, run: BulkRun, status: int = 200) -> HttpResponse:
    said, unsaid = SAID[Bulk(run.command)]
    states = list(run.items.values_list("state", flat=True))
    told = Paginator(run.items.exclude(sentence=""), SHOWN).get_page(request.GET.get("told"))
    without = run.items.filter(sentence="").exclude(state=BulkItem.State.WAITING)
    well = Paginator(without, SHOWN).get_page(request.GET.get("done"))
    waiting = list(run.items.filter(state=BulkItem.State.WAITING).values_list("number", flat=True)[:SHOWN])
    context: dict[str, Any] = {
        "run": run,
        "said": said,
        "unsaid": unsaid,
        "done": states.count(BulkItem.State.DONE),
        "undone": states.count(BulkItem.State.UNDONE),
        "refused": states.count(BulkItem.State.REFUSED),
        "total": len(states),
        "told": _titled(request, list(told)),
        "told_page": told,
        "well": _titled(request, list(well)),
        "well_page": well,
        "waiting": waiting,
        "can_be_undone": _can_be_undone(run),
    }
    return render(request, "issues/bulk_run.html", context, status=status)


def _titled(request: HttpRequest, items: list[BulkItem]) -> list[tuple[BulkItem, Issue | None]]:
    """Each with its issue, as far as this person may see it."""
    visible = Issue.objects.visible_to(viewer(request), timezone.now())
    found = visible.only("title").in_bulk([item.number for item in items])
    return [(item, found.get(item.number)) for item in items]


def _can_be_undone(run: BulkRun) -> bool:
    """In time; or begun in time and broken off, until all were asked."""
    in_time = run.ended_at is not None and clock.now() <= run.ended_at + UNDO_WITHIN
    return (run.undone_at is not None or in_time) and not_asked(run).exists()


def _mine(request: HttpRequest, run: int) -> BulkRun:
    return get_object_or_404(BulkRun, pk=run, actor=viewer(request))


def _chosen(request: HttpRequest) -> Chosen:
    """Those that were ticked, as they were seen; or all that the list's address asks for, as they are now.

    Raises `NothingChosen`, `TooManyChosen`.
    """
    if "all" in request.POST:
        chosen = _matching(request, QueryDict(request.POST.get("matching", "")))
    else:
        chosen = chosen_in([*request.POST.getlist("issue"), *request.POST.getlist("numbers")])
    if not chosen:
        raise no.NothingChosen
    if len(chosen) > MOST:
        raise no.TooManyChosen
    return chosen


def _matching(request: HttpRequest, query: QueryDict) -> Chosen:
    """At most one more than can be done at once: enough to say that it is too many."""
    found = narrow(query, viewer(request), timezone.now()).fitting()
    return dict(found.order_by().values_list("pk", "last_seq")[: MOST + 1])


def _how_many(request: HttpRequest) -> str:
    number = len(_matching(request, request.GET))
    shown = number_format(min(number, MOST), force_grouping=True)
    return shown if number <= MOST else _("more than %(number)s") % {"number": shown}


def _safe(request: HttpRequest, back: str) -> str:
    """Where they came from, if that is here."""
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if here and back.startswith("/") else ""
