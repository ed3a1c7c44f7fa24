"""Pages as PDF files, made by a process of its own (see `typesetting`)."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.views import typesetting

log = logging.getLogger(__name__)

MOST_WAIT: Final = 90.0  # seconds by the clock: a busy machine may need as many for a few of work
MOST_PATIENCE: Final = 20.0  # seconds that one file waits for the one before it
# A hundred posters keep a processor busy for some seconds, and a web process has several threads.
_one_at_a_time: Final = threading.Lock()


class NoPdfHere(Exception):
    """This server has no WeasyPrint, or no Pango."""


class NoPdfNow(Exception):
    """Others are printing, or it took too long."""


def pdf_of(html: str, styles: Iterable[str]) -> bytes:
    """The page as PDF, under our own styles (names of static files). Nothing else is read, from nowhere.

    Raises `NoPdfHere`, `NoPdfNow`.
    """
    asked = json.dumps({"html": html, "styles": [_text(name) for name in styles]}).encode()
    if not _one_at_a_time.acquire(timeout=MOST_PATIENCE):
        raise NoPdfNow
    try:
        made = subprocess.run(  # noqa: S603  that very file, without anything of the page in the command
            [sys.executable, "-I", "-W", "ignore", typesetting.__file__],
            input=asked,
            capture_output=True,
            timeout=MOST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoPdfNow from error
    finally:
        _one_at_a_time.release()
    if made.returncode == typesetting.MISSING:
        raise NoPdfHere
    if made.returncode:
        log.error("No PDF could be made: %s", made.stderr.decode(errors="replace")[-2000:])
        raise NoPdfNow
    return made.stdout


_NOT_HERE: Final = gettext_lazy(
    "This server makes no PDF files: what that needs is not installed. Print the page from your browser instead; it "
    "looks the same."
)
_NOT_NOW: Final = gettext_lazy(
    "No PDF could be made just now: others are printing, or it took too long. Try again in a minute, or print the "
    "page from your browser; it looks the same."
)


def pdf_response(
    request: HttpRequest, html: str, styles: Iterable[str], *, name: str, back: str
) -> HttpResponse:
    """The file; where none can be made, a sentence that leads to the page at `back`, which a browser prints."""
    try:
        made = pdf_of(html, styles)
    except NoPdfHere:
        return _no_pdf(request, _NOT_HERE, back, HTTPStatus.NOT_IMPLEMENTED)
    except NoPdfNow:
        busy = _no_pdf(request, _NOT_NOW, back, HTTPStatus.SERVICE_UNAVAILABLE)
        busy["Retry-After"] = "60"
        return busy
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _no_pdf(request: HttpRequest, sentence: object, back: str, status: HTTPStatus) -> HttpResponse:
    context = {"heading": _("Print it from the browser"), "sentence": sentence, "back": back}
    return render(request, "refused.html", context, status=status)


def _text(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")
