"""Who acts for somebody who is away: the rule on its own, and saving absences."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.commands.absences import announce_absence, end_absence
from people.models import Absence as Row
from people.rules import refusals as no
from people.rules.absences import Absence, stand_in, would_close_a_cycle
from tests.cast import DAY, HOUR, REPORTED

PEOPLE = st.integers(1, 5)
AT = REPORTED


def day(number: float) -> datetime:
    return REPORTED + timedelta(days=number)


@st.composite
def absence(draw):
    since, length = draw(st.integers(0, 8)), draw(st.integers(1, 6))
    return Absence(draw(PEOPLE), day(since), day(since + length), draw(st.none() | PEOPLE))


def allowed(wanted: list[Absence]) -> list[Absence]:
    """What saving would let through, one after the other."""
    kept: list[Absence] = []
    for new in wanted:
        twice = any(a.person == new.person and a.overlaps(new.since, new.until) for a in kept)
        if not twice and not would_close_a_cycle(new, kept):
            kept.append(new)
    return kept


def followed(person: int, at: datetime, absences: list[Absence]) -> int | str | None:
    """The same as a child would do it: go from door to door, at most as often as there are people."""
    for _ in range(10):
        note = [a.deputy for a in absences if a.person == person and a.since <= at < a.until]
        if not note:
            return person
        if note[0] is None:
            return None
        person = note[0]
    return "a circle"


class TestStandIn:
    def test_is_oneself_while_one_is_there(self):
        away = [Absence(1, day(1), day(2), 2)]
        assert stand_in(1, day(0), away) == 1
        assert stand_in(1, day(1), away) == 2
        assert stand_in(1, day(2), away) == 1

    def test_follows_the_deputies_of_absent_deputies(self):
        away = [Absence(1, day(0), day(5), 2), Absence(2, day(1), day(3), 3), Absence(3, day(2), day(3))]
        assert [stand_in(1, day(n), away) for n in range(4)] == [2, 3, None, 2]

    def test_is_nobody_in_a_circle(self):
        away = [Absence(1, day(0), day(5), 2), Absence(2, day(0), day(5), 1)]
        assert stand_in(1, day(1), away) is None

    @given(st.lists(absence(), max_size=8), PEOPLE, st.integers(0, 14))
    def test_is_never_away_at_that_instant(self, wanted, person, number):
        kept = allowed(wanted)
        found = stand_in(person, day(number), kept)
        assert not any(a.person == found and a.covers(day(number)) for a in kept)

    @given(st.lists(absence(), max_size=8), PEOPLE, st.integers(0, 28))
    def test_agrees_with_asking_at_every_door_and_what_is_saved_has_no_circle(self, wanted, person, halves):
        kept, at = allowed(wanted), day(halves / 2)
        assert stand_in(person, at, kept) == followed(person, at, kept) != "a circle"

    @given(st.lists(absence(), max_size=6), absence())
    def test_refuses_only_what_would_be_a_circle_at_some_instant(self, wanted, new):
        kept = [
            a for a in allowed(wanted) if not (a.person == new.person and a.overlaps(new.since, new.until))
        ]
        after = [*kept, new]
        circle = any(followed(new.person, day(n / 2), after) == "a circle" for n in range(30))
        assert would_close_a_cycle(new, kept) == circle


@pytest.fixture
def announce(company):
    def save(person, deputy=None, *, since=AT, until=AT + 5 * DAY, now=AT, **more):
        return announce_absence(person=person, since=since, until=until, deputy=deputy, now=now, **more)

    return save


class TestAnnouncing:
    def test_keeps_who_acts_meanwhile(self, company, announce):
        announce(company.owner, company.deputy, reason="  Holiday ")
        row = Row.objects.get()
        assert (row.person, row.deputy, row.reason) == (company.owner, company.deputy, "Holiday")

    def test_refuses_a_circle_of_three_but_not_of_other_days(self, company, announce):
        announce(company.owner, company.deputy)
        announce(company.deputy, company.head, since=AT + DAY, until=AT + 3 * DAY)
        with pytest.raises(no.DeputiesInACircle):
            announce(company.head, company.owner, since=AT + 2 * DAY)
        announce(company.head, company.owner, since=AT + 3 * DAY)
        assert Row.objects.count() == 3

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"until": AT - HOUR, "since": AT - DAY}, no.AbsenceInThePast),
            ({"until": AT}, no.AbsenceEndsBeforeItBegins),
            ({"until": AT + 367 * DAY}, no.AbsenceTooLong),
            ({"since": AT + 400 * DAY, "until": AT + 410 * DAY}, no.AbsenceTooLong),
        ],
    )
    def test_refuses_dates_that_make_no_sense(self, company, announce, changes, refusal):
        with pytest.raises(refusal):
            announce(company.owner, **changes)

    def test_refuses_oneself_those_who_left_and_two_at_a_time(self, company, announce):
        with pytest.raises(no.OwnDeputy):
            announce(company.owner, company.owner)
        company.deputy.is_active = False
        company.deputy.save()
        with pytest.raises(no.NobodyThere):
            announce(company.owner, company.deputy)
        announce(company.owner)
        with pytest.raises(no.AlreadyAway):
            announce(company.owner, company.head, since=AT + DAY)


class TestEnding:
    def test_ends_now_what_has_begun_and_forgets_what_has_not(self, company, announce):
        begun, coming = (
            announce(company.owner),
            announce(company.owner, since=AT + 6 * DAY, until=AT + 7 * DAY),
        )
        end_absence(absence=begun.pk, person=company.owner, now=AT + DAY)
        end_absence(absence=coming.pk, person=company.owner, now=AT + DAY)
        assert [row.until for row in Row.objects.all()] == [AT + DAY]

    def test_is_only_for_ones_own_and_only_once(self, company, announce):
        row = announce(company.owner)
        with pytest.raises(no.UnknownAbsence):
            end_absence(absence=row.pk, person=company.stranger, now=AT + HOUR)
        end_absence(absence=row.pk, person=company.owner, now=AT + HOUR)
        with pytest.raises(no.UnknownAbsence):
            end_absence(absence=row.pk, person=company.owner, now=AT + HOUR)
