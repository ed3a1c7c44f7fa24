"""Calendars that run dry, targets, what is refused, and how far a calendar reaches."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest

from inflection_points.rules.calendars import (
    ROUND_THE_CLOCK,
    InvalidCalendar,
    InvalidSpan,
    InvalidTarget,
    NaiveInstant,
    NegativeAmount,
    Span,
    Target,
    Unit,
    UnknownZone,
    WorkingCalendar,
    add,
    between,
    has_working_time,
    in_working_time,
    next_working_instant,
)
from inflection_points.rules.timelines import BeyondTimeline
from tests.inflection_points.wall_calendars import (
    ALL_DAY,
    DAY,
    HOUR,
    MICROSECOND,
    NINE_TO_FIVE,
    WHIT_MONDAY,
    WITH_LUNCH,
    at,
    berlin,
    calendar,
    days,
    every_day,
)


class TestDryCalendar:
    closed_in_summer = every_day("UTC", NINE_TO_FIVE, days(date(2026, 7, 1), date(2026, 8, 31)))
    open_again = at("2026-09-01 09:00")
    in_sight = at("2026-08-02 09:00")  # 30 days before

    def test_without_spans_runs_round_the_clock(self) -> None:
        place = WorkingCalendar("Europe/Berlin", ((),) * 7)
        assert place.is_round_the_clock
        assert add(place, at("2026-05-23 23:00"), 3 * DAY) == at("2026-05-26 23:00")
        assert between(place, at("2026-05-23 23:00"), at("2026-05-26 23:00")) == 3 * DAY
        assert in_working_time(place, at("2026-05-23 23:00"))
        assert next_working_instant(place, at("2026-05-23 23:00")) == at("2026-05-23 23:00")

    def test_without_spans_says_that_it_has_no_working_time(self) -> None:
        assert not has_working_time(WorkingCalendar("Europe/Berlin", ((),) * 7), at("2026-05-23 23:00"))
        assert has_working_time(ROUND_THE_CLOCK, at("2026-05-23 23:00"))

    def test_runs_round_the_clock_while_no_span_is_within_thirty_days(self) -> None:
        assert add(self.closed_in_summer, at("2026-07-10 20:00"), 5 * HOUR) == at("2026-07-11 01:00")
        assert in_working_time(self.closed_in_summer, at("2026-07-10 20:00"))

    def test_runs_on_from_the_last_closing(self) -> None:
        assert add(self.closed_in_summer, at("2026-06-30 16:00"), 3 * HOUR) == at("2026-06-30 19:00")

    def test_stops_when_a_span_is_in_sight_again(self) -> None:
        assert add(self.closed_in_summer, at("2026-08-02 08:00"), HOUR) == self.in_sight
        assert add(self.closed_in_summer, at("2026-08-02 08:00"), 2 * HOUR) == at("2026-09-01 10:00")
        assert not in_working_time(self.closed_in_summer, self.in_sight)
        assert next_working_instant(self.closed_in_summer, self.in_sight) == self.open_again

    def test_says_so_on_the_dry_days_only(self) -> None:
        assert has_working_time(self.closed_in_summer, at("2026-06-30 16:59"))
        assert not has_working_time(self.closed_in_summer, at("2026-06-30 17:00"))
        assert not has_working_time(self.closed_in_summer, self.in_sight - MICROSECOND)
        assert has_working_time(self.closed_in_summer, self.in_sight)
        assert has_working_time(self.closed_in_summer, at("2026-07-10 20:00"), within=60 * DAY)
        assert not has_working_time(self.closed_in_summer, self.in_sight, within=29 * DAY)

    def test_a_gap_of_thirty_days_to_the_minute_is_not_dry(self) -> None:
        place = every_day("UTC", ALL_DAY, days(date(2026, 6, 1), date(2026, 6, 30)))
        assert between(place, at("2026-06-01 00:00"), at("2026-07-01 00:00")) == timedelta()

    def test_of_a_gap_of_thirty_one_days_the_first_is_worked(self) -> None:
        place = every_day("UTC", ALL_DAY, days(date(2026, 7, 1), date(2026, 7, 31)))
        assert between(place, at("2026-07-01 00:00"), at("2026-08-01 00:00")) == DAY
        assert in_working_time(place, at("2026-07-01 23:59"))
        assert not in_working_time(place, at("2026-07-02 00:00"))

    def test_a_gap_over_new_year_is_seen_whole(self) -> None:
        place = every_day("UTC", NINE_TO_FIVE, days(date(2026, 12, 10), date(2027, 1, 31)))
        assert next_working_instant(place, at("2026-12-20 03:00")) == at("2026-12-20 03:00")
        assert next_working_instant(place, at("2027-01-02 09:00")) == at("2027-02-01 09:00")

    def test_a_gap_of_years_is_seen_whole(self) -> None:
        place = every_day("UTC", NINE_TO_FIVE, days(date(2024, 1, 1), date(2031, 12, 31)))
        assert add(place, at("2027-06-01 03:00"), HOUR) == at("2027-06-01 04:00")
        assert next_working_instant(place, at("2031-12-25 03:00")) == at("2032-01-01 09:00")


class TestTargets:
    def test_hours_are_hours(self) -> None:
        assert Target(4, Unit.HOURS).working_time(calendar()) == 4 * HOUR

    def test_a_day_is_the_working_day_of_the_calendar(self) -> None:
        assert Target(3, Unit.DAYS).working_time(calendar()) == 24 * HOUR
        assert Target(3, Unit.DAYS).working_time(calendar(day=WITH_LUNCH)) == 21 * HOUR
        assert Target(2, Unit.DAYS).working_time(ROUND_THE_CLOCK) == 48 * HOUR

    def test_a_short_friday_or_saturday_does_not_shorten_the_day(self) -> None:
        short_friday = WorkingCalendar("UTC", (NINE_TO_FIVE,) * 4 + ((Span(540, 780),), (), ()))
        with_saturday = calendar("UTC", NINE_TO_FIVE, (Span(540, 780),))
        assert short_friday.day_length == with_saturday.day_length == 8 * HOUR

    def test_a_day_of_a_calendar_without_spans_has_24_hours(self) -> None:
        assert WorkingCalendar("UTC", ((),) * 7).day_length == DAY

    @pytest.mark.parametrize("amount", [0, -1])
    def test_are_at_least_one_unit(self, amount: int) -> None:
        with pytest.raises(InvalidTarget, match="at least one"):
            Target(amount, Unit.DAYS)


class TestRefusals:
    @pytest.mark.parametrize(("start", "end"), [(60, 60), (120, 60), (-1, 60), (0, 1441)])
    def test_a_span_that_is_empty_backwards_or_outside_the_day(self, start: int, end: int) -> None:
        with pytest.raises(InvalidSpan, match="within 0 to 1440"):
            Span(start, end)

    def test_overlapping_spans(self) -> None:
        with pytest.raises(InvalidSpan, match="must not overlap"):
            calendar(day=(Span(540, 720), Span(719, 1020)))

    def test_a_week_of_five_days(self) -> None:
        with pytest.raises(InvalidCalendar, match="seven days"):
            WorkingCalendar("UTC", (NINE_TO_FIVE,) * 5)

    @pytest.mark.parametrize(
        "zone", ["Europe/Atlantis", "", "Europe", "../../etc/passwd", "CEST+2\0", "/etc/localtime"]
    )
    def test_an_unknown_zone(self, zone: str) -> None:
        with pytest.raises(UnknownZone, match="is not a time zone"):
            calendar(zone)

    def test_a_datetime_without_a_zone(self) -> None:
        naive = datetime(2026, 5, 21, 15)  # noqa: DTZ001
        for place in (calendar(), ROUND_THE_CLOCK):
            for ask in (in_working_time, next_working_instant, has_working_time):
                with pytest.raises(NaiveInstant):
                    ask(place, naive)
            with pytest.raises(NaiveInstant):
                add(place, naive, HOUR)
            with pytest.raises(NaiveInstant):
                between(place, at("2026-05-21 15:00"), naive)

    @pytest.mark.parametrize("place", [calendar(), ROUND_THE_CLOCK])
    def test_a_negative_amount(self, place: WorkingCalendar) -> None:
        with pytest.raises(NegativeAmount, match="must not be negative"):
            add(place, at("2026-05-21 15:00"), -MICROSECOND)

    def test_a_deadline_centuries_away(self) -> None:
        with pytest.raises(BeyondTimeline, match="lies beyond"):
            add(calendar(day=(Span(0, 1),)), at("2026-05-21 15:00"), 200 * DAY)
        with pytest.raises(BeyondTimeline, match="lies beyond"):
            in_working_time(calendar(), at("1815-06-18 11:35"))


class TestCalendarAsValue:
    def test_equal_ones_are_one_key(self) -> None:
        assert calendar() == calendar()
        assert len({calendar(), calendar(), calendar(holidays=[WHIT_MONDAY])}) == 2

    def test_survives_copying_and_pickling_after_use(self) -> None:
        place = calendar(holidays=[WHIT_MONDAY])
        add(place, at("2026-05-21 15:00"), HOUR)
        assert pickle.loads(pickle.dumps(place)) == place  # noqa: S301
        assert copy.deepcopy(place) == place
        assert len(pickle.dumps(place)) < 1000


class TestTimeline:
    def test_reaches_from_1970_to_2200(self) -> None:
        place = calendar("UTC")
        assert add(place, at("2200-01-02 16:00"), 2 * HOUR) == at("2200-01-03 10:00")  # Thursday, Friday
        assert add(place, at("1970-01-02 16:00"), 2 * HOUR) == at("1970-01-05 10:00")  # Friday, Monday
        assert add(place, at("2013-03-04 09:00"), 40 * HOUR) == at("2013-03-08 17:00")  # Monday, Friday

    def test_answers_do_not_depend_on_what_was_asked_before(self) -> None:
        # 2024-01-01 was a Monday; 60 working days later it is Friday 22 March. A month more tells them apart.
        questions = [
            at("2024-01-01 00:00"),
            at("1999-12-31 00:00"),
            at("2040-02-29 00:00"),
            at("2024-12-31 23:59"),
        ]
        fresh = [
            add(calendar(holidays=[date(1990, 1, n)]), q, 480 * HOUR) for n, q in enumerate(questions, 1)
        ]
        place = calendar(holidays=[date(1990, 1, 5)])
        assert [add(place, q, 480 * HOUR) for q in questions] == fresh
        assert fresh[0] == berlin("2024-03-22 17:00")

    def test_threads_that_lengthen_it_at_once_get_the_same_answers(self) -> None:
        place = calendar("UTC", holidays=[date(1990, 1, 8)])
        mondays = [at("1990-01-01 09:00") + 364 * DAY * n for n in range(40)]
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(lambda monday: add(place, monday, HOUR), mondays * 4)) == [
                monday + HOUR for monday in mondays * 4
            ]
