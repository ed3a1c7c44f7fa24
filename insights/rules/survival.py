"""How long something takes when some of it has not happened yet.

Leaving the open ones out would say that whoever never acts acts fast; so they count for as long as they have waited.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log, sqrt
from typing import Final, NamedTuple

from insights.rules.shares import SMALL, Z95
from insights.rules.steps import seconds_of

_ROUNDING: Final = 1e-9  # 3/4 · 2/3 must count as one half
# How many survive when a quantile is reached, the last one first.
_SURVIVING: Final = [
    (name, 1 - share + _ROUNDING) for name, share in (("p90", 0.9), ("p75", 0.75), ("p50", 0.5))
]


class Step(NamedTuple):
    """From `at` on, `surviving` is the estimated share that still waits. `spread` is Greenwood's sum up to there."""

    at: int
    surviving: float
    spread: float

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Between which the share lies at 95 %; None where that is not defined: once nobody waits any more."""
        if self.surviving <= _ROUNDING:
            return None, None
        reach = exp(Z95 * sqrt(self.spread) / log(self.surviving))  # below 1: the logarithm is negative
        return self.surviving ** (1 / reach), self.surviving**reach


@dataclass(frozen=True, slots=True)
class Duration:
    """The quantiles of a duration; None where fewer than that share have ended. `low` and `high` belong to p50."""

    n: int
    ended: int
    p50: timedelta | None = None
    p75: timedelta | None = None
    p90: timedelta | None = None
    low: timedelta | None = None
    high: timedelta | None = None

    @property
    def small(self) -> bool:
        """Too few to judge."""
        return self.n < SMALL

    def differs_from(self, other: "Duration") -> bool:
        """Whether the 95 % intervals of the medians are apart; of open ones, nobody knows."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return False
        return self.low > other.high or self.high < other.low


def kaplan_meier(ended: Mapping[int, int], censored: Mapping[int, int]) -> Iterator[Step]:
    """The product-limit estimate of the share that still waits: one step for each place of a scale where any ended.

    `ended` and `censored` are how many did, or have waited in vain so far, at each place. What is censored at the very
    place of an end counts as still waiting then. Source: E. L. Kaplan and P. Meier, Journal of the American Statistical
    Association 53 (1958) 457–481; variance after Greenwood (1926), limits on the log(−log) scale after Kalbfleisch and
    Prentice (1980).
    """
    waiting, surviving, spread = sum(ended.values()) + sum(censored.values()), 1.0, 0.0
    left = sorted(at for at, many in censored.items() if many)
    gone = 0
    for at in sorted(at for at, many in ended.items() if many):
        while gone < len(left) and left[gone] < at:
            waiting -= censored[left[gone]]
            gone += 1
        after = waiting - ended[at]
        surviving *= after / waiting
        spread += ended[at] / (waiting * after) if after else 0.0
        waiting = after
        yield Step(at, surviving, spread)


def duration_of(ended: Mapping[int, int], censored: Mapping[int, int]) -> Duration:
    """Median with its 95 % limits, third quartile and 90th percentile of counts per step (`rules.steps`).

    Each duration counts as the step that it had reached. A quantile is the earliest by which at least that share had
    ended. Source: R. Brookmeyer and J. Crowley, Biometrics 38 (1982) 29–41; nothing is averaged on a plateau.
    """
    all_ended = sum(ended.values())
    found: dict[str, timedelta] = {}
    left = list(_SURVIVING)
    for step in kaplan_meier(ended, censored):
        while left and step.surviving <= left[-1][1]:
            name, _ = left.pop()
            found[name] = timedelta(seconds=seconds_of(step.at))
        if "high" in found:
            if not left:
                break
            continue
        low, high = step.limits  # of which the lower one is passed no later
        if "low" not in found and (low is None or low <= 0.5):
            found["low"] = timedelta(seconds=seconds_of(step.at))
        if high is not None and high <= 0.5:
            found["high"] = timedelta(seconds=seconds_of(step.at))
    return Duration(all_ended + sum(censored.values()), all_ended, **found)
