"""Boundaries that random lives seldom meet: exactly the whole target, exactly the instant of the fix."""

from datetime import timedelta

import pytest

from inflection_points.models import Kind
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.querysets.figures import figures
from insights.rules.periods import Period, Scope
from issues.commands.histories import write
from issues.rules import events as e
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import history

LATER = REPORTED + 60 * DAY


def counted():
    keep_current(now=LATER)
    return figures(Scope(Period(REPORTED - 7 * DAY, LATER)))


@pytest.fixture
def lives(company):
    def live(*events, at=REPORTED, **fields):
        story = history(company, company.point, **fields)
        story.add(e.Reported(Severity.NORMAL, company.holder.pk, company.delivery.pk, None), at)
        for event, later in events:
            story.add(event, at + later)
        write([story], now=LATER)

    return live


@pytest.mark.parametrize(("rung", "triggered"), [(1, 0), (2, 1)])  # at 75 % and at 100 %
def test_a_rung_at_the_whole_target_is_an_urgency_trigger(lives, company, rung, triggered):
    act = e.ContainmentRecorded(company.holder.pk, "stopped")
    lives((e.Escalated(e.AlarmKind.ACT, rung, REPORTED), HOUR), (act, 2 * HOUR))
    assert counted().urgency.triggered == triggered


@pytest.mark.parametrize(
    ("after", "again"),
    [(timedelta(), 0), (timedelta(seconds=1), 1), (30 * DAY, 1), (30 * DAY + timedelta(seconds=1), 0)],
)
def test_what_comes_back_is_observed_after_the_fix_and_within_thirty_days(lives, company, after, again):
    kind, act = Kind.objects.get(), e.ContainmentRecorded(company.owner.pk, "stopped")
    lives((act, HOUR), (e.Resolved(company.owner.pk, e.ClosureReason.FIXED), HOUR), kind=kind)
    lives(at=REPORTED + HOUR + after, kind=kind)
    assert counted().recurrence_30.quick_again == again
