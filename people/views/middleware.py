"""Who is signed in, and the viewer's own language and time zone, on every page."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from people.views.unsent import keep


class SignInFirst(LoginRequiredMiddleware):
    """Every page is for those who are signed in. What a signed-out person sends is kept for after signing in.

    A part of a page that htmx asks for is answered with 401, because the sign-in page does not fit into it.
    """

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        sign_in = super().process_view(request, *view)
        if sign_in is None:
            return None
        if request.method == "POST":
            keep(request)
        return HttpResponse(status=401) if request.headers.get("HX-Request") == "true" else sign_in


class ViewerLanguage:
    """Who is signed in reads the language of their own; everybody else, and who has chosen none, what Django's
    middleware found: the cookie's, or the browser's. Answers are kept for nobody who would read another one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else ""
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)  # ends with the next request, so that a streamed answer keeps it
            request.LANGUAGE_CODE = chosen
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie", "Authorization"))
        return response


class ViewerTimeZone:
    """Storage is UTC; what a person reads is in the zone of that person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self.get_response(request)
