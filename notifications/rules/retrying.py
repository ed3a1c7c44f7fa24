"""When a delivery that failed is tried again, and when it is given up."""

from datetime import timedelta
from typing import Final

GIVE_UP_AFTER: Final = timedelta(days=3)  # as mail servers do: an outage of a weekend loses nothing
STEP_ASIDE_AFTER: Final = timedelta(hours=4)  # where another channel can take over
STEP_ASIDE_AT_ONCE_AFTER: Final = timedelta(minutes=10)  # the same for what is critical
LEASE: Final = timedelta(minutes=5)  # longer than one batch can take
_FIRST: Final = timedelta(seconds=30)
_LONGEST: Final = timedelta(hours=1)


def wait_before(attempt: int, jitter: float) -> timedelta:
    """How long to wait after `attempt` (1 is the first) failed: doubling from 30 s to 1 h, ± a quarter.

    `jitter` in [0, 1) spreads deliveries that failed together, so that they do not come back together.
    """
    wait: timedelta = min(_FIRST * (1 << min(attempt - 1, 10)), _LONGEST)
    return wait * (0.75 + jitter / 2)


def patience(*, is_urgent: bool, can_step_aside: bool) -> timedelta:
    """For how long a delivery is tried before it is given up: less when another channel can take the message over."""
    if not can_step_aside:
        return GIVE_UP_AFTER
    return STEP_ASIDE_AT_ONCE_AFTER if is_urgent else STEP_ASIDE_AFTER
