"""Quiet hours: until when a person does not want to be disturbed, on the clock of their own zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_SATURDAY: Final = 5
_LOOK_AHEAD: Final = 8  # days: a weekend with a night on both sides is over by then
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day until another, over midnight when the second is earlier; and whole weekends if wanted."""

    since: time | None
    until: time | None
    weekends: bool = False

    def is_quiet(self, local: datetime) -> bool:
        """Whether this local time lies within them."""
        if self.weekends and local.weekday() >= _SATURDAY:
            return True
        if self.since is None or self.until is None or self.since == self.until:
            return False
        at = local.time()
        if self.since < self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until


def quiet_until(hours: QuietHours, now: datetime, zone: str) -> datetime | None:
    """The first instant after `now` that is not quiet in `zone`; None when `now` is not quiet."""
    here = ZoneInfo(zone)
    local = now.astimezone(here)
    if not hours.is_quiet(local):
        return None
    ends = {hours.until or time(0), time(0)}
    candidates = sorted(
        _instant(local.date() + n * _DAY, end, here) for n in range(_LOOK_AHEAD) for end in ends
    )
    # In UTC, so that an hour that a change of the clocks skips or repeats is an instant like any other.
    return next((at for at in candidates if at > now and not hours.is_quiet(at.astimezone(here))), None)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(ZoneInfo("UTC"))
