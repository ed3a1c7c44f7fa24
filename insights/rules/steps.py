"""The scale on which durations are counted: so fine that nobody misses anything, so coarse that counts can be kept."""

from bisect import bisect_right
from typing import Final

_TENTH: Final = 360  # of an hour, in seconds
_FINE_UNTIL: Final = 10 * 3600  # seconds
_LONGEST: Final = 10_000 * 3600  # seconds: no step begins later
_WIDER_BY: Final = 50  # a fiftieth: 2 %


def _scale() -> tuple[int, ...]:
    starts = list(range(0, _FINE_UNTIL + 1, _TENTH))
    while starts[-1] < _LONGEST:
        starts.append(starts[-1] + starts[-1] // _WIDER_BY)
    return tuple(starts)


STARTS: Final = _scale()  # the seconds with which each step begins


def step_of(seconds: int) -> int:
    """The step that a duration has reached: 0.1 h each up to 10 h, then each 2 % wider; the last one has no end.

    In SQL: `width_bucket(seconds, STARTS) - 1`. Raises `ValueError` for less than nothing.
    """
    if seconds < 0:
        raise ValueError(f"Nothing takes less than no time; got {seconds} s.")
    return bisect_right(STARTS, seconds) - 1


def seconds_of(step: int) -> int:
    """The duration with which the step begins, in seconds."""
    return STARTS[step]
