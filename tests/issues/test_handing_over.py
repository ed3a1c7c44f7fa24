"""Handing over: it resets nothing, is counted, and the third time needs the accountable owner."""

import pytest

from issues import commands
from issues.rules import refusals as no
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

LATER = REPORTED + HOUR


class TestHandOver:
    def test_resets_nothing(self, company, issue):
        after = commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=LATER)
        assert (after.holder, after.act_by, after.next_due_at) == (
            company.holder,
            issue.act_by,
            issue.next_due_at,
        )

    def test_for_the_third_time_without_an_act_needs_the_accountable_owner(self, company, issue):
        for days, to in enumerate((company.holder, company.head)):
            commands.hand_over(issue=issue.pk, actor=company.manager, to=to, now=LATER + days * DAY)
        late = LATER + 2 * DAY
        with pytest.raises(no.ConsentNeeded):
            commands.hand_over(issue=issue.pk, actor=company.manager, to=company.holder, now=late)
        after = commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=late)
        assert after.handovers == 3

    def test_that_mends_a_misroute_within_a_working_hour_is_not_counted(self, company, issue):
        commands.hand_over(issue=issue.pk, actor=company.manager, to=company.holder, now=LATER)
        for to, minutes, counted in ((company.head, 60, 1), (company.holder, 90, 2)):
            after = commands.hand_over(
                issue=issue.pk, actor=company.manager, to=to, now=LATER + minutes * HOUR / 60
            )
            assert after.handovers == counted
        assert list(issue.custodies.values_list("is_correction", flat=True)) == [False, False, True, False]

    def test_may_go_to_a_department(self, company, issue):
        after = commands.hand_over(
            issue=issue.pk, actor=company.owner, to_department=company.support, now=LATER
        )
        assert (after.holder, after.holder_department) == (None, company.support)
        assert Message.objects.filter(kind="handed_over").get().recipient == company.support.head

    def test_to_the_present_holder_is_refused(self, company, issue):
        with pytest.raises(no.SameHolder):
            commands.hand_over(issue=issue.pk, actor=company.head, to=company.owner, now=LATER)
