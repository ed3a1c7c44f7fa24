"""What may be called a change, and which sentences are chosen."""

from typing import Any

import pytest

from insights.rules.bands import Bands
from insights.rules.changes import MONTH, WEEK, Compared, Counted, Found, Of, Place, What, changes
from insights.rules.shares import Share, difference

PARCEL = Place(Of.POINT, "parcel", "Parcel handover", "delivery")
SLOT = Place(Of.POINT, "slot", "Delivery slot kept", "delivery")
CALL = Place(Of.POINT, "call", "Complaint call", "support")
DELIVERY = Place(Of.DEPARTMENT, "delivery", "Delivery")


def never(count: int, n: int) -> Bands:
    return Bands(in_time=n - count, never=count)


def told(*compared: Compared, **rest: Any) -> list[What]:
    return [change.what for change in changes(Found(compared, **rest))]


class TestDifference:
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
    @pytest.mark.parametrize(
        ("now", "before", "low", "high"),
        [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((10, 10), (0, 20), 0.6791, 1.0),
        ],
    )
    def test_has_the_interval_that_newcombe_published(self, now, before, low, high):
        found = difference(Share(*now), Share(*before))
        assert found == pytest.approx((low, high), abs=0.00006)

    def test_is_not_asked_of_nothing(self):
        with pytest.raises(ValueError, match="nothing"):
            difference(Share(0, 0), Share(1, 2))


class TestShares:
    def test_that_surely_grew_are_told_with_their_numbers(self):
        [change, _] = changes(Found([Compared(PARCEL, WEEK, never(18, 31), never(30, 130))]))
        assert (change.what, change.place, change.count, change.n) == (What.WORSE, PARCEL, 18, 31)
        assert change.points == 35  # 58 % against 23 %

    def test_that_may_have_moved_by_chance_are_not(self):
        assert told(Compared(PARCEL, WEEK, never(12, 31), never(39, 130))) == [What.STEADY, What.DECLINED]

    @pytest.mark.parametrize(("now", "before"), [((19, 19), (10, 200)), ((25, 25), (0, 19))])
    def test_of_fewer_than_twenty_are_never_judged(self, now, before):
        assert told(Compared(PARCEL, WEEK, never(*now), never(*before))) == [What.STEADY, What.DECLINED]

    def test_that_surely_shrank_are_praised(self):
        [change, _] = changes(Found([Compared(SLOT, MONTH, never(2, 60), never(40, 80))]))
        assert (change.what, change.days, change.points) == (What.BETTER, MONTH, 47)

    def test_are_told_of_the_week_where_it_says_enough(self):
        week = Compared(PARCEL, WEEK, never(25, 30), never(10, 100))
        month = Compared(PARCEL, MONTH, never(60, 90), never(10, 100))
        [change, _] = changes(Found([week, month]))
        assert change.days == WEEK

    def test_of_a_department_are_not_told_again_beside_its_point(self):
        point = Compared(PARCEL, WEEK, never(29, 30), never(10, 100))
        department = Compared(DELIVERY, WEEK, never(40, 60), never(40, 200))
        assert told(point, department) == [What.WORSE, What.DECLINED]
        [change, _] = changes(Found([department, Compared(SLOT, WEEK, never(20, 40), never(20, 100))]))
        assert change.place == DELIVERY


class TestQueues:
    @pytest.mark.parametrize(
        ("now", "before", "doubled"),
        [(30, 10, True), (30, 0, True), (9, 0, False), (14, 7, False), (30, 16, False), (100, 50, True)],
    )
    def test_have_doubled_when_it_is_no_chance(self, now, before, doubled):
        assert Counted(PARCEL, now, before).has_doubled is doubled

    def test_are_told_of_the_one_that_grew_most(self):
        [queue, *_] = changes(Found(queues=[Counted(PARCEL, 30, 10), Counted(SLOT, 60, 20)]))
        assert (queue.place, queue.count, queue.before) == (SLOT, 60, 20)


class TestSponsor:
    @pytest.mark.parametrize(
        ("issues", "count", "is_more"), [(1, 1, False), (200, 200, False), (201, 200, True)]
    )
    def test_is_counted_up_to_two_hundred(self, issues, count, is_more):
        [change, *_] = changes(Found(sponsor=issues))
        assert (change.count, change.is_more) == (count, is_more)


class TestSentences:
    def test_of_a_quiet_week_say_so(self):
        [steady, declined] = changes(Found())
        assert steady.what is What.STEADY
        assert (declined.what, declined.count) == (What.DECLINED, 0)

    def test_name_the_place_only_when_there_is_one(self):
        [one, *_] = changes(Found(first=[Counted(CALL, 2)]))
        assert (one.place, one.count, one.places) == (CALL, 2, 1)
        [several, *_] = changes(Found(first=[Counted(CALL, 2), Counted(SLOT, 3)]))
        assert (several.place.of, several.count, several.places) == (Of.WHOLE, 5, 2)

    def test_are_six_at_most_and_praise_is_among_them(self):
        worse = [
            Compared(Place(Of.POINT, f"p{i}", "P", f"d{i}"), WEEK, never(29, 30), never(9, 90))
            for i in range(4)
        ]
        better = [
            Compared(Place(Of.POINT, f"q{i}", "Q", f"e{i}"), WEEK, never(0, 40), never(60, 90))
            for i in range(4)
        ]
        found = Found([*worse, *better], 3, 2, [Counted(PARCEL, 40, 10)], [Counted(CALL, 2)])
        said = [change.what for change in changes(found)]
        assert said == [What.WORSE, What.WORSE, What.SPONSOR, What.QUEUE, What.FIRST, What.BETTER]
