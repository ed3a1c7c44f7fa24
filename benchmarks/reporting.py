"""P6: the report page on a phone, from a poster's link. `python -m benchmarks.reporting FILE`.

The production settings, gunicorn and compressed static files; a cold cache each time.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks import databases
from benchmarks.figures import Figure, at_most, failed, save
from benchmarks.one import set_up
from benchmarks.phones import CHROMIUM, chromium, phone, slowed

REPEAT: Final = 9
KILOBYTES, SCRIPTS, SECONDS = 60, 20, 2.5
ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE: Final = 60
KEY: Final = "only-for-benchmarks-" + "0" * 40
# When the first tap on a chip was handled and painted, in milliseconds since the navigation began.
HANDLED: Final = """addEventListener("change", () =>
  requestAnimationFrame(() => setTimeout(() => { window.handledAt = performance.now() })), { once: true })"""


def main(kept: Path) -> None:
    """Serve the demo company as production does and open its page several times."""
    figures = _measure() if CHROMIUM else [failed("P6 report page on a phone", "Chromium is missing")]
    print(*figures, sep="\n", flush=True)
    save(kept, figures, {})


def _measure() -> list[Figure]:
    databases.make_empty(0)
    os.environ["SECRET_KEY"] = KEY  # with which both this process and the server sign the link
    set_up(databases.url_of(0))
    try:
        link = _poster()
        with _served() as address, chromium() as browser:
            _open(browser, address + link)  # warm the server; the browser's cache is empty each time
            found = [_open(browser, address + link) for _ in range(REPEAT)]
    finally:
        databases.drop(0)
    total, scripts, usable = (median(column) for column in zip(*found, strict=True))
    return [
        at_most("P6 report page on a phone, transferred cold", total, KILOBYTES, 1, unit="KB", n=REPEAT),
        at_most("P6 of it scripts", scripts, SCRIPTS, 1, unit="KB", n=REPEAT),
        at_most("P6 usable on slow 4G, processor 4× slower", usable, SECONDS, 1, unit="s", n=REPEAT),
    ]


def _open(browser: Any, url: str) -> tuple[float, float, float]:
    """KB in all, KB of scripts, and seconds until the first tap on a chip was handled; scripts have run by then."""
    context = phone(browser)
    page = context.new_page()
    page.add_init_script(HANDLED)
    traffic = slowed(page)
    page.goto(url, wait_until="domcontentloaded")
    page.locator(".chip").first.tap()
    page.wait_for_function("window.handledAt")
    usable = page.evaluate(
        "Math.max(window.handledAt, performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)"
    )
    page.wait_for_load_state("networkidle")
    context.close()
    return traffic.total / 1000, traffic.scripts / 1000, usable / 1000


def _poster() -> str:
    """The demo company, and the link of a poster that hangs where it has kinds of problem."""
    from django.core.management import call_command  # noqa: PLC0415  needs Django set up
    from django.db.models import Count  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from inflection_points.commands.posters import token_of  # noqa: PLC0415
    from inflection_points.models import InflectionPoint, Poster  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    point = InflectionPoint.objects.annotate(known=Count("kinds")).order_by("-known")[0]
    poster = Poster.objects.create(point=point, allows_guests=True, made_at=timezone.now())
    return f"/r/{token_of(poster)}/"


@contextmanager
def _served() -> Iterator[str]:
    """Gunicorn with the settings of production, but for TLS, which stands before it there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = os.environ | {
        "ENVIRONMENT": "production",
        "SECURE_SSL_REDIRECT": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"http://{address}",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "bench@localhost",
        "DJANGO_SETTINGS_MODULE": "moment_of_service.settings",
    }
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(manage, cwd=ROOT, env=environment, check=True)  # noqa: S603  our own program
    gunicorn = [sys.executable, "-m", "gunicorn", "moment_of_service.wsgi", "--bind", address]
    server = subprocess.Popen(  # noqa: S603  our own program
        [*gunicorn, "--workers=2", "--threads=4", "--no-control-socket", "--log-level=warning"],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait_for(address)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"http://{address}/health/", timeout=10)
        except urllib.error.HTTPError:  # it answers: what it says of the engine is not asked here
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
