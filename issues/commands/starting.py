"""Noting that a report was begun: what is begun and never sent is the gap that the measures show."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from inflection_points.models import InflectionPoint
from issues.models import ReportStart

_WINDOW: Final = timedelta(minutes=1)
_KEPT_FOR: Final = timedelta(days=180)
_MOST: Final = 60  # at one point within the window: more is no crowd of people but a program


def start_report(*, client_key: uuid.UUID, point: InflectionPoint | None, now: datetime) -> bool:
    """Note once that a report of this key was begun. False when it was noted before, or too many come at once.

    It is a measure and no door: what is not noted can be reported all the same.
    """
    lately = ReportStart.objects.filter(point=point, started_at__gt=now - _WINDOW)
    if len(lately.values_list("pk")[:_MOST]) >= _MOST:
        return False
    if ReportStart.objects.filter(pk=client_key).exists():
        return False
    start = ReportStart(client_key=client_key, point=point, started_at=now)
    ReportStart.objects.bulk_create([start], ignore_conflicts=True)
    return True


def forget_starts(*, now: datetime) -> int:
    """Delete what was noted half a year ago, and return how many; for the nightly task."""
    return ReportStart.objects.filter(started_at__lt=now - _KEPT_FOR).delete()[0]
