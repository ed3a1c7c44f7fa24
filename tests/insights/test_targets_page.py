"""The page of targets and assumptions: read by everybody, changed by few, and never over somebody else's change."""

from decimal import Decimal

import pytest
from django.urls import reverse

from insights.models import Premises
from insights.querysets.company import assumptions, targets
from insights.rules.company import SURVEY
from tests.cast import REPORTED

LATER = REPORTED.replace(year=2030)
FORM = {"action_rate": "80", "not_acted_on": "", "hours_to_act": "", "at_risk": "", "seen": "0"}


@pytest.fixture
def page(company, signed_in):
    """What the form answers when this person sends it."""

    def send(who="executive", status=302, **typed):
        client = signed_in(getattr(company, who))
        response = client.post(reverse("insights:set_targets"), FORM | typed)
        assert response.status_code == status
        return response.content.decode()

    return send


def test_says_what_counts_and_who_changed_it(company, page, signed_in):
    page(value="240", why="The board wants it")
    said = signed_in(company.reporter).get(reverse("insights:targets")).content.decode()
    assert "Acted on in time, at least: none → 80 %" in said
    assert "Value of one customer in a year: not known → 240.00" in said
    assert "“The board wants it”" in said
    assert "Xavier Executive" in said
    assert "Change them" not in said


def test_what_is_left_empty_is_the_survey_again_and_no_target(page):
    page(leave_once="30", hours_to_act="12")
    page(leave_once="", hours_to_act="", seen="1")
    assert assumptions(LATER) == SURVEY
    assert targets(LATER).hours_to_act is None
    assert targets(LATER).action_rate == 80


def test_reads_and_writes_numbers_as_the_language_of_the_reader_does(company, page, signed_in):
    company.executive.language = "de"
    company.executive.save()
    page(hours_to_act="12,5", value="1240,75")
    assert targets(LATER).hours_to_act == Decimal("12.5")
    assert assumptions(LATER).value == Decimal("1240.75")
    said = signed_in(company.executive).get(reverse("insights:set_targets")).content.decode()
    assert 'value="12,5"' in said
    assert 'value="1240,75"' in said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"action_rate": "101"}, "Write 100 or less."),
        ({"not_acted_on": "30"}, "parts of the same 100 %"),
        ({"leave_once": "60"}, "Two bad experiences drive away no fewer than one"),
        ({"currency": "euro"}, "three letters of the currency"),
        ({"value": "-3"}, "Write 0.01 or more."),
        ({"hours_to_act": "soon"}, "Write a number, such as 12.5."),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(page, typed, sentence):
    said = page(status=422, why="Because I say so", **typed)
    assert sentence in said
    assert 'value="Because I say so"' in said
    assert not Premises.objects.exists()


def test_the_second_of_two_sees_what_the_first_did_and_loses_nothing(page):
    page("administrator", action_rate="75", value="100")
    said = page(status=409, action_rate="90", not_acted_on="5")
    assert "Ada Administrator changed targets or assumptions since you opened this page" in said
    assert "Acted on in time, at least: now 75 %" in said
    assert 'name="action_rate" value="90"' in said  # both changed it: what was typed stays
    assert 'name="value" value="100.00"' in said  # only the first did: taken over
    page(action_rate="90", not_acted_on="5", value="100.00", seen="1")
    assert (targets(LATER).action_rate, targets(LATER).not_acted_on) == (90, 5)
    assert assumptions(LATER).value == 100


@pytest.mark.parametrize("who", ["reporter", "manager", "owner"])
def test_is_closed_to_others(page, who):
    assert "your role does not include this page" in page(who, status=403)
