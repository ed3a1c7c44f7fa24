"""What every test can ask for."""

import os
import shutil
from collections.abc import Callable

import pytest

from tests.cast import Company, make_company

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
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
