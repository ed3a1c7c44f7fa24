"""Kaplan–Meier, held against the remission times of Freireich and others (1963), as published by Gehan (1965)."""

from datetime import timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.rules.survival import Duration, Waited, duration, kaplan_meier, quantile

WEEK = timedelta(weeks=1)


def ended(*weeks: int) -> list[Waited]:
    return [Waited(week * WEEK, True) for week in weeks]


def censored(*weeks: int) -> list[Waited]:
    return [Waited(week * WEEK, False) for week in weeks]


TREATED = ended(6, 6, 6, 7, 10, 13, 16, 22, 23) + censored(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
PLACEBO = ended(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)

waits = st.lists(
    st.builds(Waited, st.integers(0, 50).map(lambda hours: timedelta(hours=hours)), st.booleans()),
    max_size=60,
)


class TestKaplanMeier:
    def test_gives_the_published_curve(self):
        assert [(step.at // WEEK, round(step.surviving, 3)) for step in kaplan_meier(TREATED)] == [
            (6, 0.857),
            (7, 0.807),
            (10, 0.753),
            (13, 0.690),
            (16, 0.627),
            (22, 0.538),
            (23, 0.448),
        ]

    def test_gives_the_published_limits(self):
        first = kaplan_meier(TREATED)[0]
        assert (round(first.low or 0, 3), round(first.high or 0, 3)) == (0.620, 0.952)

    def test_of_nothing_is_empty(self):
        assert kaplan_meier([]) == []

    def test_counts_what_is_censored_at_an_end_as_still_waiting(self):
        [step] = kaplan_meier(ended(5) + censored(5))
        assert step.surviving == 0.5

    @given(waits)
    def test_never_rises_and_stays_within_nought_and_one(self, observed):
        levels = [1.0] + [step.surviving for step in kaplan_meier(observed)] + [0.0]
        assert levels == sorted(levels, reverse=True)

    @given(waits)
    def test_limits_hold_the_curve(self, observed):
        for step in kaplan_meier(observed):
            if step.low is not None and step.high is not None:
                assert 0 <= step.low <= step.surviving <= step.high <= 1

    @given(st.lists(st.integers(0, 40), min_size=1, max_size=40), st.sampled_from([0.5, 0.75, 0.9]))
    def test_without_censoring_is_the_plain_quantile(self, hours, share):
        observed = [Waited(timedelta(hours=hour), True) for hour in hours]
        plain = sorted(hours)[ceil(round(share * len(hours), 6)) - 1]
        assert quantile(kaplan_meier(observed), share) == timedelta(hours=plain)

    @given(waits, st.integers(0, 59))
    def test_waiting_longer_never_shortens_a_quantile(self, observed, which):
        open_ones = [i for i, one in enumerate(observed) if not one.ended]
        if not open_ones:
            return
        i = open_ones[which % len(open_ones)]
        longer = [*observed[:i], Waited(observed[i].lasted + timedelta(hours=9), False), *observed[i + 1 :]]
        before, after = quantile(kaplan_meier(observed), 0.5), quantile(kaplan_meier(longer), 0.5)
        assert after is None or (before is not None and before <= after)


class TestDuration:
    def test_median_and_limits_are_the_published_ones(self):
        assert duration(PLACEBO) == Duration(
            n=21, ended=21, p50=8 * WEEK, p75=12 * WEEK, p90=17 * WEEK, low=4 * WEEK, high=11 * WEEK
        )
        assert duration(TREATED) == Duration(n=21, ended=9, p50=23 * WEEK, low=13 * WEEK)

    def test_a_median_that_was_not_reached_is_not_made_up(self):
        assert duration(ended(1) + censored(2, 3)).p50 is None

    def test_half_is_half_whatever_the_machine_rounds(self):
        # 3/4 · 2/3: in binary fractions not exactly one half
        assert duration(ended(1, 2) + censored(3, 4)).p50 == 2 * WEEK

    def test_open_ones_make_it_longer_than_the_closed_alone_would_say(self):
        closed = ended(1, 2, 3)
        assert duration(closed).p50 == 2 * WEEK
        assert duration(closed + censored(8, 8)).p50 == 3 * WEEK

    @pytest.mark.parametrize(("n", "small"), [(19, True), (20, False)])
    def test_is_small_below_twenty(self, n, small):
        assert duration(ended(*range(n))).small is small
