"""Every measure that is more than a count of issues equals what plain loops find: random lives, any instant, any place.

`HISTORIES=40` tries so many random companies in place of the few of every day.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from insights.rules.periods import Period, Scope
from people.models import Absence
from tests.insights.asking import ask
from tests.insights.living import NOW, SEEDS, SINCE, Lived, instants, lived_company
from tests.insights.moving import differing
from tests.insights.questions import Question
from tests.insights.stories import START

pytestmark = pytest.mark.django_db
WEDNESDAY = START + timedelta(weeks=11, days=2, hours=14, minutes=20)


@pytest.fixture(scope="module", params=SEEDS)
def lived(django_db_setup, django_db_blocker, request):
    with lived_company(django_db_blocker, request.param) as found:
        yield found


def test_every_measure_is_that_of_the_events(lived):
    viewer = lived.company.executive
    for scope in scopes(lived):
        assert ask(Question(scope, viewer, lived.book)) == [], scope


def test_who_has_to_move_is_that_of_the_events(lived):
    """Whoever asks: who runs the ladder, who is told little, who answers for points, and who stands in for somebody."""
    company = lived.company
    away = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}
    Absence.objects.create(person=company.owner, deputy=company.reporter, **away)
    readers = [company.executive, company.head, company.manager, company.reporter, company.administrator]
    whole = Scope(Period.of_weeks(12, NOW))
    places = [{"stage": company.stage.pk}, {"point": company.point.pk}, {"department": company.support.pk}]
    places += [{"severity": "high"}, {"severity": "critical", "department": company.delivery.pk}]
    asked = [whole, *(replace(whole, **place) for place in places)]
    assert list(differing(lived.book, asked, readers, NOW)) == []


def scopes(lived: Lived) -> Iterator[Scope]:
    """Everything at any instant, single places, and whole weeks as they stood when they were over."""
    company = lived.company
    yield from (Scope(Period(SINCE, as_of)) for as_of in instants(lived.book)[::4])
    whole = Scope(Period.of_weeks(12, WEDNESDAY))
    yield whole
    yield whole.before
    yield replace(whole, stage=company.stage.pk)
    yield replace(whole, point=company.point.pk)
    yield replace(whole, department=company.delivery.pk)
    yield replace(whole, severity="high")
    yield replace(whole, department=company.support.pk, severity="normal")
    yield Scope(Period.of_weeks(4, NOW), department=company.delivery.pk)
