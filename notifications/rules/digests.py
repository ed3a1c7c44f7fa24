"""When what was gathered for a person is told: in one message, in the morning of a working day."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DIGEST: Final = "digest"  # the kind of message that stands for others
WEEKLY: Final = "weekly_figures"  # somebody asked for it at an hour of their own
BY_THEMSELVES: Final = (DIGEST, WEEKLY)  # never told within a digest
MORNING: Final = time(8)
_SATURDAY: Final = 5


@lru_cache(maxsize=1024)  # a sweep asks it for thousands of messages of one instant
def next_digest(after: datetime, zone: str) -> datetime:
    """The first 08:00 from Monday to Friday after `after`, on the clock of the person's `zone`."""
    local = after.astimezone(ZoneInfo(zone))
    day = local.date()
    while True:
        morning = datetime.combine(day, MORNING, ZoneInfo(zone))
        if morning > local and day.weekday() < _SATURDAY:
            return morning
        day += timedelta(days=1)
