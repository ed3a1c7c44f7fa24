"""How long something takes when some of it has not happened yet.

Leaving the open ones out would say that whoever never acts acts fast; so they count for as long as they have waited.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log, sqrt
from typing import Final

from insights.rules.shares import SMALL, Z95
from insights.rules.steps import seconds_of

_SHARES: Final = {"p50": 0.5, "p75": 0.75, "p90": 0.9}
_ROUNDING: Final = 1e-9  # 3/4 · 2/3 must count as one half


@dataclass(frozen=True, slots=True)
class Waited:
    """One observation: how long it took, or, censored, how long it has been waited for in vain so far."""

    lasted: timedelta
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` on, `surviving` is the estimated share that still waits, within [low, high] at 95 %.

    The limits are None where they are not defined: once nobody waits any more.
    """

    at: timedelta
    surviving: float
    low: float | None
    high: float | None


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


def kaplan_meier(observations: Iterable[Waited]) -> list[Step]:
    """The product-limit estimate of the share that still waits, one step per duration at which something ended.

    What is censored at the very moment of an end counts as still waiting then. Source: E. L. Kaplan and P. Meier,
    Journal of the American Statistical Association 53 (1958) 457–481; variance after Greenwood (1926), limits on
    the log(−log) scale after Kalbfleisch and Prentice (1980).
    """
    ends: Counter[timedelta] = Counter()
    leaves: Counter[timedelta] = Counter()
    for one in observations:
        leaves[one.lasted] += 1
        ends[one.lasted] += one.ended
    return _curve(ends, leaves)


def quantile(steps: Iterable[Step], share: float) -> timedelta | None:
    """The earliest duration by which at least `share` had ended; None while it has not come to that.

    Source: R. Brookmeyer and J. Crowley, Biometrics 38 (1982) 29–41; nothing is averaged on a plateau.
    """
    return next((s.at for s in steps if s.surviving <= 1 - share + _ROUNDING), None)


def duration(observations: Iterable[Waited]) -> Duration:
    """Median with its 95 % limits, third quartile and 90th percentile of what was observed."""
    observed = list(observations)
    return _told(kaplan_meier(observed), len(observed), sum(one.ended for one in observed))


def duration_of(ended: Mapping[int, int], censored: Mapping[int, int]) -> Duration:
    """The same of counts per step (`rules.steps`): each duration counts as the step that it had reached."""
    waiting = n = sum(ended.values()) + sum(censored.values())
    left = sorted(step for step, many in censored.items() if many)
    gone, surviving, spread = 0, 1.0, 0.0
    found: dict[str, timedelta] = {}
    for step in sorted(step for step, many in ended.items() if many):
        while gone < len(left) and left[gone] < step:
            waiting -= censored[left[gone]]
            gone += 1
        after = waiting - ended[step]
        surviving *= after / waiting
        spread += ended[step] / (waiting * after) if after else 0.0
        waiting = after
        for name in _passed(surviving, spread, found):
            found[name] = timedelta(seconds=seconds_of(step))
        if len(found) == len(_SHARES) + 2:
            break
    return Duration(n, sum(ended.values()), **found)


def _passed(surviving: float, spread: float, found: Container[str]) -> Iterator[str]:
    """The quantiles and the limits of the median that are reached now, and were not before."""
    for name, share in _SHARES.items():
        if name not in found and surviving <= 1 - share + _ROUNDING:
            yield name
    if "low" not in found or "high" not in found:
        low, high = _limits(surviving, spread)
        if "low" not in found and (low is None or low <= 0.5):
            yield "low"
        if "high" not in found and high is not None and high <= 0.5:
            yield "high"


def _told(steps: list[Step], n: int, ended: int) -> Duration:
    return Duration(
        n=n,
        ended=ended,
        p50=quantile(steps, 0.5),
        p75=quantile(steps, 0.75),
        p90=quantile(steps, 0.9),
        low=next((s.at for s in steps if s.low is None or s.low <= 0.5), None),
        high=next((s.at for s in steps if s.high is not None and s.high <= 0.5), None),
    )


def _curve(ends: Counter[timedelta], leaves: Counter[timedelta]) -> list[Step]:
    """By how many ended, and how many were seen no longer, after each duration."""
    waiting, surviving, spread = leaves.total(), 1.0, 0.0
    steps = []
    for at in sorted(leaves):
        if ended := ends[at]:
            left = waiting - ended
            surviving *= left / waiting
            spread += ended / (waiting * left) if left else 0.0
            steps.append(Step(at, surviving, *_limits(surviving, spread)))
        waiting -= leaves[at]
    return steps


def _limits(surviving: float, spread: float) -> tuple[float | None, float | None]:
    if surviving <= _ROUNDING:
        return None, None
    reach = exp(Z95 * sqrt(spread) / log(surviving))  # below 1, because the logarithm is negative
    return surviving ** (1 / reach), surviving**reach
