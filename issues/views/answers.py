"""What a command answers once it is done, or refused without a form: the part of the page where the person was."""

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import retarget, trigger_client_event
from django_htmx.middleware import HtmxDetails

from issues.views.inbox import inbox_panes
from issues.views.panels import panel, visible_issue


def htmx_of(request: HttpRequest) -> HtmxDetails:
    """What htmx says of itself; false without it."""
    details: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # django-htmx's middleware sets it
    return details


def done(request: HttpRequest, number: int, then: str) -> HttpResponse:
    """After a command: a redirect to the page `then`, or the fragment with the dialog closed."""
    if not htmx_of(request):
        return redirect(then, number)
    return trigger_client_event(where_they_were(request, number, 200), "closeDialog")


def where_they_were(request: HttpRequest, number: int, status: int) -> HttpResponse:
    """The fragment of the page that the person looks at: the inbox, or the issue."""
    now = timezone.now()
    here = urlsplit(htmx_of(request).current_url_abs_path or "")
    if here.path.endswith("/inbox/"):
        chosen = parse_qs(here.query).get("issue", [str(number)])[0]
        context = inbox_panes(request, chosen, now)
        target, name = "#panes", "issues/_inbox_answer.html"
    else:
        context = panel(request, visible_issue(request, number), now)
        target, name = "#issue", "issues/_issue_answer.html"
    response = render(request, name, context, status=status)
    response["HX-Reswap"] = "outerHTML settle:0ms"
    return retarget(response, target)
