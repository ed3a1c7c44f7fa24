"""Working time: how much of it lies between two instants, and when a given amount has elapsed.

A calendar's spans are local wall time. A boundary falls at the first instant at which the zone's clock shows
that time *or later*: the first of the two when an hour is repeated, the jump itself when the time is skipped.
So boundaries never change their order, adjacent spans stay adjacent, and a day that was skipped has no spans.
Elapsed time is real: a span over 24 h lasts 23 h or 25 h on the days when the clock changes.

A calendar that runs dry runs 24×7: an instant is working time when it lies in a span, or when no span meets
the 30 days from it. That is a property of the instant, not of the question, so working time stays additive.

Instants go in aware, in any zone, and come out in UTC, exact to the microsecond.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from inflection_points.rules.timelines import DRY_SPELL, Timeline
from people.rules.words import say

MINUTES_A_DAY = 24 * 60

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DRY_SPELL = timedelta(microseconds=DRY_SPELL)


class InvalidCalendar(ValueError):
    """A calendar that cannot be."""


class InvalidSpan(InvalidCalendar):
    """A span outside the day, empty, or overlapping another."""


class UnknownZone(InvalidCalendar):
    """Not a key of the IANA time zone database."""


class InvalidTarget(ValueError):
    """A target of less than one unit."""


class NaiveInstant(ValueError):
    """A datetime without a zone, which names no instant."""


class NegativeAmount(ValueError):
    """Working time cannot be taken back."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a day, in minutes of local wall time: `start` included, `end` excluded, within 0 to 1440."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise InvalidSpan(
                f"A span starts before it ends, within 0 to 1440 minutes; got {self.start} to {self.end}."
            )

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class WorkingCalendar:
    """When a place works: the spans of each weekday, Monday first, in the wall time of `zone` (an IANA key).

    On a holiday, a local date, it does not work. Raises `UnknownZone`, `InvalidSpan` when spans of a day
    overlap, and `InvalidCalendar` when there are not seven days. Keep instances: the first question to each
    hashes it.
    """

    zone: str
    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        _zone(self.zone)
        if len(self.week) != 7:
            raise InvalidCalendar(f"A week has seven days, Monday first; got {len(self.week)}.")
        object.__setattr__(self, "week", tuple(tuple(sorted(day)) for day in self.week))
        for day in self.week:
            for earlier, later in pairwise(day):
                if later.start < earlier.end:
                    raise InvalidSpan(f"Spans of one day must not overlap; {earlier} and {later} do.")

    def __reduce__(self) -> tuple[object, ...]:
        return WorkingCalendar, (self.zone, self.week, self.holidays)  # leaves the cached timeline behind

    @cached_property
    def is_round_the_clock(self) -> bool:
        """Whether every instant is working time: a full week without holidays, or a week without spans."""
        filled = all(_minutes(day) == MINUTES_A_DAY for day in self.week) and not self.holidays
        return filled or not any(self.week)

    @cached_property
    def day_length(self) -> timedelta:
        """The working day: the median nominal length of the weekdays that have spans; 24 h when none has.

        Neither holidays nor clock changes count, and a short Friday does not shorten the day.
        """
        lengths = [_minutes(day) for day in self.week if day]
        return timedelta(minutes=median(lengths or [MINUTES_A_DAY]))

    @cached_property
    def _timeline(self) -> Timeline:
        # Hashing a calendar costs more than a question to its timeline; so once per instance.
        return _timeline_of(self)


