"""Targets and assumptions: what counted when, who may change it, and two who do so at once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from insights.commands.keeping import keep_current
from insights.commands.premises import set_targets
from insights.commands.snapshots import snapshot
from insights.models import Premises
from insights.querysets.company import assumptions, targets
from insights.querysets.inaction import inaction
from insights.rules.company import SURVEY, Assumptions, Targets
from insights.rules.inaction import Inaction
from insights.rules.periods import Period, Scope
from insights.rules.refusals import PremisesChangedMeanwhile
from insights.views.overview_tables import overview_tables
from tests.cast import DAY, HOUR, REPORTED

AIMS = Targets(action_rate=80, not_acted_on=10, hours_to_act=Decimal("12.0"), at_risk=50)
RICH = Assumptions(value=Decimal("240.00"), realisation=50)


@pytest.fixture
def keep(company):
    """Save as the executive, at the instant of the story unless another is given."""

    def keep(aims=AIMS, assumed=SURVEY, *, seen=0, actor=company.executive, now=REPORTED, why=""):
        return set_targets(targets=aims, assumptions=assumed, seen=seen, actor=actor, now=now, why=why)

    return keep


def test_whoever_tells_of_customers_at_risk_judges_those_before_by_the_same_assumptions(company, keep):
    now = REPORTED + 60 * DAY
    company.report()
    keep(assumed=replace(SURVEY, leave_once=50), now=now - DAY)
    keep_current(now=now)
    scope = Scope(Period.of_weeks(4, now))
    assert inaction(scope.before).at_risk == 0.26
    assert snapshot(scope)["risk"]["before"] == 0.5
    [numbers] = [table for table in overview_tables(scope) if table.name == "numbers"]
    [row] = [row for row in numbers.rows if row[0] == "Customers at risk"]
    assert row[numbers.columns.index("The period before")] == 0.5


class TestWhatCounts:
    def test_is_the_survey_and_no_target_until_somebody_changes_it(self, db):
        assert targets(REPORTED) == Targets(None, None, None, None)
        assert assumptions(REPORTED) == Assumptions(26, 52, 36, 46, 58, None, "EUR", 100)

    def test_at_an_instant_is_what_was_last_saved_by_then(self, keep):
        keep(now=REPORTED)
        keep(replace(AIMS, action_rate=90), RICH, seen=1, now=REPORTED + DAY)
        assert targets(REPORTED - HOUR) == Targets()
        assert targets(REPORTED + HOUR).action_rate == 80
        assert assumptions(REPORTED + HOUR) == SURVEY
        assert targets(REPORTED + DAY).action_rate == 90
        assert assumptions(REPORTED + DAY).value == Decimal("240.00")

    def test_is_never_rewritten(self, keep):
        kept = keep()
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Premises.objects.filter(pk=kept.pk).update(action_rate=99)


class TestSaving:
    def test_says_who_when_and_why(self, company, keep):
        kept = keep(why="The board wants it")
        assert (kept.by, kept.at, kept.why) == (company.executive, REPORTED, "The board wants it")

    @pytest.mark.parametrize("who", ["reporter", "holder", "manager", "owner"])
    def test_is_for_executives_and_administrators(self, company, keep, who):
        with pytest.raises(PermissionDenied, match="Only executives"):
            keep(actor=getattr(company, who))
        assert keep(actor=company.administrator).number == 1

    def test_the_same_again_is_no_change(self, keep):
        keep()
        assert keep().number == 1
        assert Premises.objects.count() == 1

    def test_over_what_somebody_else_saved_meanwhile_is_refused_with_their_name(self, company, keep):
        keep(actor=company.administrator)
        with pytest.raises(PremisesChangedMeanwhile, match="Ada Administrator changed"):
            keep(replace(AIMS, action_rate=70), seen=0)
        assert targets(REPORTED).action_rate == 80


class TestMoney:
    def test_is_customers_at_risk_times_value_times_what_is_realised(self):
        found = Inaction(issues=3, once=100, more=50, assumed=RICH)
        assert found.at_risk == 52  # 26 + 26
        assert found.money == 6240  # 52 × 240 × 50 %
        assert found.money_range == (4680, 9360)  # 39 and 78 of 150

    def test_is_not_shown_while_nobody_knows_what_a_customer_is_worth(self):
        assert Inaction(issues=1, once=1, more=0).money is None
        assert Inaction(issues=1, once=1, more=0).money_range is None

    def test_of_nothing_is_nothing(self):
        assert Inaction(issues=0, once=0, more=0, assumed=RICH).money == 0

    def test_rates_of_its_own_count_for_people_too(self):
        own = Assumptions(leave_once=10, leave_more=40, post=0, review=10, tell=20)
        found = Inaction(issues=2, once=10, more=10, assumed=own)
        assert (found.at_risk, found.at_least, found.at_most) == (5, 2, 8)
        assert found.tell == (4, 20)
        assert found.mentions == 6
