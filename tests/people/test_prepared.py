"""A question whose SQL is written once answers as the question itself does."""

import pytest
from django.db.models import BigIntegerField, Value

from people.models import User
from people.querysets.prepared import NUMBERS, Prepared, Slot, one_of
from people.rules.permissions import Role
from tests.cast import person

IN_DEPARTMENT = Prepared(
    lambda: (
        User.objects.filter(department=Slot("department", BigIntegerField()))
        .annotate(marked=Value(5))
        .order_by("name")
    )
)
NAMED = Prepared(
    lambda: User.objects.filter(one_of("pk", Slot("people", NUMBERS))).order_by("name").values_list("name")
)

pytestmark = pytest.mark.django_db


def test_finds_other_rows_for_other_values(company):
    found = IN_DEPARTMENT.models(department=company.delivery.pk)
    assert found == list(User.objects.filter(department=company.delivery).order_by("name"))
    assert [one.marked for one in found] == [5] * len(found)
    assert IN_DEPARTMENT.models(department=company.support.pk) == [company.stranger, company.manager]


def test_takes_several_values_in_one_slot(company):
    assert NAMED.rows(people=[company.owner.pk, company.head.pk]) == [("Hana Head",), ("Olga Owner",)]
    assert NAMED.rows(people=[company.holder.pk]) == [("Tom Technician",)]


def test_sees_what_was_written_since(company):
    assert person("Nora New", Role.FRONTLINE, company.support) in IN_DEPARTMENT.models(
        department=company.support.pk
    )


def test_is_not_asked_without_a_value(company):
    with pytest.raises(KeyError, match="department"):
        IN_DEPARTMENT.models()
