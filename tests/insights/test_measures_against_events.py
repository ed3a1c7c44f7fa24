"""Every measure is computed a second time from the raw events (`plain`), over random histories, at many instants."""

from collections import defaultdict
from dataclasses import asdict
from datetime import timedelta

import pytest

from insights.commands.keeping import keep_current
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.rules.periods import Period, Scope, iso_name
from issues.models import Event
from tests.insights import plain
from tests.insights.counted import counts_as_of
from tests.insights.plain import times
from tests.insights.stories import START, random_histories

SINCE = START + timedelta(days=20)
KEYS = {
    By.STAGE: lambda one: one.stage,
    By.POINT: lambda one: one.point,
    By.DEPARTMENT: lambda one: one.department,
    By.SEVERITY: lambda one: one.severity,
    By.WEEK: lambda one: plain.week(one.reported),
}


@pytest.fixture(params=[1, 2, 3])
def told(company, request):
    random_histories(company, seed=request.param, number=120)
    keep_current(now=START)
    return plain.everything()


def instants(told):
    """In the middle of the histories, after them, and exactly on what happened or was due."""
    yield from (START + timedelta(days=days) for days in (25, 45, 61, 90, 200))
    edges = [one.act_by for one in told] + [event.at for one in told for event in one.events]
    yield from sorted(at for at in edges if at >= SINCE)[:: len(edges) // 8]


def bands(scope):
    return figures(scope).bands


def median_told(issues, as_of):
    """n, how many were acted on, and the median on the scale of steps."""
    n, ended, quantiles = times.told(times.waits(issues, as_of))
    return n, ended, quantiles[0]


def grouped(told, by):
    groups = defaultdict(list)
    for one in told:
        groups[KEYS[by](one)].append(one)
    return groups


class TestRandomHistories:
    def test_hold_what_the_measures_are_about(self, told):
        """Otherwise the comparisons below would agree about nothing."""
        found = plain.bands(plain.cohort(told, SINCE, START + timedelta(days=90)), START + timedelta(days=90))
        assert all(found.values()), found
        assert {"reopened", "severity_changed", "report_added"} <= set(
            Event.objects.values_list("kind", flat=True)
        )
        assert any(not one.counted for one in told)
        assert any(event.at < one.reported for one in told for event in one.events)


class TestBands:
    def test_are_those_of_the_events(self, told):
        for as_of in instants(told):
            found = bands(Scope(Period(SINCE, as_of)))
            assert asdict(found) == plain.bands(plain.cohort(told, SINCE, as_of), as_of), as_of

    @pytest.mark.parametrize("by", By)
    def test_of_groups_are_those_of_the_events(self, told, by):
        as_of = START + timedelta(days=61)
        expected = {
            key: plain.bands(group, as_of)
            for key, group in grouped(plain.cohort(told, SINCE, as_of), by).items()
        }
        found = {line.name: line.figures.bands for line in figures_by(Scope(Period(SINCE, as_of)), by)}
        assert {name: asdict(one) for name, one in found.items() if one.reported} == expected

    def test_of_one_place_are_those_of_its_events(self, told, company):
        as_of = START + timedelta(days=61)
        here = [one for one in plain.cohort(told, SINCE, as_of) if one.point == company.point.name]
        period = Period(SINCE, as_of)
        for scope in (
            Scope(period, point=company.point.pk),
            Scope(period, stage=company.stage.pk),
            Scope(period, department=company.delivery.pk),
        ):
            assert asdict(bands(scope)) == plain.bands(here, as_of)

    def test_of_one_severity_are_those_of_its_events(self, told):
        as_of = START + timedelta(days=61)
        low = [one for one in plain.cohort(told, SINCE, as_of) if one.severity == "low"]
        assert asdict(bands(Scope(Period(SINCE, as_of), severity="low"))) == plain.bands(low, as_of)


class TestTimeToAct:
    def test_is_that_of_the_events(self, told):
        for as_of in instants(told):
            found = figures(Scope(Period(SINCE, as_of))).time_to_act
            assert (found.n, found.ended, found.p50) == median_told(
                plain.cohort(told, SINCE, as_of), as_of
            ), as_of

    @pytest.mark.parametrize("by", By)
    def test_of_groups_is_that_of_the_events(self, told, by):
        as_of = START + timedelta(days=90)
        took = {line.name: line.figures.time_to_act for line in figures_by(Scope(Period(SINCE, as_of)), by)}
        medians = {name: (one.n, one.ended, one.p50) for name, one in took.items() if one.n}
        expected = {
            key: median_told(group, as_of)
            for key, group in grouped(plain.cohort(told, SINCE, as_of), by).items()
        }
        assert medians == {key: value for key, value in expected.items() if value[0]}


class TestCounts:
    def test_are_those_of_the_events(self, told):
        for as_of in instants(told):
            assert asdict(counts_as_of(as_of)) == plain.counts(told, as_of), as_of


class TestWeeks:
    def test_are_named_as_iso_names_them(self):
        assert iso_name(START) == "2026-W02"
