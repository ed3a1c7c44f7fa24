"""What waits at each point and where problems began: out of the rollups as out of the facts, after any history."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.querysets import escapes, waiting
from insights.querysets.behind import behind
from insights.querysets.rolled import origins
from insights.rules.behind import Behind
from insights.rules.periods import Period, Scope
from issues.commands import causes
from issues.models import Issue
from issues.rules.state import Phase
from tests.insights.stories import START, random_histories

INSTANTS = [START + timedelta(days=days) for days in (45.3, 130.7)]


@pytest.fixture(params=[3, 4])
def histories(company, request):
    return random_histories(company, seed=request.param, number=120)


def scopes(company, as_of):
    period = Period.of_weeks(12, as_of)
    yield Scope(period)
    yield Scope(period, department=company.delivery.pk)
    yield from (Scope(period, severity=severity) for severity in Severity)


class TestRollups:
    def test_say_what_waits_as_the_facts_do(self, company, histories):
        found = set()
        for as_of in INSTANTS:
            keep_current(now=as_of)
            for scope in scopes(company, as_of):
                ours = waiting.waiting_by_point(scope)
                assert ours == waiting.waiting_in_facts(scope)
                found |= {one.heat for one in ours.values()}
        assert len(found) > 1

    def test_say_where_problems_began_as_the_facts_do(self, company, histories):
        later = START + timedelta(days=140)
        for number, origin in enumerate(InflectionPoint.objects.order_by("pk")):
            said = {"title": f"This is the cause number {number}", "origin": origin}
            cause = causes.note_cause(actor=company.owner, now=later, **said)
            for issue in Issue.objects.exclude(phase=Phase.MERGED).order_by("pk")[number::5]:
                causes.link_cause(issue=issue.pk, cause=cause.pk, actor=company.administrator, now=later)
        keep_current(now=later)
        scope = Scope(Period.of_weeks(26, later))
        counted = origins(scope)
        assert counted is not None
        assert len(counted) > 2
        known = escapes.cohort(scope).filter(escapes._known(scope))
        assert escapes._told(counted) == escapes._flows(known)
        for point in InflectionPoint.objects.all():
            began = escapes.facts().filter(
                escapes.reported_in(scope.period), escapes._known(scope), origin=point
            )
            assert escapes.flows_from(replace(scope, point=point.pk)) == escapes._flows(began)

    def test_say_which_issue_waits_longest_as_the_facts_do(self, company, histories):
        keep_current(now=INSTANTS[-1])
        found = []
        for point in InflectionPoint.objects.all():
            alone = behind(Scope(Period.of_weeks(1, INSTANTS[-1]), point=point.pk), Behind.UNACTED)
            found.append(list(waiting.waits_longest(point.pk, Issue.objects.all())))
            assert found[-1] == list(alone.order_by("reported_at", "pk")[:1])
        assert any(found)
