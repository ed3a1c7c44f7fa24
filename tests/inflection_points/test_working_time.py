"""Golden cases of working time: every instant was worked out by hand from a wall calendar and tzdata."""

import copy
import pickle
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

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

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
NINE_TO_FIVE = (Span(9 * 60, 17 * 60),)
WITH_LUNCH = (Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60))
ALL_DAY = (Span(0, 1440),)
NIGHTS = (Span(0, 6 * 60), Span(22 * 60, 1440))
WHIT_MONDAY = date(2026, 5, 25)


def calendar(
    zone: str = "Europe/Berlin",
    day: tuple[Span, ...] = NINE_TO_FIVE,
    weekend: tuple[Span, ...] = (),
    holidays: Iterable[date] = (),
) -> WorkingCalendar:
    return WorkingCalendar(zone, (day,) * 5 + (weekend,) * 2, frozenset(holidays))


def every_day(zone: str, day: tuple[Span, ...], holidays: Iterable[date] = ()) -> WorkingCalendar:
    return calendar(zone, day, day, holidays)


def days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def berlin(text: str) -> datetime:
    return at(text, "Europe/Berlin")


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


class TestClockChanges:
    def test_spring_in_berlin_a_full_day_has_23_hours(self) -> None:
        place = calendar("Europe/Berlin", (), ALL_DAY)
        assert between(place, berlin("2026-03-29 00:00"), berlin("2026-03-30 00:00")) == 23 * HOUR
        assert add(place, berlin("2026-03-29 00:00"), 3 * HOUR) == berlin("2026-03-29 04:00")

    def test_autumn_in_berlin_a_full_day_has_25_hours(self) -> None:
        place = calendar("Europe/Berlin", (), ALL_DAY)
        assert between(place, berlin("2026-10-25 00:00"), berlin("2026-10-26 00:00")) == 25 * HOUR
        assert add(place, berlin("2026-10-25 00:00"), 5 * HOUR) == berlin("2026-10-25 04:00")

    def test_spring_in_new_york_a_night_shift_is_an_hour_short(self) -> None:
        place = every_day("America/New_York", NIGHTS)
        evening, morning = (
            at("2026-03-07 22:00", "America/New_York"),
            at("2026-03-08 06:00", "America/New_York"),
        )
        assert between(place, evening, morning) == 7 * HOUR
        assert add(place, evening, 7 * HOUR) == at("2026-03-08 10:00")

    def test_autumn_in_new_york_a_night_shift_is_an_hour_long(self) -> None:
        place = every_day("America/New_York", NIGHTS)
        evening, morning = (
            at("2026-10-31 22:00", "America/New_York"),
            at("2026-11-01 06:00", "America/New_York"),
        )
        assert between(place, evening, morning) == 9 * HOUR
        assert add(place, evening, 9 * HOUR) == at("2026-11-01 11:00")

    def test_office_hours_on_a_sunday_of_change_keep_their_length_and_their_wall_time(self) -> None:
        place = every_day("Europe/Berlin", NINE_TO_FIVE)
        assert add(place, berlin("2026-03-28 17:00"), 8 * HOUR) == at("2026-03-29 15:00")
        assert add(place, berlin("2026-10-24 17:00"), 8 * HOUR) == at("2026-10-25 16:00")

    def test_an_opening_at_a_skipped_time_is_the_jump(self) -> None:
        place = every_day("Europe/Berlin", (Span(150, 600),))  # 02:30 to 10:00; 02:00 becomes 03:00
        assert next_working_instant(place, at("2026-03-28 12:00")) == at("2026-03-29 01:00")

    def test_a_closing_at_a_skipped_time_is_the_jump(self) -> None:
        place = every_day("Europe/Berlin", (Span(60, 150), Span(180, 240)))  # 01:00 to 02:30, 03:00 to 04:00
        assert between(place, berlin("2026-03-29 00:00"), berlin("2026-03-29 12:00")) == 2 * HOUR
        assert add(place, berlin("2026-03-29 01:00"), HOUR) == at("2026-03-29 01:00")
        assert add(place, berlin("2026-03-29 01:00"), 2 * HOUR) == at("2026-03-29 02:00")

    def test_a_span_within_the_skipped_hour_is_missing_that_day(self) -> None:
        place = every_day("Europe/Berlin", (Span(120, 180),))
        assert between(place, berlin("2026-03-28 12:00"), berlin("2026-03-29 12:00")) == timedelta()
        assert between(place, berlin("2026-03-29 12:00"), berlin("2026-03-30 12:00")) == HOUR

    def test_a_boundary_in_the_repeated_hour_is_its_first_occurrence(self) -> None:
        # 02:30 is first shown at 00:30 UTC, 03:00 at 02:00 UTC: 30 minutes before, 90 after.
        before, after = (
            every_day("Europe/Berlin", (Span(120, 150),)),
            every_day("Europe/Berlin", (Span(150, 180),)),
        )
        midnight, noon = berlin("2026-10-25 00:00"), berlin("2026-10-25 12:00")
        assert between(before, midnight, noon) == 30 * MINUTE
        assert between(after, midnight, noon) == 90 * MINUTE
        assert next_working_instant(after, midnight) == at("2026-10-25 00:30")

    def test_instants_of_the_repeated_hour_are_told_apart(self) -> None:
        place, zone = every_day("Europe/Berlin", (Span(120, 150),)), ZoneInfo("Europe/Berlin")
        assert in_working_time(place, datetime(2026, 10, 25, 2, 15, tzinfo=zone))
        assert not in_working_time(place, datetime(2026, 10, 25, 2, 15, tzinfo=zone, fold=1))

    def test_a_midnight_that_is_skipped_neither_opens_nor_closes_anything(self) -> None:
        # São Paulo went from Saturday 24:00 to Sunday 01:00, at 03:00 UTC.
        place = every_day("America/Sao_Paulo", NIGHTS)
        evening = at("2018-11-03 22:00", "America/Sao_Paulo")
        assert add(place, evening, 2 * HOUR) == at("2018-11-04 03:00")
        assert between(place, evening, at("2018-11-04 12:00", "America/Sao_Paulo")) == 7 * HOUR


