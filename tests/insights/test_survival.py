"""Kaplan–Meier, held against the remission times of Freireich and others (1963), as published by Gehan (1965)."""

from collections import Counter
from datetime import timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.rules.steps import seconds_of
from insights.rules.survival import Duration, duration_of, kaplan_meier


def weeks(number: int) -> timedelta:
    """The published weeks are counted as steps of the scale: the shape of the curve does not care."""
    return timedelta(seconds=seconds_of(number))


TREATED = Counter([6, 6, 6, 7, 10, 13, 16, 22, 23]), Counter([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = Counter([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]), Counter[int]()

places = st.lists(st.integers(0, 50), max_size=30).map(Counter)


class TestKaplanMeier:
    def test_gives_the_published_curve(self):
        assert [(step.at, round(step.surviving, 3)) for step in kaplan_meier(*TREATED)] == [
            (6, 0.857),
            (7, 0.807),
            (10, 0.753),
            (13, 0.690),
            (16, 0.627),
            (22, 0.538),
            (23, 0.448),
        ]

    def test_gives_the_published_limits(self):
        low, high = next(kaplan_meier(*TREATED)).limits
        assert (round(low or 0, 3), round(high or 0, 3)) == (0.620, 0.952)

    def test_of_nothing_is_empty(self):
        assert list(kaplan_meier({}, {})) == []

    def test_counts_what_is_censored_at_an_end_as_still_waiting(self):
        [step] = kaplan_meier({5: 1}, {5: 1})
        assert step.surviving == 0.5

    @given(places, places)
    def test_never_rises_and_stays_within_nought_and_one(self, ended, censored):
        levels = [1.0] + [step.surviving for step in kaplan_meier(ended, censored)] + [0.0]
        assert levels == sorted(levels, reverse=True)

    @given(places, places)
    def test_limits_hold_the_curve(self, ended, censored):
        for step in kaplan_meier(ended, censored):
            low, high = step.limits
            if low is not None and high is not None:
                assert 0 <= low <= step.surviving <= high <= 1

    @given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
    def test_without_censoring_is_the_plain_quantile(self, ended):
        found = duration_of(Counter(ended), {})
        plain = [sorted(ended)[ceil(round(share * len(ended), 6)) - 1] for share in (0.5, 0.75, 0.9)]
        assert [found.p50, found.p75, found.p90] == [weeks(place) for place in plain]

    @given(places, places.filter(bool), st.data())
    def test_waiting_longer_never_shortens_a_quantile(self, ended, censored, data):
        one = data.draw(st.sampled_from(sorted(censored)))
        longer = censored - Counter([one]) + Counter([one + 9])
        before, after = duration_of(ended, censored).p50, duration_of(ended, longer).p50
        assert after is None or (before is not None and before <= after)


class TestDuration:
    def test_median_and_limits_are_the_published_ones(self):
        assert duration_of(*PLACEBO) == Duration(
            n=21, ended=21, p50=weeks(8), p75=weeks(12), p90=weeks(17), low=weeks(4), high=weeks(11)
        )
        assert duration_of(*TREATED) == Duration(n=21, ended=9, p50=weeks(23), low=weeks(13))

    def test_a_median_that_was_not_reached_is_not_made_up(self):
        assert duration_of({1: 1}, {2: 1, 3: 1}).p50 is None

    def test_half_is_half_whatever_the_machine_rounds(self):
        # 3/4 · 2/3: in binary fractions not exactly one half
        assert duration_of({1: 1, 2: 1}, {3: 1, 4: 1}).p50 == weeks(2)

    def test_open_ones_make_it_longer_than_the_closed_alone_would_say(self):
        closed = {1: 1, 2: 1, 3: 1}
        assert duration_of(closed, {}).p50 == weeks(2)
        assert duration_of(closed, {8: 2}).p50 == weeks(3)

    @pytest.mark.parametrize(("n", "small"), [(19, True), (20, False)])
    def test_is_small_below_twenty(self, n, small):
        assert duration_of(Counter(range(n)), {}).small is small