class Unit(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Target:
    """Working time as a policy states it: at least one unit; a day is the calendar's working day."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise InvalidTarget(f"A target is at least one of its {self.unit}; got {self.amount}.")

    def working_time(self, calendar: WorkingCalendar) -> timedelta:
        match self.unit:
            case Unit.MINUTES:
                return timedelta(minutes=self.amount)
            case Unit.HOURS:
                return timedelta(hours=self.amount)
            case Unit.DAYS:
                return self.amount * calendar.day_length


def add(calendar: WorkingCalendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant at which `amount` of working time has elapsed since `start`.

    No working time gives `start` itself; a deadline on the end of a span is that end, not the next opening.
    Raises `NaiveInstant`, `NegativeAmount`, and `BeyondTimeline` when it would fall after the year 2500.
    """
    moment, working = _micros(start), amount // _MICROSECOND
    if working < 0:
        raise NegativeAmount(f"Only forward: the amount of working time must not be negative; got {amount}.")
    if working == 0 or calendar.is_round_the_clock:
        return _instant(moment + working)
    return _instant(calendar._timeline.after(moment, working))


def between(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """The working time elapsed in [start, end); between(b, a) == -between(a, b)."""
    first, last = _micros(start), _micros(end)
    if calendar.is_round_the_clock:
        return timedelta(microseconds=last - first)
    line = calendar._timeline.covering(first, last)
    return timedelta(microseconds=line.worked(last) - line.worked(first))


def next_working_instant(calendar: WorkingCalendar, at: datetime) -> datetime:
    """The earliest instant, `at` or later, within working time. Raises `NaiveInstant`."""
    moment = _micros(at)
    if calendar.is_round_the_clock:
        return _instant(moment)
    return _instant(calendar._timeline.covering(moment, moment).next_working(moment))


def in_working_time(calendar: WorkingCalendar, at: datetime) -> bool:
    """Whether the instant is working time, be it only because the calendar has run dry."""
    # In microseconds, because Python calls times of a repeated hour unequal across zones.
    return _micros(next_working_instant(calendar, at)) == _micros(at)


def differ_only_after(day: date, one: WorkingCalendar, other: WorkingCalendar) -> bool:
    """Whether both work at the same times up to the end of that local date."""
    return (one.zone, one.week) == (other.zone, other.week) and all(
        holiday > day for holiday in one.holidays ^ other.holidays
    )


def has_working_time(calendar: WorkingCalendar, at: datetime, within: timedelta = _DRY_SPELL) -> bool:
    """Whether a span of the calendar meets [at, at + within]; if not, it has run dry."""
    moment = _micros(at)
    horizon = moment + within // _MICROSECOND
    first = _instant(moment).toordinal() - 2  # no zone is two days from UTC
    last = _instant(horizon).toordinal() + 2
    return any(moment < end and start <= horizon for start, end in _spans(calendar, first, last))


@lru_cache(maxsize=256)
def _timeline_of(calendar: WorkingCalendar) -> Timeline:
    def spans(year: int, until: int) -> list[tuple[int, int]]:
        return list(_spans(calendar, date(year, 1, 1).toordinal(), date(until, 1, 1).toordinal()))

    return Timeline(spans)


def _spans(calendar: WorkingCalendar, first: int, until: int) -> Iterator[tuple[int, int]]:
    """The spans of the local days [first, until), given as ordinals, without those the clock skips."""
    zone = _zone(calendar.zone)
    for midnight in map(datetime.fromordinal, range(first, until)):
        if midnight.date() in calendar.holidays:
            continue
        for span in calendar.week[midnight.weekday()]:
            start = _first_shown(zone, midnight + timedelta(minutes=span.start))
            end = _first_shown(zone, midnight + timedelta(minutes=span.end))
            if start < end:
                yield start, end


def _first_shown(zone: ZoneInfo, wall: datetime) -> int:
    """When the zone's clock first shows `wall` or later."""
    earlier = _micros(wall.replace(tzinfo=zone))
    later = _micros(wall.replace(tzinfo=zone, fold=1))
    if earlier <= later:  # shown once, or twice and this is the first
        return earlier
    # Skipped: the jump. fold=0 alone would land after it, where it could overtake the next boundary.
    return later + bisect_left(
        range(later, earlier), wall, key=lambda moment: _instant(moment).astimezone(zone).replace(tzinfo=None)
    )


def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):  # OSError: a folder of the database, such as "Europe"
        said = say("“%(key)s” is not a time zone; use an IANA key such as “Europe/Berlin”.", key=key)
        raise UnknownZone(str(said)) from None


def _minutes(day: tuple[Span, ...]) -> int:
    return sum(span.minutes for span in day)


def _micros(at: datetime) -> int:
    try:
        return (at - _EPOCH) // _MICROSECOND
    except TypeError:
        raise NaiveInstant(f"{at!r} has no time zone, so it names no instant.") from None


def _instant(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


ROUND_THE_CLOCK = WorkingCalendar("UTC", ((Span(0, MINUTES_A_DAY),),) * 7)
