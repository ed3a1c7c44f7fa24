"""When a weekly mail is due: at an hour of a weekday, on the clock on the wall of its reader, once a week. And which
week it tells: the one before, as the figures count weeks, which is in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = timedelta(weeks=1)


def last_due(now: datetime, zone: str, weekday: int, hour: int) -> datetime:
    """The last time, not after `now`, that it was this hour (0 to 23) on this weekday (1, Monday, to 7) in the zone, and
    the week that it tells was over.

    An hour that the clocks skip comes when they have gone on; of one that they repeat the first counts.
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    day = today - timedelta(days=(today.isoweekday() - weekday) % 7)
    due = _due(day, hour, here)
    return due if due <= now else _due(day - _WEEK, hour, here)


def stood_at(due: datetime, zone: str) -> datetime:
    """As of when it tells: when the week before was over, in UTC. Whoever has one in a week reads the same, wherever they are."""
    return _over(due.astimezone(ZoneInfo(zone)).date())


def last_day(due: datetime, zone: str) -> date:
    """The Sunday that was over then; the page can be asked for it as well."""
    return stood_at(due, zone).date() - timedelta(days=1)


def name_of_week(due: datetime, zone: str) -> str:
    """The ISO week of its reader that it belongs to: there is one mail in each."""
    return f"{due.astimezone(ZoneInfo(zone)):%G-W%V}"


def _due(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """East of Greenwich it is Monday before the week is over."""
    return max(_instant(day, hour, zone), _over(day))


def _over(day: date) -> datetime:
    """When the week before that of the day is over."""
    return datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)


def _instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
