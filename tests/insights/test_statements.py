"""The sentences about a department: each number leads to the list of what it counts, and the words stay as they are."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import translation

from insights.rules.bands import Bands
from insights.rules.contribution import Contributed, Counted, contribution
from insights.rules.figures import Answers, Figures, Passing, Prevention, Recurrence
from insights.rules.reporting import Blocked
from insights.views.links import Links
from insights.views.statements import linked

FIGURES = Figures(
    bands=Bands(in_time=80, late=7, never=13, declined=2, maturing=3),
    answers=Answers(asked=31, yes=29),
    recurrence_90=Recurrence(quick=21, quick_again=5, rooted=6, rooted_again=1),
    prevention=Prevention(completed=41, preventive=4),
    passing=Passing(received=51, passed=9, returned=8),
)


ONE = Figures(
    bands=Bands(never=1),
    answers=Answers(asked=2, yes=1),
    recurrence_30=Recurrence(quick=2, quick_again=1),
    prevention=Prevention(completed=2, preventive=1),
    passing=Passing(received=2, passed=1, returned=1),
)
NOTHING_ELSE = Figures(
    bands=Bands(never=1),
    answers=Answers(asked=1, yes=1),
    recurrence_90=Recurrence(quick=1, quick_again=1),
    prevention=Prevention(completed=1, preventive=1),
    passing=Passing(received=1, passed=1),
)
MISSED = Blocked(promises=1, held=timedelta(hours=1), time=timedelta(hours=2))


def statement(figures=FIGURES, felt_elsewhere=17, blocked=None):
    return contribution(Contributed(figures, felt_elsewhere, blocked or Blocked(), 75))


def numbers(said) -> dict[str, str]:
    links = re.findall(r'<a href="([^"]*)">(\d+)</a>', "".join(one for point in said for one in point))
    return {number: unescape(address) for address, number in links}


def test_every_number_leads_to_its_list():
    lists = numbers(linked(statement(), Links({"weeks": "4"}), "delivery"))
    whose = {number: address.partition("?weeks=4&")[2] for number, address in lists.items()}
    assert whose == {
        "105": "department=delivery&what=reported",
        "80": "department=delivery&what=in_time",
        "100": "department=delivery&what=judged",
        "13": "department=delivery&what=never",
        "31": "department=delivery&what=asked",
        "29": "department=delivery&what=said_yes",
        "27": "department=delivery&what=fixes_90",
        "6": "department=delivery&what=again_90",
        "41": "department=delivery&what=done",
        "4": "department=delivery&what=preventive",
        "51": "holder=delivery&what=received",
        "9": "holder=delivery&what=passed",
        "8": "holder=delivery&what=returned",
        "17": "began_in=delivery&what=felt_elsewhere",
    }


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_the_words_stay_as_they_are(language):
    with translation.override(language):
        said = [str(one).replace(" %", "\u202f%") for point in statement() for one in point]
        links = linked(statement(), Links(), "delivery")
        without = [unescape(re.sub(r"</?a\b[^>]*>", "", one)) for point in links for one in point]
    assert without == said


@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize("figures", [ONE, NOTHING_ELSE], ids=["one of two", "one alone"])
def test_what_is_said_of_one_leads_to_its_list_as_well(figures, language):
    with translation.override(language):
        points = linked(statement(figures, 1, MISSED), Links(), "delivery")
    said = [one for point in points for one in point]
    assert [one for one in said if "<a" not in one] == []
    whats = set(re.findall(r"what=(\w+)", "".join(said)))
    assert {"reported", "never", "said_yes", "preventive", "passed", "felt_elsewhere", "blocked"} <= whats
    assert whats & {"again_30", "again_90"}


def test_of_none_there_is_no_list():
    said = linked(statement(Figures(answers=Answers(asked=3, yes=0)), 0), Links(), "delivery")
    assert list(numbers(said)) == ["3"]


def test_each_has_a_list():
    sentences = [one for point in statement() for one in point]
    told = {what for one in sentences for what in one.counts.values()}
    told |= {what for point in statement(ONE, 1, MISSED) for one in point for what in one.counts.values()}
    assert told == set(Counted)
