"""Pages as PDF files, made by a process of its own (see `typesetting`)."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders

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


def _text(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")
