"""What the tests of issues share."""

import pytest

from tests.phone import phone


@pytest.fixture
def handset(company, browser_type, browser_type_launch_args, live_server, tmp_path):
    """Opens one and the same phone, signed in as somebody or nobody."""

    def opened(user=None):
        return phone(browser_type, browser_type_launch_args, tmp_path / "profile", live_server.url, user)

    return opened
