"""What is said of an instant is the same whoever is asked: the rollups while it is now, the facts ever after."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from insights.commands.keeping import keep_current
from insights.commands.snapshots import snapshot
from insights.models import Keeping
from insights.querysets.ageing import ageing
from insights.querysets.rolled import rolled
from insights.querysets.waiting import waiting_by_point
from insights.rules.periods import Against, Period, Scope, week_of
from insights.rules.weekly import last_due, stood_at
from tests.insights.lives import random_lives
from tests.insights.stories import START
from tests.insights.world import build

MONDAY = START + timedelta(weeks=12)
INSTANTS = {
    "a Monday": MONDAY,
    "a Wednesday": MONDAY + timedelta(days=2, hours=14, minutes=20),
    "a midnight in Berlin, when the clocks had gone forward": MONDAY - timedelta(hours=2),
}


def scopes(company, as_of):
    whole = Scope(Period.of_weeks(12, as_of))
    yield whole
    yield replace(whole, against=Against.YEAR)
    yield replace(whole, severity="high")
    yield replace(whole, department=company.delivery.pk)
    yield Scope(Period.of_weeks(4, as_of), point=company.point.pk)


def said(company, as_of):
    """The numbers of the overview and of the weekly mail, and how things stand."""
    return [
        (json.dumps(snapshot(scope, most=None)), ageing(scope), waiting_by_point(scope))
        for scope in scopes(company, as_of)
    ]


@pytest.mark.parametrize("as_of", INSTANTS.values(), ids=INSTANTS)
def test_numbers_are_the_same_now_later_and_without_rollups(company, as_of):
    dice = random.Random(3)
    random_lives(build(company, dice), dice, 90)
    keep_current(now=as_of)
    assert all(rolled(scope, None) for scope in scopes(company, as_of)), "the rollups answer for now"
    now = said(company, as_of)
    keep_current(now=as_of + timedelta(days=17, hours=3))
    is_monday = as_of == week_of(as_of)  # rollups know how everything stood on those, too
    assert (rolled(next(scopes(company, as_of)), None) is None) is not is_monday, "the facts answer"
    assert said(company, as_of) == now
    Keeping.objects.all().delete()
    assert said(company, as_of) == now


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/Los_Angeles"])
def test_the_mail_of_a_monday_is_of_the_midnight_that_rollups_answer_for(zone):
    assert stood_at(last_due(MONDAY + timedelta(hours=20), zone, 1, 8), zone) == MONDAY
