"""Around every answer: what a refused command looks like, and who looks at the deadlines when nobody does."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.commands import clock
from issues.commands.standing_in import stand_in
from issues.rules.refusals import TryLater
from people.rules.refusals import Refusal

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0  # seconds, in each web process


class Refusals:
    """A sentence, the right status, and nothing lost. Views that show a form put the sentence into it themselves.

    Turn a `Refusal` that a browser view did not handle into a message where the person was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409 with the sentence; 429 and when to come again where it was only too much at once."""
        if not isinstance(exception, Refusal):
            return None
        if isinstance(exception, TryLater):
            shown = render(request, "refused.html", {"sentence": str(exception)}, status=429)
            shown["Retry-After"] = str(exception.seconds)
            return shown
        return render(request, "refused.html", {"sentence": str(exception)}, status=409)


class WayBack:
    """An address that only takes what a form sends, opened as a page: say so, and lead back to the page above it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = request.method in {"GET", "HEAD"} and not request.path.startswith("/api/")
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_page:
            return response
        if not request.accepts("text/html"):
            return response
        context = {
            "heading": _("Nothing is shown here"),
            "sentence": _ONLY_SENT,
            "back": _page_above(request.path),
        }
        shown = render(request, "refused.html", context, status=405)
        shown["Allow"] = response["Allow"]
        return shown


_ONLY_SENT: Final = gettext_lazy(
    "This address only takes what a button sends. Go back, and press the button once more."
)


def _page_above(path: str) -> str:
    """The nearest address above this one that there is."""
    while path := path.rstrip("/").rpartition("/")[0]:
        try:
            resolve(f"{path}/")
        except Resolver404:
            continue
        return f"{path}/"
    return "/"


class StandIn:
    """Whoever uses the product keeps its deadlines while no worker does: a step beside an answer, never before it.

    A look costs one query, every few seconds, in a thread with a connection of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.STAND_IN_AFTER <= 0:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.patience = timedelta(seconds=settings.STAND_IN_AFTER)
        self.every = min(LOOK_EVERY, settings.STAND_IN_AFTER)
        self.looks_again = monotonic()
        self.is_looking = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if monotonic() >= self.looks_again and self.is_looking.acquire(blocking=False):
            self.looks_again = monotonic() + self.every
            threading.Thread(target=self._look, name="stand-in", daemon=True).start()
        return response

    def _look(self) -> None:
        try:
            if stand_in(now=clock.now(), patience=self.patience):
                log.warning("No worker sweeps: this web process looked at the deadlines.")
        except DatabaseError as error:
            log.warning("The deadlines could not be looked at: %s", error)
        except Exception:
            log.exception("The deadlines could not be looked at.")
        finally:
            connections.close_all()  # those of this thread
            self.is_looking.release()
