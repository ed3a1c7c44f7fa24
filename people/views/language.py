"""The language for those who are signed out; who is signed in says it under *You*."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie, and go back to where the person was; without one, what the browser asks for."""
    chosen, back = request.POST.get("language", ""), request.headers.get("Referer", "/")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if here else "/")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        forget(response)
    return response


def forget(response: HttpResponse) -> None:
    """From now on the person's own choice holds, or else what the browser asks for."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
