"""Working time on the wall, and targets that contradict each other."""

from datetime import timedelta

import pytest

from inflection_points.rules import pictures
from inflection_points.rules.calendars import MINUTES_A_DAY, Span, Target, Unit, WorkingCalendar
from inflection_points.rules.elapsing import elapsed
from inflection_points.rules.oddities import odd_targets
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Policy, Severity

HOUR = timedelta(hours=1)
OFFICE = WorkingCalendar("Europe/Berlin", ((Span(9 * 60, 17 * 60),),) * 5 + ((), ()))


def policy(**targets):
    """The default with other targets: act_high="2 days"."""
    changed = {}
    for name, words in targets.items():
        clock, severity = name.split("_")
        amount, unit = words.split()
        changed[Severity(severity), Clock(clock)] = Target(int(amount), Unit(unit))
    return Policy(1, DEFAULT_TARGETS | changed, DEFAULT_RUNGS)


class TestElapsed:
    @pytest.mark.parametrize(
        ("worked", "passed"),
        [(4, 4), (8, 8), (9, 25), (40, 4 * 24 + 8), (41, 7 * 24 + 1), (80, 11 * 24 + 8), (400, 67 * 24 + 8)],
    )
    def test_counts_the_nights_and_weekends_between(self, worked, passed):
        assert elapsed(Severity.HIGH, worked * HOUR, OFFICE) == passed * HOUR

    def test_of_a_critical_issue_is_what_it_says(self):
        assert elapsed(Severity.CRITICAL, 48 * HOUR, OFFICE) == 48 * HOUR

    def test_reaches_as_far_as_a_share_of_a_year_can(self):
        seldom = WorkingCalendar("UTC", ((Span(0, 60),), (), (), (), (), (), ()))
        assert elapsed(Severity.LOW, 1_000_000 * HOUR, seldom) == timedelta(weeks=999_999, hours=1)


class TestOddTargets:
    def test_are_none_in_the_default(self):
        assert odd_targets(policy(), OFFICE) == []

    def test_are_named_when_a_more_severe_issue_has_more_time(self):
        assert odd_targets(policy(accept_high="2 days"), OFFICE) == [
            "High: 2 days to accept is longer than 1 day to act.",
            "To accept: 2 days for high issues can be longer than 1 day for normal ones.",
        ]

    def test_compare_a_critical_issue_with_the_others_on_the_wall(self):
        assert odd_targets(policy(resolve_critical="100 hours"), OFFICE) == []
        assert odd_targets(policy(resolve_critical="110 hours"), OFFICE) == [
            "To resolve: 110 h for critical issues, which run round the clock, can be longer than 5 days for high ones."
        ]

    def test_are_named_when_a_later_step_has_less_time(self):
        assert odd_targets(policy(resolve_low="9 days", resolve_normal="9 days"), OFFICE) == [
            "Low: 10 days to act is longer than 9 days to resolve."
        ]


class TestThePicture:
    def test_draws_critical_before_high_although_its_hours_are_more(self):
        critical, high, *_ = pictures.draw(policy(), Clock.RESOLVE, OFFICE).rows
        assert (critical.target, high.target) == (48 * HOUR, 40 * HOUR)
        assert critical.x < high.x

    def test_has_ticks_for_minutes(self):
        quick = policy(accept_critical="5 minutes", accept_high="10 minutes")
        ticks = [tick.words for tick in pictures.draw(quick, Clock.ACCEPT, OFFICE).ticks]
        assert ticks == ["5 min", "15 min", "1 h", "4 h", "12 h", "2 days"]

    def test_has_ticks_round_the_clock_too(self):
        around = WorkingCalendar("UTC", ((Span(0, MINUTES_A_DAY),),) * 7)
        assert "2 weeks" in [t.words for t in pictures.draw(policy(), Clock.RESOLVE, around).ticks]
