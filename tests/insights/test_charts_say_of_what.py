"""A picture that leaves the page says of which weeks and places it is."""

import pytest
from django.urls import reverse


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
