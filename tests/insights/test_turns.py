"""Hand-overs between departments and what came back, by hand and against random paths."""

import random
from itertools import groupby
from operator import itemgetter

import pytest

from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from issues.commands.histories import write
from issues.models import Custody, Issue
from issues.rules import events as e
from people.models import Department
from tests.cast import DAY, HOUR, REPORTED
from tests.insights import counted
from tests.insights.stories import history

WEEK = 7 * DAY
END = REPORTED + 10 * WEEK


def handovers(as_of=END):
    keep_current(now=END)
    return counted.handovers(as_of)


def came_back(as_of=END):
    keep_current(now=END)
    return counted.came_back(as_of)


A, B, C = "Delivery", "Customer support", "Spare parts"


@pytest.fixture
def departments(company):
    Department.objects.create(name=C, slug="spare-parts")
    return {department.name: department.pk for department in Department.objects.all()}


@pytest.fixture
def through(company, departments):
    """An issue that went through the named departments, a week each; None is not known."""

    def write_one(*names):
        people = [
            company.holder.pk,
            company.owner.pk,
        ]  # alternating, so that every step is a custody of its own
        story = history(company, company.point)
        story.add(e.Reported(Severity.NORMAL, people[0], departments.get(names[0]), None), REPORTED)
        for i, name in enumerate(names[1:], 1):
            story.add(e.HandedOver(people[i % 2], departments.get(name)), REPORTED + i * WEEK)
        [issue] = write([story], now=REPORTED)
        return issue

    return write_one


class TestHandovers:
    @pytest.mark.parametrize(
        ("names", "times"),
        [
            ([A], 0),
            ([A, A, A], 0),
            ([A, B, C], 2),
            ([A, A, B, B, A], 2),
            ([A, None, A, B], 1),
            ([None, A, None], 0),
            ([None], 0),
        ],
    )
    def test_count_changes_of_department_only(self, through, names, times):
        through(*names)
        assert handovers() == times

    def test_are_counted_as_of_an_instant(self, through):
        through(A, B, C)
        assert handovers(REPORTED + WEEK) == 1

    def test_of_a_misroute_mended_within_an_hour_is_one_not_two(self, company, departments):
        story = history(company, company.point)
        story.add(e.Reported(Severity.NORMAL, company.owner.pk, departments[A], None), REPORTED)
        story.add(e.HandedOver(company.holder.pk, departments[B]), REPORTED + DAY)
        story.add(
            e.HandedOver(company.owner.pk, departments[C], is_correction=True), REPORTED + DAY + HOUR / 2
        )
        write([story], now=REPORTED)
        assert handovers() == 1

    def test_of_a_misroute_sent_back_within_an_hour_is_none(self, company, departments):
        story = history(company, company.point)
        story.add(e.Reported(Severity.NORMAL, company.owner.pk, departments[A], None), REPORTED)
        story.add(e.HandedOver(company.holder.pk, departments[B]), REPORTED + DAY)
        story.add(
            e.HandedOver(company.owner.pk, departments[A], is_correction=True), REPORTED + DAY + HOUR / 2
        )
        write([story], now=REPORTED)
        assert handovers() == 0
        assert not came_back()

    def test_of_spam_are_not_counted(self, through):
        Issue.objects.filter(pk=through(A, B, A).pk).update(is_counted=False)
        assert handovers() == 0
        assert not came_back()


class TestComingBack:
    @pytest.mark.parametrize("names", [[A, B, A], [A, B, None, B, A], [C, A, A, B, A, C], [A, B, C, A]])
    def test_is_found_through_repetitions_gaps_and_others(self, through, names):
        through(A, B, C)
        back = through(*names)
        assert came_back() == [back.pk]

    @pytest.mark.parametrize("names", [[A, None, A], [A, A], [A, B]])
    def test_is_not_having_it_all_the_time(self, through, names):
        through(*names)
        assert not came_back()

    def test_has_not_happened_before_it_came_back(self, through):
        through(A, B, A)
        assert not came_back(REPORTED + WEEK)


class TestRandomPaths:
    def test_are_counted_as_they_were_walked(self, through):
        dice = random.Random(5)
        for _ in range(40):
            through(*dice.choices([A, B, C, None], k=dice.randrange(1, 9)))
        custodies = Custody.objects.exclude(department=None).order_by("issue", "pk")
        walked = groupby(custodies.values_list("issue", "department"), key=itemgetter(0))
        paths = {issue: [department for (_, department), _ in groupby(steps)] for issue, steps in walked}
        assert handovers() == sum(len(path) - 1 for path in paths.values()) > 0
        assert came_back() == [issue for issue, path in paths.items() if len(set(path)) < len(path)] != []
