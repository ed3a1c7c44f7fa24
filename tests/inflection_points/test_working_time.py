"""Golden cases of working time: every instant was worked out by hand from a wall calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from inflection_points.rules.calendars import (
    ROUND_THE_CLOCK,
    Span,
    Target,
    Unit,
    WorkingCalendar,
    add,
    between,
    in_working_time,
    next_working_instant,
)
from tests.inflection_points.wall_calendars import (
    HOUR,
    MICROSECOND,
    MINUTE,
    NIGHTS,
    WHIT_MONDAY,
    WITH_LUNCH,
    berlin,
    calendar,
    every_day,
)


class TestThreeDayRule:
    three_days = Target(3, Unit.DAYS)

    def deadline(self, reported: str, place: WorkingCalendar) -> datetime:
        return add(place, berlin(reported), self.three_days.working_time(place))

    def test_over_a_weekend_and_a_holiday_fires_on_the_third_working_day(self) -> None:
        # Thursday; Friday is the first, Whit Monday is none, Tuesday the second, Wednesday the third.
        place = calendar(holidays=[WHIT_MONDAY])
        assert self.deadline("2026-05-21 15:00", place) == berlin("2026-05-27 15:00")

    def test_over_a_weekend_alone_fires_a_day_earlier(self) -> None:
        assert self.deadline("2026-05-21 15:00", calendar()) == berlin("2026-05-26 15:00")

    def test_reported_at_night_fires_at_the_end_of_the_third_working_day(self) -> None:
        place = calendar(holidays=[WHIT_MONDAY])
        assert self.deadline("2026-05-21 23:30", place) == berlin("2026-05-27 17:00")

    def test_reported_at_a_weekend_fires_at_the_end_of_the_third_working_day(self) -> None:
        assert self.deadline("2026-05-16 11:00", calendar()) == berlin("2026-05-20 17:00")

    def test_reported_on_the_holiday_starts_the_day_after(self) -> None:
        place = calendar(holidays=[WHIT_MONDAY])
        assert self.deadline("2026-05-25 10:00", place) == berlin("2026-05-28 17:00")

    def test_does_not_notice_that_the_clock_changed_at_the_weekend(self) -> None:
        assert self.deadline("2026-03-26 15:00", calendar()) == berlin("2026-03-31 15:00")
        assert self.deadline("2026-10-22 15:00", calendar()) == berlin("2026-10-27 15:00")

    def test_counts_a_leap_day(self) -> None:
        assert self.deadline("2028-02-28 15:00", calendar()) == berlin("2028-03-02 15:00")

    def test_goes_from_february_to_march_without_one(self) -> None:
        assert self.deadline("2026-02-26 15:00", calendar()) == berlin("2026-03-03 15:00")

    def test_is_the_same_wall_time_on_a_calendar_with_lunch(self) -> None:
        place = calendar(day=WITH_LUNCH, holidays=[WHIT_MONDAY])
        assert self.deadline("2026-05-21 15:00", place) == berlin("2026-05-27 15:00")


class TestSpans:
    def test_lunch_does_not_count(self) -> None:
        place = calendar(day=WITH_LUNCH)
        assert add(place, berlin("2026-05-21 11:30"), HOUR) == berlin("2026-05-21 13:30")
        assert between(place, berlin("2026-05-21 11:30"), berlin("2026-05-21 13:30")) == HOUR
        assert between(place, berlin("2026-05-21 12:00"), berlin("2026-05-21 13:00")) == timedelta()

    def test_before_opening_the_clock_starts_at_the_opening(self) -> None:
        assert add(calendar(), berlin("2026-05-21 06:00"), HOUR) == berlin("2026-05-21 10:00")

    def test_after_closing_the_clock_starts_at_the_next_opening(self) -> None:
        assert add(calendar(), berlin("2026-05-21 17:01"), HOUR) == berlin("2026-05-22 10:00")

    def test_at_a_weekend_the_clock_starts_on_monday(self) -> None:
        assert add(calendar(), berlin("2026-05-16 12:00"), HOUR) == berlin("2026-05-18 10:00")

    def test_that_end_and_start_at_midnight_adjoin(self) -> None:
        place = every_day("Europe/Berlin", NIGHTS)
        assert add(place, berlin("2026-05-21 23:00"), 2 * HOUR) == berlin("2026-05-22 01:00")
        assert between(place, berlin("2026-05-21 20:00"), berlin("2026-05-22 08:00")) == 8 * HOUR

    def test_that_touch_within_a_day_adjoin(self) -> None:
        place = every_day("Europe/Berlin", (Span(540, 720), Span(720, 1020)))
        assert add(place, berlin("2026-05-21 11:59"), 2 * MINUTE) == berlin("2026-05-21 12:01")

    def test_adjoin_at_new_year(self) -> None:
        place = every_day("Europe/Berlin", NIGHTS)
        assert add(place, berlin("2026-12-31 23:00"), 2 * HOUR) == berlin("2027-01-01 01:00")

    def test_keep_microseconds(self) -> None:
        start = berlin("2026-05-21 16:59:59.999999")
        assert add(calendar(), start, 2 * MICROSECOND) == berlin("2026-05-22 09:00:00.000001")
        assert between(calendar(), start, berlin("2026-05-22 09:00:00.000001")) == 2 * MICROSECOND

    def test_may_come_in_any_order(self) -> None:
        assert calendar(day=WITH_LUNCH[::-1]) == calendar(day=WITH_LUNCH)


class TestBoundaries:
    def test_a_deadline_at_closing_time_is_not_the_next_opening(self) -> None:
        assert add(calendar(), berlin("2026-05-21 15:00"), 2 * HOUR) == berlin("2026-05-21 17:00")

    def test_a_microsecond_more_falls_on_the_next_day(self) -> None:
        due = add(calendar(), berlin("2026-05-21 15:00"), 2 * HOUR + MICROSECOND)
        assert due == berlin("2026-05-22 09:00:00.000001")

    def test_reported_at_closing_time_counts_from_the_next_opening(self) -> None:
        assert add(calendar(), berlin("2026-05-21 17:00"), HOUR) == berlin("2026-05-22 10:00")

    def test_reported_at_the_opening_counts_at_once(self) -> None:
        assert add(calendar(), berlin("2026-05-21 09:00"), HOUR) == berlin("2026-05-21 10:00")

    def test_no_working_time_after_an_instant_is_the_instant_even_at_night(self) -> None:
        assert add(calendar(), berlin("2026-05-21 03:00"), timedelta()) == berlin("2026-05-21 03:00")

    def test_answers_are_in_utc(self) -> None:
        start = datetime(2026, 5, 21, 15, tzinfo=ZoneInfo("Asia/Tokyo"))
        for place in (calendar(), ROUND_THE_CLOCK):
            assert add(place, start, timedelta()).tzinfo is UTC
            assert add(place, start, HOUR).tzinfo is UTC
            assert next_working_instant(place, start).tzinfo is UTC

    def test_opening_belongs_to_working_time_and_closing_does_not(self) -> None:
        assert in_working_time(calendar(), berlin("2026-05-21 09:00"))
        assert in_working_time(calendar(), berlin("2026-05-21 16:59:59.999999"))
        assert not in_working_time(calendar(), berlin("2026-05-21 17:00"))
        assert not in_working_time(calendar(), berlin("2026-05-21 08:59:59.999999"))

    def test_the_next_working_instant_is_now_or_the_next_opening(self) -> None:
        assert next_working_instant(calendar(), berlin("2026-05-21 12:34")) == berlin("2026-05-21 12:34")
        assert next_working_instant(calendar(), berlin("2026-05-22 17:00")) == berlin("2026-05-25 09:00")
        place = calendar(holidays=[WHIT_MONDAY])
        assert next_working_instant(place, berlin("2026-05-22 17:00")) == berlin("2026-05-26 09:00")


class TestBetween:
    def test_counts_days_without_weekend_and_holiday(self) -> None:
        place = calendar(holidays=[WHIT_MONDAY])
        assert between(place, berlin("2026-05-21 15:00"), berlin("2026-05-27 15:00")) == 24 * HOUR

    def test_is_nothing_from_closing_to_opening(self) -> None:
        assert between(calendar(), berlin("2026-05-22 17:00"), berlin("2026-05-25 09:00")) == timedelta()

    def test_is_negative_backwards(self) -> None:
        assert between(calendar(), berlin("2026-05-22 10:00"), berlin("2026-05-21 16:00")) == -2 * HOUR

    def test_is_real_time_round_the_clock_though_python_subtracts_wall_times_of_one_zone(self) -> None:
        zone = ZoneInfo("Europe/Berlin")
        noon, next_noon = datetime(2026, 3, 28, 12, tzinfo=zone), datetime(2026, 3, 29, 12, tzinfo=zone)
        assert between(ROUND_THE_CLOCK, noon, next_noon) == 23 * HOUR
        assert add(ROUND_THE_CLOCK, noon, 23 * HOUR) == next_noon
