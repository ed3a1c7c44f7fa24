"""Whether a share has become better or worse, or whether nobody can tell."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from insights.rules.shares import Share


class Direction(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    STEADY = "steady"  # the difference could be chance
    UNKNOWN = "unknown"  # too few to judge, now or before


@dataclass(frozen=True, slots=True)
class Trend:
    """A share now and in the period before; more is better."""

    now: Share
    before: Share

    @property
    def direction(self) -> Direction:
        """Better or worse only where the 95 % interval of the difference leaves out zero."""
        if self.now.small or self.before.small:
            return Direction.UNKNOWN
        low, high = difference(self.now, self.before)
        if low > 0:
            return Direction.BETTER
        return Direction.WORSE if high < 0 else Direction.STEADY

    @property
    def points(self) -> float | None:
        """The difference in points of percent; None of nothing."""
        if self.now.value is None or self.before.value is None:
            return None
        return 100 * (self.now.value - self.before.value)


def difference(one: Share, other: Share) -> tuple[float, float]:
    """The 95 % interval of the first share less the second, each of something.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17 (1998) 873–890, method 10: the square-and-add of both Wilson intervals. Raises `ValueError` of nothing.
    """
    if one.value is None or other.value is None:
        raise ValueError("A difference is of two shares of something.")
    between = one.value - other.value
    down = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    up = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return between - down, between + up
