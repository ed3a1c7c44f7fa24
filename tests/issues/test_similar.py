"""Other issues that may be about the same problem, and why."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.models import Dependency, InflectionPoint, Site
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.likening import similar_to, traits_of
from issues.models import Issue
from issues.rules.likeness import Traits, likenesses
from issues.templatetags.likeness import lies, why
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


def words_in_common(one: str, other: str) -> tuple[str, ...]:
    return likenesses(Traits(one, 1), [Traits(other, 1)])[0].words


class TestWords:
    def test_that_tell_something_are_compared_whatever_their_ending(self):
        found = words_in_common("The drivers were delivering late", "A driver delivered it too late")
        assert found == ("drivers", "delivering", "late")

    def test_that_tell_nothing_are_not(self):
        assert words_in_common("The customer has been there again", "Our customer had been here again") == ()
        assert words_in_common("Die Kunden haben nicht gewartet", "Kunde hat wieder nicht bezahlt") == ()

    def test_count_the_more_the_fewer_have_them(self):
        told = Traits("Lift stuck in the depot", 1)
        common = [Traits(f"Depot {thing} broken", 1) for thing in ("door", "light", "floor", "gate")]
        rare = Traits("Somebody is stuck", 1)
        found = likenesses(told, [*common, rare])
        assert found[-1].score > max(like.score for like in found[:-1])

    def test_alone_must_be_more_elsewhere_in_the_chain(self):
        told = Traits("Wrong door delivered to the wrong house", 1)
        here, there = (Traits("Door painted badly, twice, in blue", point) for point in (1, 2))
        assert [like.is_enough for like in likenesses(told, [here, there])] == [True, False]

    @pytest.mark.parametrize(
        "text", ["", "\x00", "🦌🦌🦌", "the and of", "x" * 1_000_000, "الشحنة متأخرة", "'); --"]
    )
    def test_of_any_sort_are_compared_without_an_error(self, text):
        [like] = likenesses(Traits(text, 1), [Traits(text, 1)])
        assert 0 <= like.score <= 1

    def test_in_other_scripts_count_as_well(self):
        assert words_in_common("الشحنة متأخرة جدا", "وصلت الشحنة متأخرة") == ("الشحنة", "متأخرة")


class TestSimilar:
    def test_are_those_of_the_same_kind_or_words_here_and_beside(self, company, issue):
        upstream, far = beside(company, "Order picked"), beside(company, "Far away")
        Dependency.objects.create(point=company.point, upstream=upstream)
        same = company.report(text="Nobody rang the bell")
        near = at(company, upstream, "A driver was late by hours")
        at(company, upstream, "A label is missing")
        at(company, far, "The driver came two hours late")
        told = similar_to(traits_of(issue), among=Issue.objects.all(), now=NOW, besides=issue.pk)
        assert [(one.pk, lies(one), why(one)) for one in told] == [
            (near.pk, "upstream, at Order picked", "similar words: Late, driver, hours"),
            (same.pk, "", "the same kind of problem"),
        ]

    def test_name_the_same_site(self, company):
        depot = (
            Site.objects.create(name="Depot North", time_zone="UTC") if hasattr(Site, "time_zone") else None
        )
        one, other = (company.report(site=depot) for _ in range(2))
        reasons = why(similar_to(traits_of(one), among=Issue.objects.all(), now=NOW)[0])
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

    def test_cost_three_queries_however_many_there_are(self, company, issue):
        for _ in range(7):
            company.report()
        told = traits_of(issue)
        with CaptureQueriesContext(connection) as asked:
            assert len(similar_to(told, among=Issue.objects.all(), now=NOW)) == 5
        assert len(asked) == 3

    def test_are_merged_with_one_press(self, company, issue, signed_in):
        other = company.report()
        client = signed_in(company.owner)
        page = client.get(f"/issues/{issue.pk}/").content.decode()
        address = f"/issues/{issue.pk}/merge/?into={other.pk}"
        assert f'href="{address}"' in page
        assert f'value="{other.pk}"' in client.get(address).content.decode()
        assert "merge/?into=" not in signed_in(company.reporter).get(f"/issues/{issue.pk}/").content.decode()
