"""What every test can ask for."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as properties
from playwright.sync_api import Playwright, expect

from launch.places import Profile
from launch.redis import Redis
from launch.words import compiling, pseudo
from tests.cast import Company, make_company
from tests.engine import Engine, Mailbox, database_url, smtp_server

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the thread of the test
expect.set_options(timeout=20_000)  # milliseconds; of a busy machine nothing is expected but to get there
properties.register_profile(
    "however long it takes", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
properties.load_profile("however long it takes")

LONG = ("test_pages_axe.py", "faults/", "journeys/", "launch/")  # a minute or more each, or much waiting
CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


def pytest_configure() -> None:
    """Django reads compiled translations; whoever starts pytest alone has nobody else to build them."""
    compiling.compile_written()
    pseudo.compile_pseudo()


@pytest.fixture(autouse=True, scope="session")
def _files_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the tests upload lies outside the checkout."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its language to the thread; the next test begins with the company's."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def company(db: None) -> Company:
    return make_company()


@pytest.fixture
def issue(company: Company):
    return company.report()


@pytest.fixture
def signed_in(client) -> Callable:
    """A browserless client signed in as the person."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def olga(company, signed_in):
    """The client of whoever answers for the delivery."""
    return signed_in(company.owner)


@pytest.fixture
def ada(company, signed_in):
    """The client of an administrator."""
    return signed_in(company.administrator)


@pytest.fixture
def rita(company, signed_in):
    """The client of somebody at the frontline, who reports."""
    return signed_in(company.reporter)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: at the end there are only short ones left to share, and no worker waits for the other."""
    items.sort(key=_turn)
    _require_chromium(items)


def _turn(item: pytest.Item) -> int:
    where = item.nodeid.removeprefix("tests/")
    if where.startswith(LONG):
        return next(turn for turn, long in enumerate(LONG) if where.startswith(long))
    return len(LONG) if item.get_closest_marker("browser") else len(LONG) + 1


def _require_chromium(items: list[pytest.Item]) -> None:
    """Browser tests need Chromium. Without it they are skipped with the reason; in CI that is a failure."""
    if CHROMIUM:
        return
    why = "Chromium is missing: install it with “apt-get install chromium” (or your system's package)."
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(why)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium; it refuses its sandbox as root."""
    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return {"executable_path": CHROMIUM, "args": flags, "headless": True}


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """While its event loop runs, Django has other connections than before for the same thread: they end with it."""
    yield playwright
    connections.close_all()


@pytest.fixture(autouse=True)
def _no_window_stays_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """The thread that serves an open window keeps its connection to the database."""
    browser = request.getfixturevalue("browser") if "browser" in request.fixturenames else None
    yield
    for context in browser.contexts if browser else ():
        context.close()


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """A real SMTP server; this process and the engine send to it."""
    with smtp_server() as (box, port):
        settings.EMAIL_BACKEND = "notifications.commands.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield box


@pytest.fixture
def own_redis(tmp_path) -> Iterator[Redis]:
    """A Redis of the test's own, which it may wipe and kill."""
    server = Redis(Profile("fault", tmp_path / "redis", durable=False))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def engine(transactional_db, mailbox, own_redis, settings, tmp_path) -> Iterator[Engine]:
    """Workers and beat that are started by the test, with a sweep every second."""
    running = Engine(
        {
            "DATABASE_URL": database_url(),
            "REDIS_URL": own_redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            "ENVIRONMENT": "test",
            "SWEEP_EVERY": "1",
        },
        tmp_path,
    )
    yield running
    running.stop()
