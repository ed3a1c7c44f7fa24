"""Who is signed in, and the viewer's own language and time zone, on every page."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from people.views.scripts import asks_for_json
from people.views.unsent import keep


class SignInFirst(LoginRequiredMiddleware):
    """Every page is for those who are signed in. What a signed-out person sends is kept for after signing in.

    A part of a page that htmx asks for is answered with 401, because the sign-in page does not fit into it; so is a
    script that wants JSON, and keeps what it sends itself.
    """

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        sign_in = super().process_view(request, *view)
        if sign_in is None:
            return None
        if asks_for_json(request):
            return JsonResponse({"code": "signed_out"}, status=401)
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


class SigningOutWipes:
    """After signing out the browser forgets what it kept of us: answers, and reports that wait. The cookies stay, they
    hold the theme and the language.

    The page asks for the waiting ones first. What others have waiting on the same device is left when it says that there
    is some: then the page wipes what is this person's by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else ""
        if (
            page in {"account_logout", "admin:logout"}
            and request.method == "POST"
            and not request.user.is_authenticated
        ):
            others = request.POST.get("others_wait")
            response["Clear-Site-Data"] = '"cache"' if others else '"cache", "storage"'
        return response
