"""What was begun and never sent; how long sending took; what is covered, and what is silent."""

from datetime import datetime, timedelta
from statistics import median

from tests.insights.plain.rows import rows

DAY = timedelta(days=1)
LATELY = timedelta(days=90)


def gap(since: datetime, as_of: datetime) -> dict[str, int]:
    """Report pages that somebody began to fill in, at least a day before, and of them those without a report."""
    sent = {key for (key,) in rows("SELECT client_key FROM issues_report")}
    begun = [
        key
        for key, at in rows("SELECT client_key, started_at FROM issues_reportstart")
        if since <= at and at + DAY <= as_of
    ]
    return {"began": len(begun), "never_sent": sum(key not in sent for key in begun)}


def seconds_to_send(since: datetime, as_of: datetime) -> float | None:
    """The median of what devices measured."""
    took = [
        took
        for took, at in rows("SELECT took, received_at FROM issues_report WHERE took IS NOT NULL")
        if since <= at <= as_of
    ]
    return median(took) if took else None


def lag(since: datetime, as_of: datetime) -> timedelta | None:
    """The median from observed to received."""
    lags = [
        received - observed
        for received, observed in rows("SELECT received_at, observed_at FROM issues_report")
        if since <= received <= as_of
    ]
    return median(lags) if lags else None
