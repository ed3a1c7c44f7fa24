"""Other issues that may be about the same problem, and why."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.models import Dependency, InflectionPoint, Site
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.likening import newest_at, similar_to, traits_of
from issues.models import Issue
from issues.rules.likeness import Traits, likeness, shared_words
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def found(issue: Issue, now=NOW) -> list[int]:
    return [
        one.pk for one in similar_to(traits_of(issue), among=Issue.objects.all(), now=now, besides=issue.pk)
    ]


def beside(company, name: str) -> InflectionPoint:
    """A point of the same chain."""
    point = InflectionPoint.objects.get(pk=company.point.pk)
    point.pk, point.name, point.slug = None, name, name.lower().replace(" ", "-")
    point.save()
    return point


def at(company, point: InflectionPoint, text: str) -> Issue:
    return commands.report(
        point=point,
        severity=Severity.NORMAL,
        reporter=company.reporter,
        now=NOW,
        telling=commands.Telling(text=text),
    )


class TestWords:
    def test_that_tell_something_are_compared_whatever_their_ending(self):
        assert shared_words("The drivers were delivering late", "A driver delivered it too late") == [
            "drivers",
            "delivering",
            "late",
        ]

    def test_that_tell_nothing_are_not(self):
        assert shared_words("The customer has been there again", "Our customer had been here again") == []

    def test_alone_must_be_more_elsewhere_in_the_chain(self):
        here, there = Traits("Wrong door delivered", 1), Traits("Wrong door painted", 2)
        assert likeness(here, there).score < 3 <= likeness(here, Traits("Wrong door delivered", 2)).score


class TestSimilar:
    def test_are_those_of_the_same_kind_or_words_here_and_beside(self, company, issue):
        upstream, far = beside(company, "Order picked"), beside(company, "Far away")
        Dependency.objects.create(point=company.point, upstream=upstream)
        same = company.report(text="Nobody rang the bell")
        near = at(company, upstream, "A driver was late by hours")
        at(company, upstream, "A label is missing")
        at(company, far, "The driver came two hours late")
        told = similar_to(traits_of(issue), among=Issue.objects.all(), now=NOW, besides=issue.pk)
        assert [(one.pk, one.where, one.reasons[0]) for one in told] == [
            (same.pk, "", "the same kind of problem"),
            (near.pk, "upstream, at Order picked", "similar words: late, driver, hours"),
        ]

    def test_name_the_same_site(self, company):
        depot = (
            Site.objects.create(name="Depot North", time_zone="UTC") if hasattr(Site, "time_zone") else None
        )
        one, other = (company.report(site=depot) for _ in range(2))
        reasons = similar_to(traits_of(one), among=Issue.objects.all(), now=NOW)[0].reasons
        assert ("the same site" in reasons) is (depot is not None)
        assert other.pk in found(one)

    def test_leave_out_what_is_over_but_not_what_was_fixed_lately(self, company, issue):
        fixed, declined = company.report(), company.report()
        commands.record_containment(issue=fixed.pk, actor=company.owner, now=NOW, evidence="e")
        commands.resolve(issue=fixed.pk, actor=company.owner, now=NOW, reason="fixed")
        assert sorted(found(issue)) == [fixed.pk, declined.pk]
        commands.verify(issue=fixed.pk, actor=company.reporter, now=NOW)
        commands.decline(issue=declined.pk, actor=company.owner, now=NOW, reason="r")
        assert found(issue) == [fixed.pk]
        assert found(issue, now=NOW + 31 * DAY) == []

    def test_are_only_those_that_the_reader_may_see(self, company, issue):
        company.report()
        assert similar_to(traits_of(issue), among=Issue.objects.none(), now=NOW) == []

    def test_cost_two_queries_however_many_there_are(self, company, issue):
        for _ in range(7):
            company.report()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(found(issue)) == 5
        assert len(asked) == 2

    def test_are_read_from_indexes_however_many_there_are(self, company, issue):
        with connection.cursor() as cursor:  # as if to read or sort the table were out of the question
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        plan = newest_at([company.point.pk, company.point.pk + 1], Issue.objects.all()).explain()
        assert plan.count("Limit") == 4  # the open ones and all, at each of the two points
        assert plan.count("Index Scan") == 4
        assert "Sort" not in plan

    def test_are_merged_with_one_press(self, company, issue, signed_in):
        other = company.report()
        client = signed_in(company.owner)
        page = client.get(f"/issues/{issue.pk}/").content.decode()
        address = f"/issues/{issue.pk}/merge/?into={other.pk}"
        assert f'href="{address}"' in page
        assert f'value="{other.pk}"' in client.get(address).content.decode()
        assert "merge/?into=" not in signed_in(company.reporter).get(f"/issues/{issue.pk}/").content.decode()
