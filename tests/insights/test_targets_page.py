"""The page of targets and assumptions: read by everybody, changed by few, and never over somebody else's change."""

import re
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


def page_form(said):
    """The kind and the value of every input of the page by its name."""
    found = (re.findall(r'([\w-]+)="([^"]*)"', tag) for tag in re.findall(r"<input([^>]*)>", said))
    inputs = [dict(one) for one in found]
    return {one["name"]: (one["type"], one.get("value", "")) for one in inputs if "name" in one}


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
    ("language", "typed", "meant"),
    [
        ("en-gb", "1,800.00", "1800"),  # as the page itself writes it
        ("en-gb", "1800,5", "1800.5"),  # nothing else can be meant
        ("en-gb", "1,800", "1800"),
        ("en-gb", "1 234 567.89", "1234567.89"),
        ("de", "1.800,50", "1800.5"),
        ("de", "1.800", "1800"),
        ("de", "1800.5", "1800.5"),
        ("de", "1\u202f800,50", "1800.5"),
    ],
)
def test_money_is_read_as_the_language_of_the_page_writes_it(company, page, language, typed, meant):
    company.executive.language = language
    company.executive.save()
    page(value=typed)
    assert assumptions(LATER).value == Decimal(meant)


def test_customers_may_have_marks_between_their_thousands(page):
    page(at_risk="1,800")
    assert targets(LATER).at_risk == 1800


@pytest.mark.parametrize(
    ("language", "name", "typed", "sentence"),
    [
        ("en-gb", "value", "1.800", "Write at most 2 decimals. Here a number is written like 1,800.50."),
        ("de", "value", "1,800", "Höchstens 2 Nachkommastellen. Hier schreibt man eine Zahl wie 1.800,50."),
        ("en-gb", "value", "1,80,50", "Write a number, such as 12.5."),
        ("en-gb", "value", "99999999999", "Write 9,999,999,999.99 or less."),
        ("de", "value", "0", "Schreiben Sie 0,01 oder mehr."),
        ("en-gb", "hours_to_act", "123456.7", "Write 9,999.9 or less."),
        ("en-gb", "at_risk", "1.000", "Write a whole number, such as 3."),
        ("en-gb", "action_rate", "7-5", "Write a whole number, such as 3."),
        ("en-gb", "leave_once", "3e", "Write a whole number, such as 3."),
        ("en-gb", "action_rate", "9" * 5000, "Write a whole number, such as 3."),
    ],
)
def test_a_number_that_cannot_be_read_is_refused_in_one_sentence_and_stays(
    company, page, language, name, typed, sentence
):
    company.executive.language = language
    company.executive.save()
    form = page_form(said := page(status=422, **{name: typed}))
    assert form[name] == ("text", typed)
    assert said.count('class="field-error"') == 1
    assert sentence in said
    assert not Premises.objects.exists()


def test_no_field_lets_the_browser_send_nothing_for_what_it_finds_bad(company, signed_in):
    said = signed_in(company.executive).get(reverse("insights:set_targets")).content.decode()
    assert "number" not in {kind for kind, _ in page_form(said).values()}


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
