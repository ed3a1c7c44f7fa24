"""Following an issue, and the people whom a comment on it can mention."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from issues import commands
from issues.commands import clock
from issues.commands.mentioning import mentionable as found_by
from issues.views.answers import done
from issues.views.panels import visible_issue
from people.views.viewers import viewer


@require_POST
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """Follow it."""
    commands.watch(issue=visible_issue(request, number).pk, actor=viewer(request), now=clock.now())
    messages.success(
        request,
        _("You follow this issue: you are told when somebody acts, plans, passes it on or ends it."),
    )
    return done(request, number, "issues:issue")


@require_POST
def unwatch(request: HttpRequest, number: int) -> HttpResponse:
    """Follow it no longer."""
    commands.unwatch(issue=visible_issue(request, number).pk, actor=viewer(request), now=clock.now())
    messages.success(request, _("You follow this issue no longer."))
    return done(request, number, "issues:issue")


@require_safe
def mentionable(request: HttpRequest, number: int) -> JsonResponse:
    """Whom the letters after an @ may mean: `{"people": [{"name", "insert"}]}`, eight at most."""
    issue = visible_issue(request, number)
    words = request.GET.get("q", "").strip().replace("\x00", "")[:60]
    people = found_by(words, issue=issue, asks=viewer(request), now=clock.now()) if words else []
    names = [one.name.casefold() for one in people]
    return JsonResponse(
        {
            "people": [
                {
                    "name": one.name,
                    "handle": one.handle,
                    "insert": one.name if names.count(one.name.casefold()) == 1 else one.email,
                }
                for one in people
            ]
        }
    )
