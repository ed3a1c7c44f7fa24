"""What somebody typed and sent while signed out, or from a page that was too old: kept, and filled in again."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from people.views.scripts import asks_for_json

KEPT_FOR: Final = timedelta(hours=1)
MOST_LETTERS: Final = 20_000  # a session is no store for more
_NEVER: Final = ("csrfmiddlewaretoken", "password", "secret", "address")  # of a channel: it opens it
_KEY: Final = "unsent"


def keep(request: HttpRequest) -> bool:
    """Keep what was typed in the session until the same page is opened again. False when nothing was typed."""
    fields = {n: v for n, v in request.POST.items() if not any(word in n for word in _NEVER)}
    if not fields or sum(map(len, fields.values())) > MOST_LETTERS:
        return False
    request.session[_KEY] = {"path": request.path, "at": timezone.now().isoformat(), "fields": fields}
    return True


def kept(request: HttpRequest) -> dict[str, str]:
    """What was typed into this page and not taken, once; empty when there is nothing. Says so on the page."""
    unsent = request.session.get(_KEY)
    if not unsent or unsent["path"] != request.path or request.method != "GET":
        return {}
    del request.session[_KEY]
    if timezone.now() - datetime.fromisoformat(unsent["at"]) > KEPT_FOR:
        return {}
    messages.warning(request, _("It was not sent yet. What you typed is still here: send it again."))
    return dict(unsent["fields"])


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """Django's answer to a missing or old token (`CSRF_FAILURE_VIEW`): 403, and nothing typed is lost."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401)
    if asks_for_json(request):
        return JsonResponse({"code": "csrf"}, status=403)
    page = request.resolver_match.func if request.resolver_match else None
    signed_in = getattr(page, "login_required", True) and request.user.is_authenticated
    is_ours = signed_in or getattr(page, "keeps_what_guests_type", False)
    again = request.path if is_ours and keep(request) else ""
    return render(request, "403_csrf.html", {"again": again, "signed_in": signed_in}, status=403)
