"""Shares, and how sure one may be of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from typing import Final

Z95: Final = 1.959963984540054  # the 97.5 % point of the standard normal distribution
Z99: Final = 2.575829303548901  # the 99.5 % point
SMALL: Final = 20  # fewer are greyed and never ranked


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share, 95 % by default, both ends within [0, 1]; (0, 1) when nothing was counted.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927) 209–212; method 3 of R. G. Newcombe, Statistics in Medicine 17
    (1998) 857–872. Raises `ValueError` unless 0 ≤ successes ≤ n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"A share counts between none and all; got {successes} of {n}.")
    if n == 0:
        return 0.0, 1.0
    share, z2 = successes / n, z * z
    centre = share + z2 / (2 * n)
    reach = z * sqrt((share * (1 - share) + z2 / (4 * n)) / n)
    low = 0.0 if successes == 0 else (centre - reach) / (1 + z2 / n)
    high = 1.0 if successes == n else (centre + reach) / (1 + z2 / n)
    return low, high


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`. Everything that shows it shows n and the interval too."""

    count: int
    n: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.count / self.n if self.n else None

    @property
    def low(self) -> float:
        return wilson(self.count, self.n)[0]

    @property
    def high(self) -> float:
        return wilson(self.count, self.n)[1]

    @property
    def small(self) -> bool:
        """Too few to judge."""
        return self.n < SMALL


def difference(now: Share, before: Share, z: float = Z95) -> tuple[float, float]:
    """The interval of by how much a share has grown, both ends within [-1, 1].

    Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17 (1998) 873–890, method 10. Raises `ValueError` when either is of nothing.
    """
    if now.value is None or before.value is None:
        raise ValueError("A share of nothing cannot be compared.")
    (low, high), (low_before, high_before) = wilson(now.count, now.n, z), wilson(before.count, before.n, z)
    grown = now.value - before.value
    down = sqrt((now.value - low) ** 2 + (high_before - before.value) ** 2)
    up = sqrt((high - now.value) ** 2 + (before.value - low_before) ** 2)
    return max(-1.0, grown - down), min(1.0, grown + up)


def differ(now: Share, before: Share) -> bool:
    """Whether the 95 % interval of the difference leaves out nought; of nothing, nobody knows."""
    if not now.n or not before.n:
        return False
    low, high = difference(now, before)
    return low > 0 or high < 0


def to_hundred(counts: Sequence[int]) -> list[int]:
    """Whole percentages that add up to exactly 100, each within one of its true value; all 0 of nothing.

    The largest remainders are rounded up (Hamilton's method of apportionment).
    """
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    exact = [100 * count / total for count in counts]
    whole = [floor(value) for value in exact]
    by_remainder = sorted(range(len(counts)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[: 100 - sum(whole)]:
        whole[i] += 1
    return whole
