"""A picture that leaves the page says of which weeks and places it is, and needs no colour to be read."""

import pytest
from django.urls import reverse

from issues.models import SweepRun
from tests.cast import DAY, REPORTED
from tests.insights.opening import words


@pytest.fixture
def charts(company, signed_in, at):
    """The charts of a page, as it is narrowed down."""
    client = signed_in(company.executive)

    def charts_of(address, **query):
        company.report()
        context = client.get(address, query).context
        return context["charts"] if "charts" in context else {"weeks": context["chart"]}

    return charts_of


def test_the_overview_says_what_it_is_narrowed_to(company, charts):
    drawn = charts(reverse("insights:overview"), weeks="4", department="delivery", severity="high")
    assert drawn["weeks"]["note"] == "4 weeks · Delivery · high"


def test_the_page_of_a_point_names_it(company, charts):
    drawn = charts(reverse("issues:point", args=[company.point.slug]), severity="low")
    assert drawn["weeks"]["note"] == f"{company.point.name} · 12 weeks · low"


def test_what_is_open_is_of_no_weeks(company, charts):
    drawn = charts(reverse("insights:flow"), department="delivery")
    assert drawn["flow"]["note"] == drawn["cumulative"]["note"] == "12 weeks · Delivery"
    assert drawn["ages"]["note"] == drawn["rungs"]["note"] == "Delivery"


@pytest.mark.parametrize(("page", "name"), [("overview", "weeks"), ("flow", "flow")])
def test_bars_are_told_apart_without_colour(charts, page, name):
    drawn = charts(reverse(f"insights:{page}"))[name]
    assert [series["pattern"] for series in drawn["series"]] == ["", "hatched", "dotted"]


def test_the_weeks_of_the_flow_say_when_the_engine_stood_still(company, charts, signed_in):
    SweepRun.objects.create(at=REPORTED + 4 * DAY, gap_seconds=(2 * DAY).total_seconds())
    drawn = charts(reverse("insights:flow"))
    assert [gap["length"] for gap in drawn["flow"]["gaps"]] == ["2 d"]
    assert drawn["cumulative"]["gaps"] == drawn["flow"]["gaps"]
    said = words(signed_in(company.executive).get(reverse("insights:flow")))
    assert "Engine stood still for 2 d in the week of 2 Mar" in said
    assert "The engine stood still for 2 d: what fell due then was told when it came back" in said
