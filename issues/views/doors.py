"""How a command is asked for in the browser: a page with its form, and what it answers.

GET gives the page, or says why this person cannot do it now; with htmx the client takes the form out of it into the
dialog. POST calls the command. Done: a
redirect to the issue, or with htmx the fragment where the person was. Refused: the form again with the sentence and
all that was typed (409, 403); not understood: the same with 422.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from issues.commands import clock
from issues.commands.offers import Offer, refused, work_refused
from issues.forms.moves import MoveForm
from issues.models import Issue
from issues.rules.memory import thaw
from issues.rules.refusals import Refusal
from issues.views.answers import done, htmx_of, where_they_were
from issues.views.panels import visible_issue
from people.views.unsent import kept
from people.views.viewers import viewer

Command = Callable[..., Issue]


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
    if request.method == "POST":
        form = form_class(request.POST, request.FILES)
    elif (refusal := _refusal(request, issue, **facts)) is not None:
        return _refused(request, issue, form_class, refusal)
    else:
        form = form_class(initial=kept(request) or (initial(issue) if initial else None))
    if worded is not None:
        worded(issue, form)
    if request.method != "POST":
        return _form_page(request, issue, form, 200)
    answer = _called(request, issue, form, command, facts)
    if isinstance(answer, HttpResponse):
        return answer
    messages.success(request, said if isinstance(said, str) else said(answer))
    return done(request, number, then)


def _called(
    request: HttpRequest, issue: Issue, form: MoveForm, command: Command, facts: dict[str, Any]
) -> Issue | HttpResponse:
    """What the command made of the issue, or the form again with what is wrong."""
    if not form.is_valid():
        return _form_page(request, issue, form, 422)
    try:
        return command(issue=issue.pk, actor=viewer(request), now=clock.now(), **form.facts(), **facts)
    except (Refusal, PermissionDenied) as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, issue, form, _status(refusal))


def _refused(
    request: HttpRequest, issue: Issue, form_class: type[MoveForm], refusal: Refusal | PermissionDenied
) -> HttpResponse:
    """The page without its form: why this person cannot do it now."""
    context = {"issue": issue, "heading": form_class.heading, "sentence": str(refusal)}
    return render(request, "issues/move.html", context, status=_status(refusal))


def _refusal(
    request: HttpRequest, issue: Issue, action: UUID | None = None
) -> Refusal | PermissionDenied | None:
    """Why the command that the address names is not offered to this person now."""
    offer = Offer(request.resolver_match.url_name or "") if request.resolver_match else Offer.COMMENT
    state, person, now = thaw(issue.memory), viewer(request), timezone.now()
    if action is not None:
        return work_refused(issue, state, person, offer=offer, action=action, now=now)
    return refused(issue, state, person, offer, now)


def _status(refusal: Exception) -> int:
    return 409 if isinstance(refusal, Refusal) else 403


def _form_page(request: HttpRequest, issue: Issue, form: MoveForm, status: int) -> HttpResponse:
    if htmx_of(request).target == "issue":  # a button without a form was pressed: show how things stand now
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
        return where_they_were(request, issue.pk, status)
    context = {"issue": issue, "form": form, "path": request.path}
    fragment = htmx_of(request) and request.method == "POST"
    name = "issues/_move_form.html" if fragment else "issues/move.html"
    return render(request, name, context, status=status)
