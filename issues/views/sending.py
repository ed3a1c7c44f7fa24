"""The report page as a script sends it: the same form through the same door, answered in JSON.

A phone that was without signal sends later what it kept. So the answer says under which key it was taken, nothing is
taken under the name of somebody else, and nothing is ever answered with a page to sign in.

201 taken, 200 taken before, 202 set aside: {client_key, path, number, receipt}. 401 who wrote it is not signed in.
403 the token is missing or old. 404 the poster's link is none. 409, 422 refused: {code, errors: {field: sentence},
summary}. 429 and 503 with Retry-After.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from issues.commands.reporting import OLDEST_OBSERVATION
from issues.forms.reporting import ReportForm
from issues.models import Report
from issues.rules.refusals import Refusal, SentBefore, TryLater
from issues.views.receiving import Sender, receive
from people.models import User
from people.views.scripts import asks_for_json

GUEST: Final = "guest"
OWNER: Final = "Report-Owner"  # whose the report is that a phone sends
_LONGEST: Final = 9  # digits

View = Callable[..., HttpResponse]


def owner_mark(request: HttpRequest) -> str:
    """What a phone notes on a report to know whose it is. It says nothing to anybody else, and stays the same."""
    if not isinstance(request.user, User):
        return GUEST
    key = f"owner of reports:{settings.SECRET_KEY}".encode()
    return hmac.digest(key, str(request.user.pk).encode(), "sha256").hex()[:24]


def answers_scripts(view: View) -> View:
    """For a script: whoever is not the owner of the report is told to sign in, and no page is answered."""

    @wraps(view)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        if not asks_for_json(request):
            return view(request, **named)
        mark = owner_mark(request)
        if not hmac.compare_digest(request.headers.get(OWNER, mark).encode(), mark.encode()):
            return JsonResponse({"code": "somebody_else"}, status=401)
        response = view(request, **named)
        if response.status_code == 302:
            return JsonResponse({"code": "signed_out"}, status=401)
        if response.status_code == 404:
            return _refused("gone", _("This poster is out of date: its code was replaced."), 404)
        return response

    return answered


def send(request: HttpRequest, form: ReportForm, sender: Sender, now: datetime) -> HttpResponse:
    """Take what the form says. The device's clock is not believed, only how long ago by it the report was written."""
    form.now = written = now - _waited(request)
    if not form.is_valid():
        return _not_understood(form, sent_as=request.POST.get("client_key", ""))
    told = form.cleaned_data
    told["observed_at"] = told["observed_at"] or written
    is_repeat = Report.objects.filter(client_key=told["client_key"]).exists()
    try:
        received = receive(request, form, sender, now)
    except SentBefore as refusal:
        form.take_a_new_key()
        form.add_error(None, str(refusal))
        return _not_understood(form, sent_as=str(told["client_key"]))
    except TryLater as later:
        return try_later(later)
    except Refusal as refusal:
        return _refused(refusal.code, str(refusal), 409)
    answer = {
        "client_key": str(told["client_key"]),
        "path": received.path,
        "number": received.number,
        "receipt": received.code,
    }
    return JsonResponse(answer, status=200 if is_repeat else 202 if received.set_aside else 201)


def try_later(later: TryLater) -> JsonResponse:
    """Too much at once: nothing was taken, and the phone keeps it until then."""
    answer = _refused(later.code, str(later), 429)
    answer["Retry-After"] = str(later.seconds)
    return answer


def _waited(request: HttpRequest) -> timedelta:
    said = request.POST.get("waited", "")
    seconds = int(said) if said.isascii() and said.isdecimal() and len(said) <= _LONGEST else 0
    return min(timedelta(seconds=seconds), OLDEST_OBSERVATION)


def _not_understood(form: ReportForm, *, sent_as: str) -> JsonResponse:
    """Each sentence under its field, and all of them as the page shows them."""
    answer: dict[str, Any] = {
        # A key that was used for something else is no use any more: the form has made a new one.
        "code": "sent_before" if form.data.get("client_key") != sent_as else "invalid",
        "errors": {name: " ".join(map(str, said)) for name, said in form.errors.items()},
        "summary": render_to_string("components/_error_summary.html", {"form": form}),
    }
    return JsonResponse(answer, status=422)


def _refused(code: str, sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "errors": {"": sentence}}, status=status)
