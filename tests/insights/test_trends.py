"""Better and worse are said only where it is no chance."""

import pytest

from insights.rules.shares import Share, difference
from insights.rules.trends import Direction, Trend


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        (Share(80, 100), Share(50, 100), Direction.BETTER),
        (Share(50, 100), Share(80, 100), Direction.WORSE),
        (Share(52, 100), Share(50, 100), Direction.STEADY),
        (Share(19, 19), Share(0, 100), Direction.UNKNOWN),
        (Share(100, 100), Share(0, 0), Direction.UNKNOWN),
    ],
)
def test_a_direction_needs_enough_and_a_difference_beyond_chance(now, before, direction):
    assert Trend(now, before).direction is direction


def test_the_interval_is_newcombes():
    """Example (a) of the paper, method 10: 56/70 less 48/80 is 0.2, from 0.0524 to 0.3339."""
    low, high = difference(Share(56, 70), Share(48, 80))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_of_nothing_there_is_no_difference():
    assert Trend(Share(0, 0), Share(1, 2)).points is None
    with pytest.raises(ValueError, match="of nothing"):
        difference(Share(0, 0), Share(1, 2))
