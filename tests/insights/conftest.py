"""The overview as the executive reads it, on a clock that stands still."""

import pytest
import time_machine
from django.urls import reverse

from tests.insights.opening import LATER


@pytest.fixture
def at():
    """The clock of the doors, stopped at an instant."""
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


@pytest.fixture
def opened(company, signed_in, at):
    """The page as the executive reads it."""
    client = signed_in(company.executive)

    def read(status=200, name="insights:overview", **query):
        response = client.get(reverse(name), query)
        assert response.status_code == status
        return response

    return read