class TestZones:
    def test_half_hour_zone(self) -> None:
        place = calendar("Asia/Kolkata")
        assert add(place, at("2026-05-21 00:00"), HOUR) == at("2026-05-21 04:30")
        assert add(place, at("2026-05-21 11:00"), HOUR) == at("2026-05-22 04:00")

    def test_lord_howe_changes_by_half_an_hour(self) -> None:
        place, zone = every_day("Australia/Lord_Howe", (Span(0, 720),)), "Australia/Lord_Howe"
        spring, autumn = "2026-10-04", "2026-04-05"
        assert between(place, at(f"{spring} 00:00", zone), at(f"{spring} 12:00", zone)) == timedelta(
            hours=11.5
        )
        assert between(place, at(f"{autumn} 00:00", zone), at(f"{autumn} 12:00", zone)) == timedelta(
            hours=12.5
        )
        assert add(place, at(f"{spring} 01:00", zone), 2 * HOUR) == at(f"{spring} 03:30", zone)
        assert add(place, at(f"{autumn} 01:00", zone), 2 * HOUR) == at(f"{autumn} 02:30", zone)

    def test_apia_had_no_friday_2011_12_30(self) -> None:
        place = calendar("Pacific/Apia")  # Thursday 29th at UTC-10, then Saturday 31st at UTC+14
        thursday = at("2011-12-30 02:00")  # 16:00 in Apia
        assert add(place, thursday, HOUR) == at("2011-12-30 03:00")
        assert add(place, thursday, 2 * HOUR) == at("2012-01-01 20:00")  # Monday 2 January, 10:00
        assert next_working_instant(place, at("2011-12-30 10:00")) == at("2012-01-01 19:00")

    def test_apia_round_the_clock_on_fridays_lost_one(self) -> None:
        place = WorkingCalendar("Pacific/Apia", ((),) * 4 + (ALL_DAY,) + ((),) * 2)
        assert next_working_instant(place, at("2011-12-29 00:00")) == at("2012-01-05 10:00")

    def test_where_the_viewer_sits_is_irrelevant(self) -> None:
        place, start = calendar(holidays=[WHIT_MONDAY]), berlin("2026-05-21 15:00")
        due = berlin("2026-05-27 15:00")
        for key in ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
            seen = start.astimezone(ZoneInfo(key))
            assert add(place, seen, 24 * HOUR) == due
            assert between(place, seen, due.astimezone(ZoneInfo(key))) == 24 * HOUR

    @pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Apia"])
    def test_a_full_week_is_round_the_clock_in_any_zone(self, zone: str) -> None:
        place = every_day(zone, ALL_DAY)
        assert place.is_round_the_clock
        assert add(place, at("2011-12-25 05:00"), 10 * DAY) == at("2012-01-04 05:00")

    def test_a_full_week_with_a_holiday_is_not_round_the_clock(self) -> None:
        place = every_day("Europe/Berlin", (Span(0, 600), Span(600, 1440)), [date(2026, 12, 25)])
        assert not place.is_round_the_clock
        assert add(place, berlin("2026-12-24 23:00"), 2 * HOUR) == berlin("2026-12-26 01:00")


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
