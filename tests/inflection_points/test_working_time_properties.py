"""What holds for working time on every calendar, and an oracle that walks the clock minute by minute."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inflection_points.rules.calendars import (
    Span,
    WorkingCalendar,
    add,
    between,
    has_working_time,
    in_working_time,
    next_working_instant,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DRY_MINUTES = 30 * 24 * 60
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
)
TURNING_POINTS = (
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Europe/Dublin", date(2030, 12, 31)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Sao_Paulo", date(2018, 2, 18)),  # 24:00 became 23:00
    ("America/Sao_Paulo", date(2018, 11, 4)),  # 00:00 became 01:00
    ("Africa/Casablanca", date(2026, 2, 15)),  # an hour back for Ramadan
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Kolkata", date(2028, 2, 29)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Pacific/Apia", date(2011, 12, 30)),  # the day that was skipped
)


@dataclass(frozen=True)
class Case:
    calendar: WorkingCalendar
    around: datetime


cuts = st.one_of(
    st.sampled_from([0, 60, 120, 150, 180, 540, 720, 780, 1020, 1320, 1440]),
    st.integers(0, 96).map(lambda quarter: quarter * 15),
)


@st.composite
def a_day(draw: st.DrawFn) -> tuple[Span, ...]:
    """Spans between some of the cuts; neighbours may touch, and touch midnight."""
    points = sorted(draw(st.sets(cuts, max_size=6)))
    return tuple(Span(start, end) for start, end in pairwise(points) if draw(st.booleans()))


@st.composite
def a_night(draw: st.DrawFn) -> tuple[Span, ...]:
    """Spans in the hours in which clocks change, between quarters of an hour that are all different."""
    points = sorted(draw(st.permutations([0, 15, *range(45, 195, 15), 1395, 1410, 1440]))[:8])
    return tuple(Span(start, end) for start, end in list(pairwise(points))[:: draw(st.sampled_from([1, 2]))])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A calendar, perhaps with a long closure, near a turning point of some zone."""
    anywhere = st.tuples(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
    zone, day = draw(st.one_of(st.sampled_from(TURNING_POINTS), anywhere))
    week = tuple(draw(st.one_of(st.just(()), a_day(), a_day(), a_day())) for _ in range(7))
    closed_from = day + draw(st.integers(-50, 10)) * DAY
    closed = {closed_from + n * DAY for n in range(draw(st.sampled_from([0, 0, 0, 0, 1, 29, 31, 45, 80])))}
    calendar = WorkingCalendar(zone, week, frozenset(closed))
    return Case(calendar, datetime(day.year, day.month, day.day, tzinfo=UTC))


offsets = st.one_of(
    st.timedeltas(-5 * DAY, 5 * DAY),
    st.integers(-5 * 96, 5 * 96).map(lambda quarter: quarter * 15 * MINUTE),
)
amounts = st.one_of(
    st.timedeltas(timedelta(), 30 * HOUR), st.integers(0, 120).map(lambda quarter: quarter * 15 * MINUTE)
)
many = settings(max_examples=100)


class TestWorkingTime:
    @many
    @given(cases(), offsets, amounts, amounts)
    def test_is_additive(self, case: Case, offset: timedelta, one: timedelta, other: timedelta) -> None:
        start = case.around + offset
        assert add(case.calendar, add(case.calendar, start, one), other) == add(
            case.calendar, start, one + other
        )

    @many
    @given(cases(), offsets, amounts)
    def test_that_was_added_lies_between(self, case: Case, offset: timedelta, amount: timedelta) -> None:
        start = case.around + offset
        due = add(case.calendar, start, amount)
        assert due >= start
        assert between(case.calendar, start, due) == amount

    @many
    @given(cases(), offsets, amounts)
    def test_is_due_at_the_earliest_instant(self, case: Case, offset: timedelta, amount: timedelta) -> None:
        start = case.around + offset
        due = add(case.calendar, start, amount)
        if due > start:
            earlier = due - timedelta(microseconds=1)
            assert between(case.calendar, start, earlier) < amount
            assert in_working_time(case.calendar, earlier)

    @many
    @given(cases(), st.lists(offsets, min_size=3, max_size=3))
    def test_between_adds_up_and_has_a_sign(self, case: Case, offset: list[timedelta]) -> None:
        a, b, c = (case.around + one for one in offset)
        assert between(case.calendar, a, b) + between(case.calendar, b, c) == between(case.calendar, a, c)
        assert between(case.calendar, b, a) == -between(case.calendar, a, b)

    @many
    @given(cases(), offsets, offsets, amounts, amounts)
    def test_grows_with_the_start_and_with_the_amount(
        self, case: Case, one: timedelta, other: timedelta, less: timedelta, more: timedelta
    ) -> None:
        (early, late), (less, more) = sorted((case.around + one, case.around + other)), sorted((less, more))
        assert add(case.calendar, early, less) <= add(case.calendar, late, less)
        assert add(case.calendar, early, less) <= add(case.calendar, early, more)

    @many
    @given(cases(), offsets, offsets)
    def test_is_never_more_than_real_time(self, case: Case, one: timedelta, other: timedelta) -> None:
        early, late = sorted((case.around + one, case.around + other))
        assert timedelta() <= between(case.calendar, early, late) <= late - early

    @many
    @given(cases(), offsets, offsets, amounts, st.sampled_from(ZONES), st.sampled_from(ZONES))
    def test_does_not_depend_on_the_zone_of_the_viewer(
        self, case: Case, one: timedelta, other: timedelta, amount: timedelta, here: str, there: str
    ) -> None:
        calendar, start, end = case.calendar, case.around + one, case.around + other
        seen_start, seen_end = start.astimezone(ZoneInfo(here)), end.astimezone(ZoneInfo(there))
        assert add(calendar, seen_start, amount) == add(calendar, start, amount)
        assert between(calendar, seen_start, seen_end) == between(calendar, start, end)
        assert next_working_instant(calendar, seen_start) == next_working_instant(calendar, start)
        assert in_working_time(calendar, seen_start) == in_working_time(calendar, start)

    @many
    @given(cases(), offsets)
    def test_next_working_instant_is_the_first_in_working_time(self, case: Case, offset: timedelta) -> None:
        start = case.around + offset
        ahead = next_working_instant(case.calendar, start)
        assert in_working_time(case.calendar, ahead)
        assert between(case.calendar, start, ahead) == timedelta()
        assert in_working_time(case.calendar, start) == (ahead == start)


class Walk:
    """Working time by brute force: minute after minute, reading the clock.

    The wall shows the highest reading so far: while an hour repeats, it stands still. A minute is open when that
    reading lies in a span, and worked when it is open or nothing opens in the 30 days from it.
    """

    def __init__(self, calendar: WorkingCalendar, first: datetime, minutes: int) -> None:
        self.open = self._open(calendar, first, minutes)
        self.worked: list[bool] = []
        next_open = len(self.open) + DRY_MINUTES
        for minute in reversed(range(len(self.open))):
            next_open = minute if self.open[minute] else next_open
            self.worked.append(next_open == minute or next_open - minute > DRY_MINUTES)
        self.worked = self.worked[::-1][:minutes]

    def _open(self, calendar: WorkingCalendar, first: datetime, minutes: int) -> list[bool]:
        zone, shown, answers = ZoneInfo(calendar.zone), datetime(1, 1, 1), []  # noqa: DTZ001, a reading
        for minute in range(-2 * 24 * 60, minutes + DRY_MINUTES + 1):
            shown = max(shown, (first + minute * MINUTE).astimezone(zone).replace(tzinfo=None))
            reading = shown.hour * 60 + shown.minute
            spans = () if shown.date() in calendar.holidays else calendar.week[shown.weekday()]
            answers.append(any(span.start <= reading < span.end for span in spans))
            if minute >= minutes and answers[-1]:
                break  # what opens next is known
        return answers[2 * 24 * 60 :]


class TestAgainstAWalkMinuteByMinute:
    span_of_walk = 10 * 24 * 60

    def check(self, calendar: WorkingCalendar, first: datetime, step: int) -> None:
        walk = Walk(calendar, first, self.span_of_walk)
        worked = 0
        for minute, works in enumerate(walk.worked):
            if minute % step == 0:
                instant = first + minute * MINUTE
                assert in_working_time(calendar, instant) is works, instant
                assert between(calendar, first, instant) == worked * MINUTE, instant
            worked += works
            if works and worked % step == 0:
                assert add(calendar, first, worked * MINUTE) == first + (minute + 1) * MINUTE

    @settings(max_examples=50)
    @given(cases(), st.integers(1, 60))
    def test_every_answer_is_the_same(self, case: Case, step: int) -> None:
        self.check(case.calendar, case.around - 5 * DAY, step)

    @pytest.mark.parametrize(("zone", "day"), TURNING_POINTS)
    @settings(max_examples=8)
    @given(night=a_night())
    def test_every_answer_is_the_same_when_spans_meet_a_clock_change(
        self, zone: str, day: date, night: tuple[Span, ...]
    ) -> None:
        calendar = WorkingCalendar(zone, (night,) * 7)
        self.check(calendar, datetime(day.year, day.month, day.day, tzinfo=UTC) - 5 * DAY, 15)

    @settings(max_examples=20)
    @given(cases())
    def test_it_says_when_it_has_run_dry(self, case: Case) -> None:
        first = case.around - 5 * DAY
        walk = Walk(case.calendar, first, self.span_of_walk)
        for minute in range(0, self.span_of_walk, 90):
            nearby = any(walk.open[minute : minute + DRY_MINUTES + 1])
            assert has_working_time(case.calendar, first + minute * MINUTE) is nearby
