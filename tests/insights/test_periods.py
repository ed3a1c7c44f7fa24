"""Which weeks are looked at: any number of them, quarters, years, one's own days, and what each is compared with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from insights.forms import ScopeForm
from insights.rules.periods import WEEK, Named, Period, iso_name, week_of
from tests.cast import DAY, REPORTED

LATER = REPORTED + 30 * DAY  # Thursday, 2 April 2026
MONDAYS = st.dates(date(2001, 1, 1), date(2040, 1, 1)).map(
    lambda day: week_of(datetime(day.year, day.month, day.day, tzinfo=UTC))
)


def monday(name: str) -> datetime:
    return datetime.strptime(f"{name}-1", "%G-W%V-%u").replace(tzinfo=UTC)


def form(query: str) -> ScopeForm:
    return ScopeForm(QueryDict(query), now=LATER)


def period(query: str) -> Period:
    asked = form(query)
    assert asked.is_valid(), asked.errors
    return asked.scope().period


def refused(query: str) -> dict[str, list[str]]:
    asked = form(query)
    assert not asked.is_valid()
    return {name: [str(one) for one in said] for name, said in asked.errors.items()}


class TestQuarters:
    def test_hold_the_weeks_that_lie_mostly_in_them(self):
        at = datetime(2026, 4, 3, tzinfo=UTC)
        assert Period.named(Named.QUARTER, at) == Period(monday("2026-W14"), at)
        assert Period.named(Named.LAST_QUARTER, at) == Period(
            datetime(2025, 12, 29, tzinfo=UTC), at, until=monday("2026-W14")
        )
        assert Period.named(Named.YEAR, at) == Period(monday("2026-W01"), at)

    @given(MONDAYS)
    def test_and_those_before_them_have_every_week_once(self, at):
        now, last = (Period.named(name, at + 3 * DAY) for name in (Named.QUARTER, Named.LAST_QUARTER))
        assert last.until == now.since
        assert len(last.cohorts) in (12, 13, 14)
        assert now.since <= at

    def test_that_were_over_at_midnight_are_still_those_of_that_day(self):
        midnight = monday("2026-W14")
        found = Period.named(Named.QUARTER, midnight)
        assert (found.since, found.until) == (monday("2026-W01"), midnight)
        assert len(found.cohorts) == 13


class TestOwnDays:
    def test_are_widened_to_their_weeks(self):
        at = datetime(2026, 4, 2, 12, tzinfo=UTC)
        found = Period.of_days(date(2026, 3, 4), date(2026, 3, 17), at)
        assert (found.since, found.until) == (
            datetime(2026, 3, 2, tzinfo=UTC),
            datetime(2026, 3, 23, tzinfo=UTC),
        )
        assert [iso_name(week) for week in found.cohorts] == ["2026-W10", "2026-W11", "2026-W12"]

    def test_of_a_week_that_is_on_end_now(self):
        at = datetime(2026, 4, 2, 12, tzinfo=UTC)
        assert Period.of_days(date(2026, 3, 30), date(2026, 4, 1), at) == Period(
            datetime(2026, 3, 30, tzinfo=UTC), at
        )

    def test_of_later_weeks_are_none(self):
        with pytest.raises(ValueError, match="begins before it ends"):
            Period.of_days(date(2026, 4, 6), None, datetime(2026, 4, 2, tzinfo=UTC))


class TestBefore:
    @given(MONDAYS, st.integers(1, 60), st.integers(0, 400))
    def test_is_as_long_and_had_as_long_for_something_to_become_of_it(self, first, weeks, hours):
        until = first + weeks * WEEK
        whole = Period(first, until + timedelta(hours=hours), until)
        before = whole.before
        assert (before.until, len(before.cohorts)) == (first, weeks)
        assert timedelta() <= (before.as_of - before.until) - (whole.as_of - until) < WEEK
        assert before.as_of == week_of(before.as_of)  # what rollups answer for
        a_year = whole.a_year_before
        assert a_year.cohorts == [one - 52 * WEEK for one in whole.cohorts]
        assert a_year.as_of == week_of(a_year.as_of)

    @given(MONDAYS, st.integers(1, 60), st.integers(1, 167))
    def test_of_what_is_not_over_ends_where_it_begins(self, last, weeks, hours):
        found = Period.of_weeks(weeks, last + timedelta(hours=hours))
        assert found.before == Period(found.since - weeks * WEEK, found.since, until=found.since)


class TestAsked:
    def test_for_any_number_of_weeks(self, db):
        assert period("weeks=13") == Period.of_weeks(13, LATER)
        assert '<option value="13" selected>13 weeks</option>' in str(form("weeks=13")["weeks"])
        assert period("weeks=own&last=7") == Period.of_weeks(7, LATER)
        assert form("weeks=own&last=7").state() == "weeks=7"

    def test_for_quarters_and_this_year(self, db):
        for name in Named:
            assert period(f"weeks={name}") == Period.named(name, LATER)
            assert form(f"weeks={name}").state() == f"weeks={name}"

    def test_for_own_days(self, db):
        asked = form("since=2026-03-04&to=2026-03-17")
        assert asked.is_valid()
        assert asked.scope().period == Period.of_days(date(2026, 3, 4), date(2026, 3, 17), LATER)
        assert asked.state() == "since=2026-03-04&to=2026-03-17"
        assert asked.chosen == ["2 Mar 2026 – 22 Mar 2026"]
        assert asked.widened == (
            "Weeks are counted whole, from Monday to Sunday: shown is 2 March 2026 to 22 March 2026."
        )
        assert asked.days_told == "Reported from 2 March 2026 to 22 March 2026, as it stands now."
        assert '<option value="own" selected>' in str(asked["weeks"])

    def test_for_whole_weeks_of_their_own_nothing_is_widened(self, db):
        asked = form("weeks=own&since=2026-03-02&to=2026-03-15")
        assert asked.is_valid()
        assert asked.widened == ""

    def test_for_days_and_another_length_says_which_counts(self, db):
        asked = form("weeks=4&since=2026-03-04")
        assert asked.is_valid()
        assert asked.scope().period == Period.of_weeks(4, LATER)
        assert "“4 weeks” counts" in asked.notes[0]
        assert asked.state() == "weeks=4"

    def test_as_of_a_past_day_ends_there(self, db):
        asked = form("since=2026-03-02&as_of=2026-03-10")
        assert asked.is_valid()
        assert asked.scope().period.as_of == datetime(2026, 3, 11, tzinfo=UTC)
        told = "Reported from 2 March 2026 to 10 March 2026, as it stood when that day was over."
        assert asked.days_told == told

    @pytest.mark.parametrize(
        ("query", "name", "said"),
        [
            ("weeks=abc", "weeks", "name a number of weeks from 1 to 104"),
            ("weeks=0", "weeks", "from 1 to 104"),
            ("weeks=105", "weeks", "from 1 to 104"),
            ("weeks=-4", "weeks", "from 1 to 104"),
            ("weeks=4.5", "weeks", "from 1 to 104"),
            ("weeks=" + "9" * 5000, "weeks", "from 1 to 104"),
            ("weeks=²", "weeks", "from 1 to 104"),
            ("weeks=own", "last", "Write how many weeks, or from which day on."),
            ("weeks=own&last=many", "last", "Write a whole number, such as 3."),
            ("last=7&since=2026-03-02", "last", "a number of weeks or days, not both"),
            ("to=2026-03-02", "since", "Write from which day on."),
            ("since=2026-03-10&to=2026-03-02", "to", "This lies before the first day."),
            ("since=tomorrow", "since", "Write a day, such as 2026-03-05."),
            ("since=2026-02-30", "since", "Write a day, such as 2026-03-05."),
            ("since=2026-04-03", "since", "nothing is known of later ones"),
            ("since=2026-03-02&to=9999-12-31", "to", "nothing is known of later ones"),
            ("since=0001-01-01", "since", "nothing is known of that time"),
            ("since=2024-01-01", "since", "104 at most can be shown"),
            ("since=2026-03-20&as_of=2026-03-10", "since", "This lies after 10 March 2026"),
            ("since=2026-03-02&to=2026-03-20&as_of=2026-03-10", "to", "This lies after 10 March 2026"),
            ("as_of=tomorrow", "as_of", "Write a day, such as 2026-03-05."),
            ("as_of=9999-12-31", "as_of", "nothing is known of later ones"),
            ("as_of=0001-01-01", "as_of", "nothing is known of that time"),
            ("stage=deleted", "stage", "not in the list"),
            ("stage=99999999999999999999", "stage", "not in the list"),
            ("severity=awful", "severity", "not in the list"),
        ],
    )
    def test_for_nonsense_says_what_to_do(self, db, query, name, said):
        found = refused(query)
        assert list(found) == [name]
        assert said in found[name][0]

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("weeks=abc", '<option value="abc" selected>abc</option>'),
            ("stage=deleted", '<option value="deleted" selected>deleted</option>'),
            ("point=gone", '<option value="gone" selected>gone</option>'),
            ("department=<b>", '<option value="&lt;b&gt;" selected>&lt;b&gt;</option>'),
            ("severity=<b>", '<option value="&lt;b&gt;" selected>&lt;b&gt;</option>'),
            ("as_of=tomorrow", 'type="text"'),
            ("as_of=tomorrow", 'value="tomorrow"'),
            ("since=2026-02-30", 'type="text"'),
            ("since=2026-02-30", 'value="2026-02-30"'),
        ],
    )
    def test_keeps_what_was_typed(self, db, query, shown):
        assert shown in str(form(query)[query.partition("=")[0]])
