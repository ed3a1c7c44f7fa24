"""Whether a share has become better or worse, or whether nobody can tell."""

from dataclasses import dataclass
from enum import StrEnum

from insights.rules.shares import Share, difference


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
