"""Golden cases of working time where clocks change: worked out by hand from the zones' rules."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inflection_points.rules.calendars import (
    Span,
    WorkingCalendar,
    add,
    between,
    in_working_time,
    next_working_instant,
)
from tests.inflection_points.wall_calendars import (
    ALL_DAY,
    DAY,
    HOUR,
    MINUTE,
    NIGHTS,
    NINE_TO_FIVE,
    WHIT_MONDAY,
    at,
    berlin,
    calendar,
    every_day,
)


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
