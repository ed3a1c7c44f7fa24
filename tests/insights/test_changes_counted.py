"""Every count that a sentence about change may tell is the length of its list, whatever happened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inflection_points.commands.policies import save_version
from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import DEFAULT_RUNGS, Clock, Recipient, Rung, Whom
from insights.commands.keeping import keep_current
from insights.models import SponsorTold
from insights.querysets.changes import behind_change, found
from insights.querysets.standing import standing_before
from insights.querysets.weekly import rolled_queues
from insights.querysets.where import read_once
from insights.rules.changes import Of, What
from insights.rules.periods import Period, Scope, week_of
from issues.models import Escalation
from people.models import Department
from tests.cast import DAY, REPORTED
from tests.insights.opening import escalated
from tests.insights.stories import START, random_histories


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("severity", [None, "normal"])
@pytest.mark.parametrize("days", [40, 92])
def test_counts_and_lists_are_equal(company, seed, severity, days):
    random_histories(company, seed=seed, number=60)
    keep_current(now=REPORTED)
    scope = Scope(Period.of_weeks(12, START + timedelta(days=days)), severity=severity)
    told = found(scope)
    assert told.sponsor == behind_change(scope, What.SPONSOR).count()
    assert told.declined == behind_change(scope, What.DECLINED).count()
    assert sum(one.now for one in told.first) == behind_change(scope, What.FIRST).count()
    assert sum(one.now for one in told.queues) == behind_change(scope, What.QUEUE).count()
    for one in told.compared:
        assert one.now.never == behind_change(_at(scope, one.place), What.WORSE, one.days).count()
    for one in [*told.queues, *told.first]:
        what = What.QUEUE if one in told.queues else What.FIRST
        assert one.now == behind_change(_at(scope, one.place), what).count()


def test_the_sponsor_is_told_first_when_the_first_of_its_rungs_tells_somebody(company):
    for back in range(3):
        escalated(company, REPORTED + back * DAY)
    told = Escalation.objects.filter(clock="act", rung__gte=4, caught_up=False)
    first = {}
    for issue, cycle, at in told.values_list("issue", "cycle", "fired_at").order_by("-fired_at"):
        first[issue, cycle] = at
    assert 0 < len(first) < told.count()  # the last rung repeats
    noted = SponsorTold.objects.values_list("issue", "cycle", "at")
    assert {(issue, cycle): at for issue, cycle, at in noted} == first


def test_the_sponsor_is_told_by_the_rung_that_names_them_wherever_it_stands(company):
    ladder = [
        Rung(Clock.ACT, position, percent, (Recipient(whom),))
        for position, percent, whom in (
            (1, 100, Whom.OWNER),
            (2, 150, Whom.EXECUTIVE_SPONSOR),
            (3, 200, Whom.DEPARTMENT_HEAD),
            (4, 300, Whom.OWNER),
        )
    ]
    ladder += [rung for rung in DEFAULT_RUNGS if rung.clock is Clock.RESOLVE]
    version = save_version(name="Sponsor first", rungs=ladder, now=REPORTED)
    issue = escalated(replace(company, version=version), REPORTED)
    fired = dict(issue.escalations.filter(clock="act").values_list("rung", "fired_at").order_by("-fired_at"))
    assert {1, 2, 3, 4} == set(fired)
    assert [(told.issue_id, told.at) for told in SponsorTold.objects.all()] == [(issue.pk, fired[2])]


def test_a_point_at_which_something_is_counted_while_a_page_is_read_breaks_nothing(company):
    monday = week_of(REPORTED) + timedelta(weeks=2)
    scope = Scope(Period.of_weeks(4, monday))
    keep_current(now=REPORTED)
    with read_once():
        standing_before(scope, [(monday - timedelta(weeks=1)).date()])  # by another part of the page
        company.report()
        keep_current(now=monday)
        assert rolled_queues(scope, monday) == {company.point.pk: (1, 0)}


def _at(scope, place):
    match place.of:
        case Of.POINT:
            return replace(scope, point=InflectionPoint.objects.get(slug=place.key).pk)
        case Of.DEPARTMENT:
            return replace(scope, department=Department.objects.get(slug=place.key).pk)
    return scope
