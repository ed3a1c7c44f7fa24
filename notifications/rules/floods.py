"""When messages to one person are so many that they come as one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MOST: Final = 5  # messages one by one
WITHIN: Final = timedelta(minutes=15)
CRITICAL_PAUSE: Final = timedelta(minutes=1)  # between two digests, for what is critical


@dataclass(frozen=True, slots=True)
class Lately:
    """What a person was told within the last quarter of an hour, and what is kept back for them."""

    alone: int = 0  # messages told one by one
    oldest_at: datetime | None = None
    digest_at: datetime | None = None  # the last digest of a flood
    kept: int = 0


def gather_until(new: int, lately: Lately, now: datetime, *, is_urgent: bool) -> datetime | None:
    """Until when `new` messages to a person are kept back to come as one; None when they are told one by one.

    A burst comes at once, what follows it at most every quarter of an hour, what is critical every minute.
    """
    if lately.digest_at is None and new + lately.alone + lately.kept <= MOST:
        return None
    if lately.digest_at is not None:
        return max(now, lately.digest_at + (CRITICAL_PAUSE if is_urgent else WITHIN))
    if is_urgent or new + lately.kept > MOST or lately.oldest_at is None:
        return now
    return max(now, lately.oldest_at + WITHIN)
