"""Policies: versions that nobody saves over, retirement, what changed, and the picture."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from inflection_points.commands.policies import InvalidPolicy, StaleVersion, save_version
from inflection_points.commands.retiring import CannotRetire, PolicyRetired, assign_point, retire_policy
from inflection_points.models import Policy, PolicyVersion
from inflection_points.rules import pictures
from inflection_points.rules.calendars import Span, Target, Unit, WorkingCalendar
from inflection_points.rules.comparing import Difference, differences
from inflection_points.rules.policies import (
    DEFAULT_RUNGS,
    DEFAULT_TARGETS,
    Clock,
    Recipient,
    Rung,
    Severity,
    Whom,
)
from inflection_points.rules.policies import Policy as Value
from tests.cast import HOUR, REPORTED

OFFICE = WorkingCalendar("UTC", tuple([(Span(9 * 60, 17 * 60),)] * 5 + [(), ()]))
DEFAULT = Value(1, dict(DEFAULT_TARGETS), DEFAULT_RUNGS)
QUICKER = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.DAYS)}


class TestSaving:
    def test_refuses_to_save_over_a_version_that_somebody_else_saved_meanwhile(self, company):
        save_version(name="Default", now=REPORTED, actor=company.administrator, targets=QUICKER, base=1)
        with pytest.raises(StaleVersion, match="Ada Administrator saved version 2 meanwhile"):
            save_version(name="Default", now=REPORTED, base=1, hold_limit_percent=300)
        assert company.version.policy.current().number == 2

    def test_twice_makes_one_version(self, company):
        first = save_version(name="Default", now=REPORTED, targets=QUICKER, base=1)
        again = save_version(name="Default", now=REPORTED + HOUR, targets=QUICKER, base=1)
        assert first == again
        assert PolicyVersion.objects.count() == 2

    def test_is_for_administrators(self, company):
        with pytest.raises(PermissionDenied, match="Only administrators"):
            save_version(name="Default", now=REPORTED, actor=company.owner, targets=QUICKER)
        assert company.version.policy.current() == company.version

    @pytest.mark.parametrize("percent", [0, -1, 10**12])
    def test_refuses_a_hold_of_nonsense(self, company, percent):
        with pytest.raises(InvalidPolicy, match="1 % to 10,000 %"):
            save_version(name="Default", now=REPORTED, hold_limit_percent=percent)

    def test_takes_whom_a_rung_tells_in_any_order_for_the_same(self, company):
        both = (Recipient(Whom.HOLDER), Recipient(Whom.OWNER))
        rungs = (*DEFAULT_RUNGS[:4], replace(DEFAULT_RUNGS[4], tells=both), *DEFAULT_RUNGS[5:])
        turned = (*DEFAULT_RUNGS[:4], replace(DEFAULT_RUNGS[4], tells=both[::-1]), *DEFAULT_RUNGS[5:])
        assert Value(1, {}, rungs).says_the_same(Value(2, {}, turned))
        assert not Value(1, {}, rungs).says_the_same(Value(2, {}, DEFAULT_RUNGS))


class TestRetiring:
    @pytest.fixture
    def other(self, company):
        return save_version(name="At home", now=REPORTED, targets=QUICKER).policy

    def retire(self, company, policy, successor):
        return retire_policy(
            policy=policy, successor=successor, actor=company.administrator, now=REPORTED + HOUR
        )

    def test_gives_its_points_to_the_successor_whose_version_new_issues_pin(self, company, other):
        before = company.report()
        assert self.retire(company, company.version.policy, other) == [company.point]
        company.point.refresh_from_db()
        assert company.report(text="Another").policy_version == other.current()
        before.refresh_from_db()
        assert before.policy_version == company.version

    def test_twice_is_once(self, company, other):
        self.retire(company, company.version.policy, other)
        assert self.retire(company, company.version.policy, other) == []

    def test_is_refused_where_nothing_could_follow(self, company, other):
        policy = company.version.policy
        with pytest.raises(CannotRetire, match="cannot follow itself"):
            self.retire(company, policy, policy)
        with pytest.raises(CannotRetire, match="no version yet"):
            self.retire(company, policy, Policy.objects.create(name="Empty"))
        self.retire(company, policy, other)
        third = save_version(name="Third", now=REPORTED).policy
        with pytest.raises(CannotRetire, match="retired already, for “At home”"):
            self.retire(company, policy, third)
        with pytest.raises(CannotRetire, match="“Default” is retired itself"):
            self.retire(company, third, policy)

    def test_is_for_administrators(self, company, other):
        with pytest.raises(PermissionDenied):
            retire_policy(policy=other, successor=company.version.policy, actor=company.owner, now=REPORTED)
        with pytest.raises(PermissionDenied):
            assign_point(point=company.point, policy=other, actor=company.owner, now=REPORTED)

    def test_ends_new_versions_and_new_points(self, company, other):
        self.retire(company, other, company.version.policy)
        with pytest.raises(PolicyRetired, match="Use “Default” instead"):
            assign_point(point=company.point, policy=other, actor=company.administrator, now=REPORTED)
        with pytest.raises(PolicyRetired):
            save_version(name="At home", now=REPORTED)
        assert list(Policy.objects.offered()) == [company.version.policy]
        assert other.current().number == 1

    def test_leads_to_what_is_in_use_through_several_retirements(self, company, other):
        third = save_version(name="Third", now=REPORTED).policy
        self.retire(company, company.version.policy, other)
        self.retire(company, other, third)
        assert Policy.objects.get(pk=company.version.policy.pk).in_use() == third

    def test_assigns_a_point(self, company, other):
        point = assign_point(point=company.point, policy=other, actor=company.administrator, now=REPORTED)
        assert point.policy == other


class TestComparing:
    def test_names_what_changed_and_nothing_else(self):
        tells = (Recipient(Whom.PERSON, person=7), Recipient(Whom.ROLE, role="manager"))
        rungs = (*DEFAULT_RUNGS, Rung(Clock.ACCEPT, 2, 150, tells))
        after = Value(2, QUICKER, rungs, hold_limit_percent=300)
        assert differences(DEFAULT, after, {7: "Ines Roth"}) == [
            Difference("target to act, normal", "3 days", "2 days"),
            Difference("rung 2 to accept", "", "at 150 % it tells Ines Roth and all managers"),
            Difference("longest hold by commitments", "200 % of the act target", "300 % of the act target"),
        ]
        assert differences(after, after, {}) == []


class TestThePicture:
    def test_places_each_rung_at_its_share_of_the_target(self):
        picture = pictures.draw(DEFAULT, Clock.ACT, OFFICE)
        row = next(row for row in picture.rows if row.severity is Severity.NORMAL)
        assert row.target == timedelta(hours=24)
        assert [mark.after for mark in row.marks] == [timedelta(hours=h) for h in (18, 24, 36, 48)]
        assert [mark.kind for mark in row.marks] == ["before", "at", "beyond", "beyond"]
        assert [mark.repeats for mark in row.marks] == [False, False, False, True]
        assert row.marks[1].x == row.x

    def test_counts_a_critical_day_round_the_clock(self):
        picture = pictures.draw(DEFAULT, Clock.RESOLVE, OFFICE)
        assert picture.rows[0].target == timedelta(hours=48)

    @given(st.lists(st.integers(1, 10_000), min_size=1, max_size=20), st.integers(1, 366))
    def test_keeps_every_rung_inside_and_apart_from_the_others(self, percents, days):
        tells = (Recipient(Whom.HOLDER),)
        rungs = tuple(Rung(Clock.ACT, n, p, tells) for n, p in enumerate(sorted(percents), start=1))
        policy = Value(1, {**DEFAULT_TARGETS, (Severity.LOW, Clock.ACT): Target(days, Unit.DAYS)}, rungs)
        picture = pictures.draw(policy, Clock.ACT, OFFICE)
        for row in picture.rows:
            spots = [(mark.x, mark.y) for mark in row.marks]
            assert all(0 < x < 100 and row.top < y < row.bottom for x, y in spots)
            for n, (x, y) in enumerate(spots):
                assert all(y != other_y or abs(x - other) >= pictures.NEAR for other, other_y in spots[:n])
        assert picture.height == picture.rows[-1].bottom
