"""The one clock that all processes share: PostgreSQL's. A machine whose own clock is wrong fires nothing early.

Only doors read it, as they would read their own; everything below them receives `now`.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

log = logging.getLogger(__name__)

TRUSTED_FOR: Final = 10.0  # seconds
NOTICEABLE: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What PostgreSQL's clock showed when this machine's monotonic clock showed `taken`, in seconds."""

    shown: datetime
    taken: float
    ahead: timedelta  # of this machine's own clock

    def now(self) -> datetime:
        return self.shown + timedelta(seconds=time.monotonic() - self.taken)


_last: _Reading | None = None


def now() -> datetime:
    """The instant that every process agrees on. Asks the database every ten seconds at most.

    In between it counts on by the monotonic clock, which nobody sets. Never ahead of the database: the reading
    counts from when the answer arrived. With `SHARED_CLOCK` off (where time travels) it is this machine's own.
    Raises `OperationalError` while the database is away.
    """
    return _reading().now() if settings.SHARED_CLOCK else timezone.now()


def wrong_by() -> timedelta | None:
    """How far this machine's own clock is ahead of the shared one (negative: behind), when somebody should set it."""
    if not settings.SHARED_CLOCK:
        return None
    ahead = _reading().ahead
    return ahead if abs(ahead) > NOTICEABLE else None


def _reading() -> _Reading:
    global _last  # noqa: PLW0603  one reading for all threads; the one that is written last is as good
    known = _last
    if known is None or not 0 <= time.monotonic() - known.taken < TRUSTED_FOR:
        _last = known = _read()
        if abs(known.ahead) > NOTICEABLE:
            side = "ahead of" if known.ahead > timedelta() else "behind"
            log.warning(
                "This machine's clock is %s %s the database's. The database's counts; set this one (NTP).",
                abs(known.ahead),
                side,
            )
    return known


def _read() -> _Reading:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (shown,) = cursor.fetchone()
    return _Reading(shown, time.monotonic(), timezone.now() - shown)
