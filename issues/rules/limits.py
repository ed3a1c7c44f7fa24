"""How often something may be done by whoever nobody knows, before it has to wait. Windows are fixed, not sliding."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from typing import Final


class Limited(StrEnum):
    """What is counted."""

    GUEST = "guest"  # reports from one address by posters' links
    POSTER = "poster"  # reports by the link of one poster, without those that GUEST did not let through
    ASIDE = "aside"  # reports from one address that were set aside
    START = "start"  # reports that one address began by posters' links
    RECEIPT = "receipt"  # codes that one address tried and that nobody was given


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in each window."""

    most: int
    window: timedelta

    def window_of(self, now: datetime) -> datetime:
        """When the window that holds `now` began."""
        began = int(now.timestamp() // self.window.total_seconds() * self.window.total_seconds())
        return datetime.fromtimestamp(began, UTC)

    def seconds_left(self, now: datetime) -> int:
        """Until the next window, at least one."""
        return max(1, round((self.window_of(now) + self.window - now).total_seconds()))


_WINDOW: Final = timedelta(minutes=10)
LIMITS: Final = {
    Limited.GUEST: Limit(20, _WINDOW),
    Limited.POSTER: Limit(60, _WINDOW),
    Limited.START: Limit(40, _WINDOW),
    # As many as are taken in at a poster in that time: one address alone never fills it up.
    Limited.ASIDE: Limit(600, timedelta(hours=1)),
    Limited.RECEIPT: Limit(30, _WINDOW),
}
MOST_WAITING: Final = (
    2_000  # reports set aside at one poster; beyond that whoever sends is told when to come again
)
MOST_BYTES_WAITING: Final = 2 * 1024**3  # of files that came with them, at all posters together
MOST_BYTES_AT_POSTER: Final = 512 * 1024**2  # of them, at one poster
MOST_BYTES_REFUSED: Final = 1024**3  # of files that could not be taken in with their report
# What came too fast and what is only to be looked through first, at one poster; and at all of them, in each look.
TAKEN_AT_ONCE: Final = 1
LOOKED_THROUGH_AT_ONCE: Final = 10
MOST_IN_A_LOOK: Final = 50
MOST_FILES_IN_A_LOOK: Final = 20  # the worst ones take seconds each, and a task has five minutes
MOST_TRIES: Final = 10  # of a report whose pictures the machine could not look through


def network_of(address: str) -> str:
    """Whom an address stands for: a whole /64 in IPv6, where one connection has as many addresses as it likes."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(IPv6Address(int(known) >> 64 << 64))
