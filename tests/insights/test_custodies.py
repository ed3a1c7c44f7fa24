"""Hand-overs between departments, held against the pure rules and against counting by hand."""

import random

import pytest

from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.querysets import custodies
from issues.commands.histories import write
from issues.models import Custody, Issue
from issues.rules import custody
from issues.rules import events as e
from people.models import Department
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import history

WEEK = 7 * DAY


def handovers_between_departments(as_of=None):
    keep_current(now=REPORTED)
    return custodies.handovers_between_departments(as_of)


def ping_pong_issues(as_of=None):
    keep_current(now=REPORTED)
    return custodies.ping_pong_issues(as_of)


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
        assert handovers_between_departments() == times

    def test_are_counted_as_of_an_instant(self, through):
        through(A, B, C)
        assert handovers_between_departments(REPORTED + WEEK) == 1

    def test_of_a_misroute_mended_within_an_hour_is_one_not_two(self, company, departments):
        story = history(company, company.point)
        story.add(e.Reported(Severity.NORMAL, company.owner.pk, departments[A], None), REPORTED)
        story.add(e.HandedOver(company.holder.pk, departments[B]), REPORTED + DAY)
        story.add(
            e.HandedOver(company.owner.pk, departments[C], is_correction=True), REPORTED + DAY + HOUR / 2
        )
        write([story], now=REPORTED)
        assert handovers_between_departments() == 1

    def test_of_a_misroute_sent_back_within_an_hour_is_none(self, company, departments):
        story = history(company, company.point)
        story.add(e.Reported(Severity.NORMAL, company.owner.pk, departments[A], None), REPORTED)
        story.add(e.HandedOver(company.holder.pk, departments[B]), REPORTED + DAY)
        story.add(
            e.HandedOver(company.owner.pk, departments[A], is_correction=True), REPORTED + DAY + HOUR / 2
        )
        write([story], now=REPORTED)
        assert handovers_between_departments() == 0
        assert not ping_pong_issues()

    def test_of_spam_are_not_counted(self, through):
        Issue.objects.filter(pk=through(A, B, A).pk).update(is_counted=False)
        assert handovers_between_departments() == 0
        assert not ping_pong_issues()


class TestPingPong:
    @pytest.mark.parametrize("names", [[A, B, A], [A, B, None, B, A], [C, A, A, B, A, C]])
    def test_is_found_through_repetitions_and_gaps(self, through, names):
        through(A, B, C)
        back = through(*names)
        assert list(ping_pong_issues()) == [back]

    @pytest.mark.parametrize("names", [[A, B, C, A], [A, None, A], [A, A], [A, B]])
    def test_is_not_a_longer_way_round(self, through, names):
        through(*names)
        assert not ping_pong_issues()

    def test_has_not_happened_before_it_came_back(self, through):
        through(A, B, A)
        assert not ping_pong_issues(REPORTED + WEEK)


class TestRandomPaths:
    def test_agree_with_the_rules(self, through):
        dice = random.Random(5)
        for _ in range(40):
            through(*dice.choices([A, B, C, None], k=dice.randrange(1, 9)))
        paths = [
            custody.collapsed(
                Custody.objects.filter(issue=i).order_by("pk").values_list("department", flat=True)
            )
            for i in Issue.objects.all()
        ]
        assert handovers_between_departments() == sum(map(custody.handovers, paths)) > 0
        assert ping_pong_issues().count() == sum(1 for path in paths if custody.ping_pong(path)) > 0
