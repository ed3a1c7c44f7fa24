"""Taking back what one has just done: the address that a message's button sends to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from issues import commands
from issues.commands import clock
from issues.commands.undoing import undoable
from issues.models import Issue
from issues.rules.memory import thaw
from issues.rules.refusals import Refusal
from issues.views.answers import done, htmx_of, where_they_were
from issues.views.panels import visible_issue
from people.views.viewers import viewer


@require_POST
def undo(request: HttpRequest, number: int, seq: int) -> HttpResponse:
    """Make the issue what it was before its last event; late, or after somebody else, the sentence why not."""
    issue = visible_issue(request, number)
    try:
        commands.undo(issue=number, seq=seq, actor=viewer(request), now=clock.now())
    except Refusal as refusal:
        if htmx_of(request):
            messages.error(request, str(refusal))
            return where_they_were(request, number, 409)
        context = {"issue": issue, "heading": _("Not taken back"), "sentence": str(refusal)}
        return render(request, "issues/move.html", context, status=409)
    messages.success(request, _("Taken back. Everything is as it was before."))
    return done(request, number, "issues:issue")


def undo_tag(request: HttpRequest, issue: Issue) -> str:
    """The tag of a success message with which it offers to take the last command back; "" where that cannot be."""
    now = timezone.now()
    seq = undoable(issue, thaw(issue.memory), viewer(request), now)
    return f"undo:{reverse('issues:undo', args=[issue.pk, seq])}" if seq is not None else ""
