"""What a command answers once it is done, or refused without a form: the part of the page where the person was."""

from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django_htmx.http import push_url, retarget, trigger_client_event
from django_htmx.middleware import HtmxDetails

from issues.views.inbox import inbox_panes
from issues.views.panels import panel, visible_issue

# What stands below the issue in the list, then what stands above it: the browser knows in which order it was shown.
AFTERWARDS: Final = "Inbox-Afterwards"
LONGEST: Final = 19  # digits of a number that the database takes


def htmx_of(request: HttpRequest) -> HtmxDetails:
    """What htmx says of itself; false without it."""
    details: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # django-htmx's middleware sets it
    return details


def page_of(request: HttpRequest) -> SplitResult:
    """The address of the page from which htmx asks; empty without it, and where what was sent is none."""
    try:
        return urlsplit(htmx_of(request).current_url_abs_path or "")
    except ValueError:
        return urlsplit("")


def done(request: HttpRequest, number: int, then: str) -> HttpResponse:
    """After a command: a redirect to the page `then`, or the fragment with the dialog closed."""
    if not htmx_of(request):
        return redirect(then, number)
    return trigger_client_event(where_they_were(request, number, 200), "closeDialog")


def where_they_were(request: HttpRequest, number: int, status: int) -> HttpResponse:
    """The fragment of the page that the person looks at: the inbox, or the issue. Any other page is loaded anew."""
    here = page_of(request)
    try:
        page = resolve(here.path)
    except Resolver404:
        page = None
    if page is not None and page.view_name == "issues:inbox":
        open_now = parse_qs(here.query).get("issue", [""])[0]
        return _inbox(request, number, status, open_now)
    if page is not None and page.view_name == "issues:issue":
        return _issue(request, int(page.kwargs["number"]), status)
    response = HttpResponse(status=status)
    response["HX-Refresh"] = "true"
    return response


def _inbox(request: HttpRequest, number: int, status: int, open_now: str) -> HttpResponse:
    """Both panes: the issue while it waits for this person, else the one that follows it in the list."""
    afterwards = request.headers.get(AFTERWARDS) if status == 200 else None
    then = None if afterwards is None else _numbers(afterwards)
    context = inbox_panes(request, str(number), timezone.now(), then=then)
    response = _swapped(render(request, "issues/_inbox_answer.html", context, status=status), "#panes")
    chosen = context["chosen"]
    if str(chosen or "") == open_now:
        return response
    return push_url(response, reverse("issues:inbox") + (f"?issue={chosen}" if chosen else ""))


def _numbers(listed: str) -> list[int]:
    return [int(one) for one in listed.split(",") if one.isdecimal() and len(one) < LONGEST]


def _issue(request: HttpRequest, number: int, status: int) -> HttpResponse:
    context = panel(request, visible_issue(request, number), timezone.now())
    return _swapped(render(request, "issues/_issue_answer.html", context, status=status), "#issue")


def _swapped(response: HttpResponse, target: str) -> HttpResponse:
    response["HX-Reswap"] = "outerHTML settle:0ms"
    return retarget(response, target)
