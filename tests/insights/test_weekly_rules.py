"""When the weekly mail is due: the clock on the reader's wall, weeks in which clocks change, and the dates of other places."""

from datetime import UTC, datetime, timedelta

import pytest

from insights.rules.weekly import last_day, last_due, name_of_week, stood_at

BERLIN, NEW_YORK, KIRITIMATI = "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"
MONDAY, TUESDAY, SUNDAY = 1, 2, 7
HOUR = timedelta(hours=1)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class TestDue:
    def test_is_at_the_hour_of_the_day_in_the_zone(self):
        assert last_due(utc(2026, 11, 23, 7), BERLIN, MONDAY, 8) == utc(2026, 11, 23, 7)
        assert last_due(utc(2026, 11, 23, 6, 59), BERLIN, MONDAY, 8) == utc(2026, 11, 16, 7)
        assert last_due(utc(2026, 11, 29), BERLIN, MONDAY, 8) == utc(2026, 11, 23, 7)

    def test_is_on_the_readers_date_and_not_that_of_others(self):
        assert last_due(utc(2026, 11, 23, 18), KIRITIMATI, TUESDAY, 8) == utc(2026, 11, 23, 18)
        assert last_due(utc(2026, 11, 23, 3), NEW_YORK, SUNDAY, 22) == utc(2026, 11, 23, 3)

    def test_waits_until_the_week_is_over_where_monday_comes_earlier(self):
        over = utc(2026, 11, 23)
        assert last_due(over - HOUR / 60, KIRITIMATI, MONDAY, 8) == over - timedelta(weeks=1)
        assert last_due(over + HOUR, KIRITIMATI, MONDAY, 8) == over
        assert last_due(over + HOUR, KIRITIMATI, MONDAY, 15) == over + HOUR

    @pytest.mark.parametrize(
        ("sunday", "before", "after"),
        [
            ((2026, 3, 29), utc(2026, 3, 23, 7), utc(2026, 3, 30, 6)),
            ((2026, 10, 25), utc(2026, 10, 19, 6), utc(2026, 10, 26, 7)),
        ],
    )
    def test_stays_at_the_hour_when_the_clocks_change(self, sunday, before, after):
        noon = datetime(*sunday, 12, tzinfo=UTC)
        assert last_due(noon, BERLIN, MONDAY, 8) == before
        assert last_due(noon + timedelta(days=2), BERLIN, MONDAY, 8) == after

    def test_of_an_hour_that_is_skipped_comes_when_the_clocks_have_gone_on(self):
        due = utc(2026, 3, 29, 1)  # 02:30 does not exist that day; 03:00 does
        assert last_due(due - HOUR / 60, BERLIN, SUNDAY, 2) == utc(2026, 3, 22, 1)
        assert last_due(due, BERLIN, SUNDAY, 2) == due
        assert last_due(due + 5 * HOUR, BERLIN, SUNDAY, 2) == due

    def test_of_an_hour_that_comes_twice_is_due_once(self):
        first = utc(2026, 10, 25, 0)  # 02:00 in summer time, and again at 01:00 UTC
        found = {last_due(first + n * HOUR / 4, BERLIN, SUNDAY, 2) for n in range(20)}
        assert found == {first}

    @pytest.mark.parametrize(
        "zone", [BERLIN, NEW_YORK, KIRITIMATI, "UTC", "America/Santiago", "Australia/Lord_Howe"]
    )
    def test_comes_once_in_each_week_of_a_year_whatever_the_clocks_do(self, zone):
        dues, now = set(), utc(2026, 1, 5)
        while now < utc(2027, 1, 4):
            dues.add(last_due(now, zone, SUNDAY, 2))
            now += HOUR
        weeks = [name_of_week(due, zone) for due in sorted(dues)]
        assert len(weeks) == len(set(weeks))
        assert 52 <= len(weeks) <= 53


class TestWhatItTells:
    @pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, KIRITIMATI, "Pacific/Honolulu", "UTC"])
    @pytest.mark.parametrize("weekday", range(1, 8))
    @pytest.mark.parametrize("hour", [0, 8, 23])
    def test_is_the_week_before_the_readers_in_utc_and_it_is_over(self, zone, weekday, hour):
        due = last_due(utc(2026, 11, 30, 12), zone, weekday, hour)
        week = name_of_week(due, zone)
        stood = {"2026-W48": utc(2026, 11, 23), "2026-W49": utc(2026, 11, 30)}[week]
        assert stood_at(due, zone) == stood <= due
        assert last_day(due, zone) == stood.date() - timedelta(days=1)
