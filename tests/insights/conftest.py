"""Pages of figures as the executive reads them, on a clock that stands still; and a point upstream of the cast's."""

import pytest
import time_machine
from django.urls import reverse

from inflection_points.commands.chain import add_dependency
from inflection_points.models import InflectionPoint, Stage
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


@pytest.fixture
def upstream(company):
    """A point of customer support, on whose promise the delivery depends."""
    stage = Stage.objects.create(chain=company.chain, name="Selling", position=0)
    point = InflectionPoint.objects.create(
        stage=stage,
        name="Slot promised",
        slug="slot-promised",
        department=company.support,
        owner=company.manager,
        policy=company.version.policy,
        calendar=company.calendar,
    )
    add_dependency(point=company.point, upstream=point)
    return point
