"""Working time as time on the wall: what can be laid beside the hours of a critical issue, which run day and night."""

from datetime import UTC, datetime, timedelta
from typing import Final

from inflection_points.rules.calendars import WorkingCalendar, add, between, next_working_instant
from inflection_points.rules.policies import Severity

_MONDAY: Final = datetime(2024, 1, 1, tzinfo=UTC)
_WEEK: Final = timedelta(weeks=1)


def elapsed(severity: Severity, amount: timedelta, calendar: WorkingCalendar) -> timedelta:
    """How long `amount` of working time takes when it begins with the first work of a week that has no holiday.

    A critical issue's hours are time on the wall already. `amount` is positive.
    """
    if severity is Severity.CRITICAL or calendar.is_round_the_clock:
        return amount
    plain = WorkingCalendar("UTC", calendar.week)
    worked = between(plain, _MONDAY, _MONDAY + _WEEK)
    weeks = -(-amount // worked) - 1  # whole weeks before the one in which it ends, be it on its last minute
    start = next_working_instant(plain, _MONDAY)
    return weeks * _WEEK + (add(plain, start, amount - weeks * worked) - start)
