"""Questions that are put into words once ask the same, whoever happens to be the first to ask."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import BooleanField, F, IntegerField
from django.utils import timezone, translation

from insights.querysets import (
    ageing,
    changes,
    company,
    coverage,
    declining,
    escalating,
    flow,
    lessons,
    movers,
    promises,
    reporting,
    waits,
    where,
)
from insights.querysets.prepared import OfScope
from insights.rules.periods import Period, Scope
from insights.views import gaps, point
from issues.commands import places, promising, recipients
from issues.models import Issue
from issues.views import tabs
from moment_of_service import frame
from people.models import User
from people.querysets.prepared import Prepared, Slot
from tests.cast import REPORTED

WEEK = Period(REPORTED, REPORTED + timedelta(weeks=1), until=REPORTED + timedelta(weeks=1))
SCOPES = [Scope(WEEK), Scope(WEEK, stage=1, point=2, department=3, severity="high")]
MODULES = (
    *(ageing, changes, company, coverage, declining, escalating, flow, frame, gaps, lessons, movers, places),
    *(point, promises, promising, recipients, reporting, tabs, waits, where),
)
KEPT = [
    *((module, name, kept) for module in MODULES for name, kept in vars(module).items()),
    *((flow, f"_WEEKS[{what}]", kept) for what, kept in flow._WEEKS.items()),
]
QUESTIONS = {
    f"{module.__name__}.{name}": question
    for module, name, question in KEPT
    if isinstance(question, OfScope | Prepared)
}


def written(question):
    """Its SQL, and what is filled in already, as if nobody had asked it yet."""
    if isinstance(question, Prepared):
        return [Prepared(question._write)._written[:2]]
    anew = OfScope(question._write)
    return [anew._asked(scope)[0]._written[:2] for scope in SCOPES]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_zone_and_no_language_is_written_into_it(db, question):
    with timezone.override(ZoneInfo("UTC")), translation.override("en"):
        first = written(question)
    with timezone.override(ZoneInfo("America/Los_Angeles")), translation.override("de"):
        assert written(question) == first


def test_models_are_as_django_makes_them(company, django_assert_num_queries):
    asked = Issue.objects.select_related("point__stage__chain", "holder").annotate(twice=F("pk") * 2)
    company.report()
    [plain], [found] = asked.order_by(), Prepared(asked.order_by).models()
    with django_assert_num_queries(0):
        assert found.point.stage.chain == company.point.stage.chain
        assert found.holder == plain.holder
    assert found.twice == 2 * found.pk
    assert {field.attname: getattr(found, field.attname) for field in Issue._meta.concrete_fields} == {
        field.attname: getattr(plain, field.attname) for field in Issue._meta.concrete_fields
    }


def test_what_stands_around_a_question_has_its_values_after_those_of_it(company):
    people = User.objects.filter(is_active=Slot("active", BooleanField())).order_by("pk").values_list("pk")
    first = Prepared(
        lambda: people, around="SELECT * FROM ({}) them LIMIT %s", slots=[Slot("most", IntegerField())]
    )
    assert first.rows(active=True, most=2) == list(people.model.objects.order_by("pk").values_list("pk")[:2])
