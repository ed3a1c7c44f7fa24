"""At the door of a poster: who comes in by its link, who signs in first, and what a link that is over says."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.defaults import page_not_found

from inflection_points.commands.posters import Standing, link_of, poster_of
from issues.commands import clock
from issues.views.receiving import Sender
from people.models import User
from people.views.scripts import asks_for_json
from people.views.unsent import keep

View = Callable[..., HttpResponseBase]
_TYPED: Final = ("text", "promised")  # what somebody wrote in their own words


def come_in(request: HttpRequest, token: str) -> Sender | HttpResponse:
    """Who reports by the link; else the answer: 404 with what became of the poster, or the way to sign in.

    What was typed while a poster was replaced is taken for a day. Later, and after it was taken down, the page gives
    the words back.
    """
    is_sent = request.method == "POST"
    poster = poster_of(token, sent_at=clock.now() if is_sent else None)
    if poster is None:
        return _over(request, token)
    person = request.user if isinstance(request.user, User) else None
    if person is None and not poster.allows_guests:
        if is_sent and not asks_for_json(request):  # guests were let in when the page was opened
            keep(request)
        return redirect_to_login(request.path)
    return Sender(person, poster)


def _over(request: HttpRequest, token: str) -> HttpResponse:
    link = link_of(token)
    context = {
        "standing": link.standing if link is not None else "unknown",
        "was_replaced": link is not None and link.standing is Standing.REPLACED,
        "slug": link.poster.point.slug if link is not None and link.poster.point.is_active else "",
        "typed": [words for name in _TYPED if (words := request.POST.get(name, "").strip())],
    }
    return render(request, "report/old_poster.html", context, status=404)


def discreet(view: View) -> View:
    """A page whose address is a key: no search engine lists it, and nothing keeps it.

    The address is sent to no other site (`same-origin`). `no-referrer` would be stricter in name only, and browsers
    would then send forms with `Origin: null`, which the protection against forged requests refuses.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = view(request, *args, **kwargs)
        except Http404 as nothing:
            response = page_not_found(request, nothing)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded
