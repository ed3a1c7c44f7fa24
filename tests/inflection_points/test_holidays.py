"""Public holidays beside own ones: what is picked, what stays, and what comes for the years ahead."""

from datetime import date

from inflection_points.rules.holidays import DayOff, closed, missing_years, picked

NEW_YEAR = {date(y, 1, 1): "New Year" for y in (2026, 2027, 2028)}
YEARS = range(2026, 2029)
OWN = DayOff(date(2026, 3, 4), "Founders' day")


def test_picking_keeps_own_days_and_is_the_same_twice():
    once = picked([OWN], NEW_YEAR, YEARS)
    assert [day.name for day in once] == ["New Year", "Founders' day", "New Year", "New Year"]
    assert picked(once, NEW_YEAR, YEARS) == once


def test_an_own_day_on_a_public_holiday_stays_the_own_one():
    ours = DayOff(date(2026, 1, 1), "Stocktaking")
    assert ours in picked([ours], NEW_YEAR, YEARS)


def test_what_was_renamed_or_struck_out_stays_so_and_is_so_in_new_years():
    kept = [
        DayOff(date(2026, 1, 1), "First day", "New Year"),
        DayOff(date(2026, 1, 6), "Epiphany", "Epiphany", is_worked=True),
    ]
    public = NEW_YEAR | {date(y, 1, 6): "Epiphany" for y in YEARS}
    days = picked(kept, public, YEARS)
    assert [day.name for day in days] == ["First day", "Epiphany"] * 3
    assert closed(days) == set(NEW_YEAR)


def test_another_country_takes_the_days_of_the_first_one_away_but_not_those_of_past_years():
    past = DayOff(date(2025, 1, 6), "Epiphany", "Epiphany")
    days = picked([past, DayOff(date(2026, 1, 6), "Epiphany", "Epiphany")], NEW_YEAR, YEARS)
    assert past in days
    assert date(2026, 1, 6) not in {day.date for day in days}


def test_no_country_takes_public_days_away_and_leaves_own_ones():
    assert picked(picked([OWN], NEW_YEAR, YEARS), {}, YEARS) == (OWN,)


def test_the_years_ahead_are_missing_once_a_year():
    days = [DayOff(day, name, name) for day, name in NEW_YEAR.items()]
    assert not missing_years(days, date(2026, 12, 31))
    assert missing_years(days, date(2027, 1, 1)) == range(2029, 2030)
    assert missing_years(days, date(2031, 6, 1)) == range(2031, 2034)
    assert missing_years([OWN], date(2026, 1, 1)) == YEARS
