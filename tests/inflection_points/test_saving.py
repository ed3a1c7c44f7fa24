"""Saving what the chain promises: dependencies without cycles, policies in versions, calendars with holidays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from inflection_points.commands.calendars import holidays_of, save_calendar
from inflection_points.commands.chain import DependencyCycle, add_dependency
from inflection_points.commands.policies import InvalidPolicy, save_version
from inflection_points.models import Dependency, InflectionPoint, PolicyVersion
from inflection_points.rules.calendars import InvalidSpan, Target, Unit, UnknownZone, has_working_time
from inflection_points.rules.graph import would_close_a_cycle
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Severity
from issues import commands
from issues.models import Issue
from tests.cast import HOUR, REPORTED, make_company


def another_point(company, name):
    return InflectionPoint.objects.create(
        stage=company.stage,
        name=name,
        slug=name.lower(),
        department=company.delivery,
        owner=company.owner,
        policy=company.version.policy,
        calendar=company.calendar,
    )


class TestDependencies:
    def test_close_no_cycle(self, company):
        packed, loaded = another_point(company, "Packed"), another_point(company, "Loaded")
        add_dependency(point=company.point, upstream=loaded)
        add_dependency(point=loaded, upstream=packed)
        with pytest.raises(DependencyCycle, match="already depends on"):
            add_dependency(point=packed, upstream=company.point)
        assert Dependency.objects.count() == 2

    def test_are_not_on_the_point_itself(self, company):
        with pytest.raises(DependencyCycle):
            add_dependency(point=company.point, upstream=company.point)

    def test_recorded_twice_are_one(self, company):
        loaded = another_point(company, "Loaded")
        assert add_dependency(point=company.point, upstream=loaded) == add_dependency(
            point=company.point, upstream=loaded
        )


@pytest.mark.django_db(transaction=True)
def test_two_dependencies_at_once_cannot_close_a_cycle_together():
    company = make_company()
    a, b = company.point, another_point(company, "Loaded")

    def depend(pair):
        try:
            return add_dependency(point=pair[0], upstream=pair[1])
        except DependencyCycle:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(depend, [(a, b), (b, a)]))
    assert sum(one is not None for one in made) == Dependency.objects.count() == 1


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25))
def test_a_graph_grown_edge_by_edge_stays_without_cycles(edges):
    """Checked by peeling: a graph without cycles always has a point that depends on nothing that is left."""
    grown = {}
    for point, upstream in edges:
        if not would_close_a_cycle(grown, point, upstream):
            grown.setdefault(point, set()).add(upstream)
    left = {node for edge in grown.items() for node in (edge[0], *edge[1])}
    while left:
        free = {node for node in left if not grown.get(node, set()) & left}
        assert free
        left -= free


class TestPolicies:
    def test_are_saved_as_new_versions_and_issues_keep_theirs(self, company):
        issue = company.report()
        stricter = DEFAULT_TARGETS | {(Severity.NORMAL, Clock.ACT): Target(4, Unit.HOURS)}
        version = save_version(name="Default", now=REPORTED + HOUR, targets=stricter)
        assert (version.number, PolicyVersion.objects.count()) == (2, 2)
        after = commands.accept(issue=issue.pk, actor=company.owner, now=REPORTED + 2 * HOUR)
        assert (after.policy_version, after.act_by) == (company.version, issue.act_by)
        later = company.report(now=REPORTED + 2 * HOUR)
        assert (later.policy_version, later.act_by) == (version, REPORTED + 6 * HOUR)

    def test_come_back_as_they_were_saved(self, company):
        saved = company.version.value()
        assert saved.targets == DEFAULT_TARGETS
        assert set(saved.rungs) == set(DEFAULT_RUNGS)

    @pytest.mark.parametrize("clock", [Clock.ACT, Clock.RESOLVE])
    def test_without_a_rung_where_an_issue_would_go_silent_are_refused(self, company, clock):
        with pytest.raises(InvalidPolicy, match="nobody would be told"):
            save_version(
                name="Default", now=REPORTED, rungs=[r for r in DEFAULT_RUNGS if r.clock is not clock]
            )
        assert PolicyVersion.objects.count() == 1

    def test_without_a_target_are_refused(self, company):
        targets = {key: value for key, value in DEFAULT_TARGETS.items() if key != (Severity.LOW, Clock.ACT)}
        with pytest.raises(InvalidPolicy, match="low on the act clock"):
            save_version(name="Default", now=REPORTED, targets=targets)


class TestCalendars:
    def test_saved_again_count_for_the_next_report(self, company):
        save_calendar(
            name="Office hours",
            zone="UTC",
            week={day: [(9 * 60, 12 * 60), (13 * 60, 17 * 60)] for day in range(5)},
            holidays={date(2026, 3, 4): "Founders' day"},
        )
        company.point.refresh_from_db()
        issue = company.report(severity=Severity.HIGH)  # one working day, which is seven hours now
        assert issue.act_by == REPORTED.replace(hour=17)
        assert Issue.objects.get(pk=company.report(now=REPORTED + 8 * HOUR).pk).accept_by.day == 5

    def test_that_cannot_be_are_refused_and_change_nothing(self, company):
        with pytest.raises(InvalidSpan):
            save_calendar(name="Office hours", zone="UTC", week={0: [(600, 540)]})
        with pytest.raises(UnknownZone):
            save_calendar(name="Office hours", zone="Mars/Olympus", week={})
        assert company.calendar.spans.count() == 5

    def test_know_the_public_holidays_of_a_region(self):
        bavaria = holidays_of("DE", "BY", [2026])
        assert date(2026, 1, 6) in bavaria
        assert date(2026, 1, 6) not in holidays_of("DE", "BE", [2026])

    def test_name_public_holidays_alike_on_every_machine(self, monkeypatch):
        monkeypatch.setenv("LANGUAGE", "de")
        assert holidays_of("DE", "BY", [2026])[date(2026, 1, 6)] == "Epiphany"

    def test_without_hours_have_no_working_time(self, company):
        empty = save_calendar(name="Never", zone="UTC", week={})
        assert not has_working_time(empty.value(), REPORTED)
