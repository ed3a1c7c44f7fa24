"""The addresses of the product, of which those that a phone keeps for posters do what a test says."""

from threading import Event
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import path

from issues.views.worker import offline_report
from moment_of_service.urls import urlpatterns as real

well: Final = Event()  # they answer as ever
over: Final = Event()  # those that are not well hang until this, and then fail


def ailing(request: HttpRequest, token: str) -> HttpResponse:
    if well.is_set():
        return offline_report(request, token)
    over.wait(60)
    return HttpResponse(status=503)


ailing.login_required = False  # type: ignore[attr-defined]
urlpatterns = [path("report/offline/<str:token>/", ailing), *real]
