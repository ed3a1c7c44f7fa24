"""What an address of the figures says and cannot be understood: refused in words, with the choice kept, and never swallowed."""

import re
from urllib.parse import parse_qs

import pytest
from django import forms

from insights.forms import ScopeForm
from insights.forms.addresses import NAMES
from tests.cast import HOUR, REPORTED
from tests.insights.opening import words

LISTS = "insights:issues"


def every_form(kind=ScopeForm):
    yield kind
    for one in kind.__subclasses__():
        yield from every_form(one)


def chosen(response, name) -> str:
    """What the page shows as chosen in a select."""
    [options] = re.findall(rf'<select name="{name}".*?</select>', response.content.decode(), re.DOTALL)
    return re.findall(r'value="([^"]*)" selected', options)[-1]


def test_all_that_a_page_of_figures_can_be_asked_for_is_known_to_the_others():
    assert issubclass(ScopeForm, forms.Form)
    assert {name for form in every_form() for name in (*form.base_fields, *form.leafs)} == NAMES


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        (LISTS, {"what": "never", "holder": "zzz"}, "This page cannot be asked for “holder”."),
        (LISTS, {"what": "never", "page": "999"}, "This page cannot be asked for “page”."),
        (LISTS, {"what": "never", "after": "zzz"}, "“zzz” is no place in this list."),
        (LISTS, {"what": "never", "before": "2026-03-02T09:00:00~1"}, "is no place in this list."),
        ("insights:changed", {"what": "declined", "after": "zzz"}, "“zzz” is no place in this list."),
        ("insights:records", {"what": "told", "page": "999"}, "This list has 1 page, and no page “999”."),
        ("insights:records", {"what": "told", "page": "zzz"}, "no page “zzz”."),
        ("insights:records", {"what": "told", "after": "zzz"}, "This page cannot be asked for “after”."),
        ("insights:overview", {"week": "2026-W10"}, "This page cannot be asked for “week”."),
        ("insights:flow", {"sort": "late"}, "This page cannot be asked for “sort”."),
        ("issues:value_chain", {"rung": "3"}, "This page cannot be asked for “rung”."),
        ("insights:departments", {"what": "never"}, "This page cannot be asked for “what”."),
    ],
)
def test_what_a_page_does_not_take_or_cannot_find_is_refused_and_the_rest_kept(
    company, opened, name, asked, said
):
    company.report()
    response = opened(400, name, severity="high", **asked)
    assert said in words(response)
    assert chosen(response, "severity") == "high"


def test_what_no_page_knows_is_said_and_breaks_nothing(company, opened):
    company.report()
    page = opened(unknown="1", sevrity="high")
    assert page.context["bands"].reported == 1
    said = words(page)
    assert "The address also says “unknown”, which means nothing here." in said
    assert "The address also says “sevrity”, which means nothing here." in said


@pytest.mark.parametrize("added", ["utm_source", "fbclid", "mc_cid", "_hsenc"])
def test_what_a_link_collects_on_its_way_is_not_even_mentioned(company, opened, added):
    assert "The address also says" not in words(opened(**{added: "newsletter"}))


@pytest.mark.parametrize("name", ["insights:overview", LISTS])
def test_what_was_left_empty_asks_for_nothing(company, opened, name):
    opened(200, name, **dict.fromkeys(NAMES, ""))


def test_the_places_that_the_pager_names_are_found(company, opened):
    for hours in range(55):
        company.report(now=REPORTED - hours * HOUR)
    first = opened(200, LISTS, what="reported").context["page"]
    further = opened(200, LISTS, **{k: v[0] for k, v in parse_qs(first.next_url[1:]).items()})
    assert len(further.context["rows"]) == 5


@pytest.mark.parametrize(
    ("asked", "name", "kept"),
    [
        ({"weeks": "abc"}, "weeks", "abc"),
        ({"weeks": "105"}, "weeks", "105"),
        ({"severity": "awful", "weeks": "26"}, "severity", "awful"),
        ({"severity": "awful", "weeks": "26"}, "weeks", "26"),
        ({"point": "nowhere"}, "point", "nowhere"),
    ],
)
def test_the_weekly_mail_refuses_what_it_cannot_be_of(company, opened, asked, name, kept):
    page = opened(400, "insights:weekly_mail", **asked)
    assert "This cannot be shown as asked. What you chose is still here." in words(page)
    assert "This is not in the list, or no longer. Choose another." in words(page)
    assert chosen(page, name) == kept


@pytest.mark.parametrize("weeks", ["quarter", "own", "60", ""])
def test_the_weekly_mail_is_of_twelve_weeks_where_the_overview_shows_what_no_mail_can(company, opened, weeks):
    asked = {"weeks": weeks, "since": "2026-03-02", "utm_source": "mail"}
    assert chosen(opened(200, "insights:weekly_mail", **asked), "weeks") == "12"
