"""Rollups are equal to what the facts themselves say: after any history, as time passes, by any group and at any place."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from inflection_points.models import InflectionPoint
from insights.commands.keeping import keep_current
from insights.commands.rebuilding import rebuild_rollups
from insights.models import Cell, Keeping, OriginCell, StandingCell, TurnCell, WaitCell, WorkCell
from insights.querysets.direct import direct
from insights.querysets.figures import figures
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.querysets.rolled import rolled
from insights.querysets.waiting import waiting_by_point
from insights.querysets.where import read_once
from insights.rules.periods import Period, Scope
from tests.insights.lives import random_lives
from tests.insights.stirring import stir
from tests.insights.stories import START, random_histories
from tests.insights.world import build

DAY = timedelta(days=1)
GROUPS = (None, *By)
CELLS = (Cell, OriginCell, StandingCell, TurnCell, WaitCell, WorkCell)
IDS = ("point_id", "origin_id", "department_id", "clock")
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
                    assert differing(ours, theirs) == {}, (scope, by)

    def test_say_it_after_whatever_people_do(self, company):
        """Everything that is counted happens, is corrected, taken back, merged and moved; the rollups follow."""
        dice = random.Random(11)
        world = build(company, dice)
        random_lives(world, dice, 80)
        now = START + 95 * DAY
        for _ in range(2):
            keep_current(now=now)
            now = stir(world, dice, times=25, now=now) + DAY
        keep_current(now=now)
        whole = Scope(Period.of_weeks(26, now))
        assert figures(whole).recurrence_30.quick
        assert figures(whole).escape.known
        for scope in (whole, replace(whole, period=Period.of_weeks(4, now)).before):
            for by in GROUPS:
                ours, theirs = compared(scope, by)
                assert differing(ours, theirs) == {}, (scope, by)

    def test_are_the_same_when_they_are_made_anew(self, company):
        random_histories(company, seed=4, number=80)
        now = START + 60 * DAY
        keep_current(now=now - 30 * DAY)
        keep_current(now=now)
        kept = [sorted(rows(table)) for table in CELLS]
        rebuild_rollups(now=now)
        assert kept == [sorted(rows(table)) for table in CELLS]

    def test_say_what_waits_at_each_point_and_what_it_costs(self, company):
        random_histories(company, seed=5, number=80)
        now = START + 60.5 * DAY
        keep_current(now=now)
        scope = Scope(Period.of_weeks(12, now))
        asked = waiting_by_point(scope), inaction(scope), inaction(scope.before)
        Keeping.objects.all().delete()
        assert asked == (waiting_by_point(scope), inaction(scope), inaction(scope.before))


def rows(model):
    """Those that say something, without their order."""
    for row in model.objects.values():
        counts = {
            name: n for name, n in row.items() if isinstance(n, int | Decimal) and n and name not in IDS
        }
        if counts:
            yield tuple(sorted((name, str(value)) for name, value in row.items()))


def differing(ours, theirs):
    """What does not agree, by group, in few words."""
    return {
        (key, name): (getattr(ours[key][1], name), getattr(theirs[key][1], name))
        for key in ours
        for name in ours[key][1].__dataclass_fields__
        if getattr(ours[key][1], name) != getattr(theirs[key][1], name)
    } | {(key, "name"): (ours[key][0], theirs[key][0]) for key in ours if ours[key][0] != theirs[key][0]}
