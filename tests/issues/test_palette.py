"""What can be found from one field, by whom, and at what cost."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.views.palette import MOST
from people.models import User
from tests.cast import HOUR, REPORTED

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/status/"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(REPORTED + HOUR, tick=False):
        yield


def found(client, words, **headers):
    """The lines under their headings, as address and words."""
    response = client.get("/palette/", {"q": words}, headers=HTMX | headers)
    return {
        group.name: [(line.url, line.words) for line in group.lines] for group in response.context["groups"]
    }


def test_an_issue_is_found_by_its_number_and_by_the_beginnings_of_words(company, olga):
    issue = company.report(text="The driver came two hours late")
    company.report(text="Something else")
    line = (f"/issues/{issue.pk}/", "Late: The driver came two hours late")
    assert found(olga, str(issue.pk))["Issues"] == [line]
    assert found(olga, f"#{issue.pk}")["Issues"] == [line]
    assert found(olga, "driv hour")["Issues"] == [line]


def test_an_issue_opens_beside_the_list_for_whoever_has_the_list_open(issue, olga):
    here = {"HX-Current-URL": "http://testserver/inbox/?issue=1"}
    assert found(olga, str(issue.pk), **here)["Issues"][0][0] == f"/inbox/?issue={issue.pk}"


def test_nonsense_for_the_page_that_is_open_is_no_page(issue, olga):
    assert (
        found(olga, str(issue.pk), **{"HX-Current-URL": "http://["})["Issues"][0][0] == f"/issues/{issue.pk}/"
    )


def test_points_and_people_are_found_by_parts_of_their_names(company, olga):
    assert found(olga, "slot deliv") == {
        "Inflection points": [("/points/delivery-slot/", "Delivery slot kept")]
    }
    tom = company.holder
    assert found(olga, "techn tom") == {
        "What is in the hands of": [(f"/issues/?holder={tom.pk}&phase=open", "Tom Technician")]
    }


def test_who_reports_does_not_look_up_people(company, signed_in):
    assert found(signed_in(company.reporter), "tom") == {}


def test_those_who_left_are_not_found(company, olga):
    User.objects.filter(pk=company.holder.pk).update(is_active=False)
    assert found(olga, "tom") == {}


def test_few_of_each_kind_in_few_queries_however_many_there_are(company, olga):
    for _ in range(MOST + 2):
        company.report(text="Tom was late")
    found(olga, "tom")
    with CaptureQueriesContext(connection) as queries:
        lines = found(olga, "tom")
    assert [len(group) for group in lines.values()] == [MOST, 1]
    assert len(queries) <= 6


@pytest.mark.parametrize("words", ["\0", "%", "'", "a", "#", "9" * 100, "&|!:*", " "])
def test_nonsense_finds_nothing_and_breaks_nothing(issue, olga, words):
    assert found(olga, words) == {}


def test_without_javascript_it_is_a_page_that_keeps_what_was_typed(issue, olga):
    page = olga.get("/palette/", {"q": "driver"}).content.decode()
    assert 'value="driver"' in page
    assert f'href="/issues/{issue.pk}/"' in page
    assert "Nothing like that" in olga.get("/palette/", {"q": "zebra"}).content.decode()
    assert "Nothing like that" not in olga.get("/palette/").content.decode()
