"""Rollups are equal to what the facts themselves say: after any history, as time passes, by any group and at any place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inflection_points.models import InflectionPoint
from insights.commands.keeping import keep_current
from insights.querysets.direct import direct
from insights.querysets.groups import By
from insights.querysets.rolled import rolled
from insights.querysets.where import read_once
from insights.rules.periods import Period, Scope
from tests.insights.stories import START, random_histories

DAY = timedelta(days=1)
GROUPS = (None, *By)
INSTANTS = [START + days * DAY for days in (45.3, 63, 130.7)]


def scopes(company, as_of):
    """The present of periods of several lengths at all and at some places, and the periods before them."""
    elsewhere = InflectionPoint.objects.get(slug="complaint-call")
    for weeks in (4, 12):
        whole = Scope(Period.of_weeks(weeks, as_of))
        yield whole
        yield whole.before
    yield (narrow := replace(whole, department=company.support.pk, severity="normal"))
    yield narrow.before
    yield replace(whole, severity="high")
    yield replace(whole, point=elsewhere.pk)
    yield replace(whole, stage=company.stage.pk)
    yield replace(whole, period=whole.period.cohort(whole.period.cohorts[1]))


def compared(scope, by):
    """Both answers, as plain values."""
    found, told = rolled(scope, by), direct(scope, by)
    assert found is not None, "the rollups could not answer"
    keys = found.names.keys() | told.names.keys()
    return [
        {key: (parts.names.get(key), parts.of(key)) for key in keys if key != "" or by is None}
        for parts in (found, told)
    ]


@pytest.fixture(params=[1, 2])
def histories(company, request):
    return random_histories(company, seed=request.param, number=120)


class TestRollups:
    def test_say_what_the_facts_say_as_time_passes(self, company, histories):
        assert len(histories) == 120
        for as_of in INSTANTS:
            keep_current(now=as_of)
            for scope in scopes(company, as_of):
                for by in GROUPS:
                    with read_once():
                        ours, theirs = compared(scope, by)
                    assert ours == theirs, (scope, by)
