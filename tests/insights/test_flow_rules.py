"""Weeks of flow, and ages."""

from datetime import timedelta

from insights.rules.flow import Age, Ageing, Flow, Standing, cumulative
from insights.rules.ranking import worst_by

DAY = timedelta(days=1)


def test_net_flow_is_below_nothing_when_more_is_resolved_than_reported():
    assert Flow(reported=3, acted=9, resolved=5).net == -2


def test_each_week_stands_with_all_before_it():
    assert cumulative([Flow(1, 2, 3), Flow(4, 0, 1), Flow()]) == [Flow(1, 2, 3), Flow(5, 2, 4), Flow(5, 2, 4)]


def test_ages_follow_each_other_without_a_gap():
    assert [(age.least, age.most) for age in Age] == [
        (0 * DAY, DAY),
        (DAY, 3 * DAY),
        (3 * DAY, 10 * DAY),
        (10 * DAY, 30 * DAY),
        (30 * DAY, None),
    ]


def test_what_is_open_adds_up_by_age_and_by_rung():
    found = Ageing(
        {(Age.UNDER_1, 0): Standing(4, 3), (Age.OLDER, 0): Standing(2, 0), (Age.OLDER, 4): Standing(1, 1)}
    )
    assert found.of_age(Age.OLDER) == Standing(3, 1)
    assert found.at_rung(0) == Standing(6, 3)
    assert found.at_rung(2) == Standing()
    assert (found.all, found.all.acted) == (Standing(7, 4), 3)


def test_fewer_than_twenty_are_never_ranked():
    places = [("few", 99.0, 19), ("bad", 3.0, 20), ("worse", 3.0, 50), ("good", 1.0, 400)]
    ranked, few = worst_by(places, badness=lambda place: place[1], n=lambda place: place[2])
    assert [name for name, *_ in ranked] == ["worse", "bad", "good"]
    assert [name for name, *_ in few] == ["few"]
