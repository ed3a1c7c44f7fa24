"""A company that has just begun: the pages of figures say what to do, instead of showing noughts."""

import pytest

from inflection_points.models import InflectionPoint
from people.models import Department

PAGES = ["/overview/", "/value-chain/", "/departments/", "/flow/"]
NOTHING = "Nothing has been reported yet"


@pytest.mark.parametrize("address", PAGES)
class TestFirstSteps:
    def test_stand_on_each_page_while_nothing_is_there(self, company, signed_in, address):
        InflectionPoint.objects.all().delete()
        Department.objects.update(is_active=False)
        page = signed_in(company.executive).get(address).content.decode()
        assert NOTHING in page
        assert "An administrator does the first two" in page
        assert page.count("to do</span>") == 4

    def test_are_gone_once_somebody_reported_something(self, company, issue, signed_in, address):
        assert NOTHING not in signed_in(company.executive).get(address).content.decode()


def test_first_steps_that_are_done_say_so(company, signed_in):
    page = signed_in(company.executive).get("/overview/").content.decode()
    assert page.count("done</span>") == 2  # departments and points; nobody has set a target or reported yet
    assert page.count("to do</span>") == 2
    assert "An administrator does" not in page


def test_the_value_chain_shows_its_points_before_anything_is_reported(company, signed_in):
    assert company.point.name in signed_in(company.executive).get("/value-chain/").content.decode()
