"""What a customer was promised with a report: how it stands. A promise runs on its own date, on no clock of the issue."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

REMIND_BEFORE: Final = timedelta(hours=1)
REMIND_WITHIN: Final = timedelta(days=1)  # what was missed longer ago was said when it was


class PromiseStand(StrEnum):
    OPEN = "open"  # still time, or nobody said by when
    DUE = "due"  # soon enough that whoever has the issue is reminded
    MISSED = "missed"
    KEPT = "kept"
    KEPT_LATE = "kept_late"


def promise_stand(promised_by: datetime | None, kept_at: datetime | None, now: datetime) -> PromiseStand:
    """How a promise stands at `now`. Kept in time is kept; later is late, which counts as broken."""
    if kept_at is not None:
        in_time = promised_by is None or kept_at <= promised_by
        return PromiseStand.KEPT if in_time else PromiseStand.KEPT_LATE
    if promised_by is None or now < promised_by - REMIND_BEFORE:
        return PromiseStand.OPEN
    return PromiseStand.DUE if now < promised_by else PromiseStand.MISSED
