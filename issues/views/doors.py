"""How a command is asked for in the browser: a page with its form, and what it answers.

GET gives the page, or says why this person cannot do it now; with htmx the client takes the form out of it into the
dialog. POST calls the command. Done: a
redirect to the issue, or with htmx the fragment where the person was. Refused: the form again with the sentence and
all that was typed (409, 403); not understood: the same with 422. Moved on by somebody else since the page was made:
the form again under what happened (409), to be sent once more knowingly.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from issues.commands import clock
from issues.commands.meanwhile import NEVER_STOPPED, happened_since, unless_it_moved_on
from issues.commands.offers import Offer, refused, work_refused
from issues.commands.permissions import sees
from issues.forms.moves import MoveForm
from issues.models import Event, Issue
from issues.rules.memory import thaw
from issues.rules.refusals import ActionsOpen, MovedOn, Refusal
from issues.views.answers import done, htmx_of, where_they_were
from issues.views.meanwhile import in_a_sentence, told_since
from issues.views.panels import visible_issue
from issues.views.undoing import undo_tag
from issues.views.work import open_work
from people.views.unsent import kept
from people.views.viewers import viewer

Command = Callable[..., Issue]
LONGEST: Final = 10  # digits of a number that somebody may have typed


def door(
    request: HttpRequest,
    number: int,
    form_class: type[MoveForm],
    command: Command,
    *,
    said: str | Callable[[Issue], str],
    initial: Callable[[Issue], dict[str, Any]] | None = None,
    worded: Callable[[Issue, MoveForm], None] | None = None,
    then: str = "issues:issue",
    **facts: Any,
) -> HttpResponse:
    """One command through its form.

    `said` is what the page says once it is done, `then` the page that follows, and `facts` come from the address.
    `worded` fits the words of the form to the issue.
    """
    issue = visible_issue(request, number)
    if request.method != "POST":
        return _opened(request, issue, form_class, initial, worded, **facts)
    form = form_class(request.POST, request.FILES)
    if worded is not None:
        worded(issue, form)
    answer = _called(request, issue, form, command, facts)
    if isinstance(answer, HttpResponse):
        return answer
    words = said if isinstance(said, str) else said(answer)
    messages.success(request, words, extra_tags=undo_tag(request, answer))
    return done(request, number, then) if sees(answer, viewer(request), clock.now()) else _left(request)


def _opened(
    request: HttpRequest,
    issue: Issue,
    form_class: type[MoveForm],
    initial: Callable[[Issue], dict[str, Any]] | None,
    worded: Callable[[Issue, MoveForm], None] | None,
    **facts: Any,
) -> HttpResponse:
    """The form; above it what happened since the page was made from which the person comes."""
    if (refusal := _refusal(request, issue, **facts)) is not None:
        return _refused(request, issue, form_class, refusal)
    typed = kept(request)
    form = form_class(initial=typed or (initial(issue) if initial else None))
    if worded is not None:
        worded(issue, form)
    seen = _number(request.GET.get("seen") or typed.get("seen"))
    may_go_on = seen is None or _offer(request) in NEVER_STOPPED
    return _form_page(request, issue, form, 200, () if may_go_on else happened_since(issue.pk, seen or 0))


def _called(
    request: HttpRequest, issue: Issue, form: MoveForm, command: Command, facts: dict[str, Any]
) -> Issue | HttpResponse:
    """What the command made of the issue, or the form again with what is wrong."""
    if not form.is_valid():
        return _form_page(request, issue, form, 422)
    seen = None if _offer(request) in NEVER_STOPPED else _number(request.POST.get("seen"))
    asked = {**form.facts(), **facts}
    try:
        return unless_it_moved_on(
            command, issue=issue.pk, seen=seen, actor=viewer(request), now=clock.now(), **asked
        )
    except MovedOn as moved:
        return _moved_on(request, issue.pk, form, moved, **facts)
    except (Refusal, PermissionDenied) as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, issue, form, _status(refusal))
    except Issue.DoesNotExist:  # kept in confidence a moment ago
        raise Http404 from None


def _moved_on(
    request: HttpRequest, number: int, form: MoveForm, moved: MovedOn, **facts: Any
) -> HttpResponse:
    """The form as typed under what happened meanwhile: sent once more, it is done knowingly."""
    issue = visible_issue(request, number)
    if (refusal := _refusal(request, issue, **facts)) is not None:
        form.add_error(None, str(refusal))
    return _form_page(request, issue, form, 409, moved.since)


def _left(request: HttpRequest) -> HttpResponse:
    """The issue is confidential, and what was done ends why this person was let in."""
    messages.info(request, _("It is confidential, and no longer yours to see."))
    home = reverse("issues:home")
    return HttpResponseClientRedirect(home) if htmx_of(request) else redirect(home)


def _number(typed: str | None) -> int | None:
    """The event up to which the person has seen the issue; None when the form does not say."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < LONGEST else None


def _refused(
    request: HttpRequest, issue: Issue, form_class: type[MoveForm], refusal: Refusal | PermissionDenied
) -> HttpResponse:
    """The page without its form: why this person cannot do it now."""
    context: dict[str, Any] = {
        "issue": issue,
        "heading": form_class.heading,
        "sentence": str(refusal),
        "now": timezone.now(),
    }
    if isinstance(refusal, ActionsOpen):
        context["open_work"] = open_work(issue, thaw(issue.memory), viewer(request), timezone.now())
    return render(request, "issues/move.html", context, status=_status(refusal))


def _refusal(
    request: HttpRequest,
    issue: Issue,
    action: UUID | None = None,
    report: int | None = None,  # noqa: ARG001  the command says what is wrong with a promise
) -> Refusal | PermissionDenied | None:
    """Why the command that the address names is not offered to this person now."""
    offer = _offer(request)
    state, person, now = thaw(issue.memory), viewer(request), timezone.now()
    if action is not None:
        return work_refused(issue, state, person, offer=offer, action=action, now=now)
    return refused(issue, state, person, offer, now)


def _offer(request: HttpRequest) -> Offer:
    """The command that the address names."""
    return Offer(request.resolver_match.url_name or "") if request.resolver_match else Offer.COMMENT


def _status(refusal: Exception) -> int:
    return 409 if isinstance(refusal, Refusal) else 403


def _form_page(
    request: HttpRequest, issue: Issue, form: MoveForm, status: int, since: Sequence[Event] = ()
) -> HttpResponse:
    happened = told_since(since, viewer(request), timezone.now())
    if htmx_of(request).target == "issue":  # a button without a form was pressed: show how things stand now
        refused = [str(sentence) for sentence in form.non_field_errors()]
        for sentence in [in_a_sentence(one, refused) for one in happened] or refused:
            messages.error(request, sentence)
        return where_they_were(request, issue.pk, status)
    seen = since[-1].seq if since else _number(request.POST.get("seen")) or issue.last_seq
    context = {"issue": issue, "form": form, "path": request.path, "since": happened, "seen": seen}
    context["is_refused"] = bool(happened and form.non_field_errors())
    fragment = htmx_of(request) and request.method == "POST"
    name = "issues/_move_form.html" if fragment else "issues/move.html"
    return render(request, name, context, status=status)
