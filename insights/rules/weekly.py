"""When a weekly mail is due: at an hour of a weekday, on the clock on the wall of its reader, once a week."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = timedelta(weeks=1)


def last_due(now: datetime, zone: str, weekday: int, hour: int) -> datetime:
    """The last time, not after `now`, that it was this hour (0 to 23) on this weekday (1, Monday, to 7) in the zone.

    An hour that the clocks skip comes when they have gone on; of one that they repeat the first counts.
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    day = today - timedelta(days=(today.isoweekday() - weekday) % 7)
    due = _instant(day, hour, here)
    return due if due <= now else _instant(day - _WEEK, hour, here)


def stood_at(due: datetime, zone: str) -> datetime:
    """As of when it tells: when the day before was over, which the page can be asked for as well."""
    here = ZoneInfo(zone)
    return _instant(due.astimezone(here).date(), 0, here)


def last_day(due: datetime, zone: str) -> date:
    """The day that was over then."""
    return due.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)


def name_of_week(due: datetime, zone: str) -> str:
    """The ISO week of its reader that it belongs to: there is one mail in each."""
    return f"{due.astimezone(ZoneInfo(zone)):%G-W%V}"


def _instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
