"""Shares and their intervals, held against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.rules.bands import Bands, together
from insights.rules.shares import Share, to_hundred, wilson

counts = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


class TestWilson:
    # Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score, without continuity correction).
    @pytest.mark.parametrize(
        ("successes", "n", "low", "high"),
        [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_gives_the_published_intervals(self, successes, n, low, high):
        assert wilson(successes, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))

    def test_of_one_success_in_one_is_wide_and_ends_at_one(self):
        # by hand: 1 / (1 + 1.96²) from below
        assert wilson(1, 1) == (pytest.approx(1 / (1 + 1.959964**2)), 1.0)

    def test_of_nothing_says_nothing(self):
        assert wilson(0, 0) == (0.0, 1.0)

    @pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3), (0, -1)])
    def test_refuses_what_is_no_share(self, successes, n):
        with pytest.raises(ValueError, match="between none and all"):
            wilson(successes, n)

    @given(counts)
    def test_holds_the_share_and_stays_within_nought_and_one(self, counted):
        successes, n = counted
        low, high = wilson(successes, n)
        assert 0 <= low <= high <= 1
        if n:
            assert low <= successes / n <= high

    @given(counts)
    def test_mirrors_when_successes_and_failures_change_places(self, counted):
        successes, n = counted
        low, high = wilson(successes, n)
        assert wilson(n - successes, n) == (pytest.approx(1 - high), pytest.approx(1 - low))

    @given(counts.filter(lambda counted: counted[1] > 0))
    def test_grows_narrower_with_more_of_the_same(self, counted):
        successes, n = counted
        low, high = wilson(successes, n)
        tenfold = wilson(10 * successes, 10 * n)
        assert tenfold[1] - tenfold[0] < high - low


class TestShare:
    def test_of_nothing_has_no_value(self):
        assert Share(0, 0).value is None

    def test_is_small_below_twenty(self):
        assert Share(10, 19).small
        assert not Share(10, 20).small


class TestPercentages:
    def test_of_three_thirds_still_add_up(self):
        assert to_hundred([1, 1, 1]) == [34, 33, 33]

    def test_give_the_rest_to_the_largest_remainders(self):
        assert to_hundred([612, 159, 229]) == [61, 16, 23]
        assert to_hundred([605, 155, 240]) == [61, 15, 24]  # 60.5 and 15.5: the first of equals

    def test_of_nothing_are_nothing(self):
        assert to_hundred([0, 0, 0]) == [0, 0, 0]

    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6).filter(any))
    def test_add_up_to_a_hundred_and_stay_within_one_of_the_truth(self, parts):
        whole = to_hundred(parts)
        assert sum(whole) == 100
        assert all(abs(w - 100 * p / sum(parts)) < 1 for w, p in zip(whole, parts, strict=True))


class TestBands:
    BANDS = Bands(in_time=61, late=16, never=23, declined=7, maturing=5)

    def test_three_shares_have_the_same_n(self):
        assert self.BANDS.action_rate == Share(61, 100)
        assert self.BANDS.acted_late == Share(16, 100)
        assert self.BANDS.not_acted_on == Share(23, 100)

    def test_declined_are_a_share_of_what_was_decided(self):
        assert self.BANDS.declined_share == Share(7, 84)

    def test_every_reported_issue_is_in_one_band(self):
        assert self.BANDS.reported == 61 + 16 + 23 + 7 + 5

    def test_add_up_band_by_band(self):
        assert together([self.BANDS, Bands(1, 2, 3, 4, 5)]) == Bands(62, 18, 26, 11, 10)
        assert together([]) == Bands()
