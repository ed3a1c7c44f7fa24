"""Every figure of the demo company is what plain loops find in its events."""

import pytest
from django.db import connection

from insights.commands.keeping import keep_current
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.rules.periods import Period, Scope
from tests.demo import NOW, demo_company
from tests.insights import plain
from tests.insights.living import TABLES, asked, said

pytestmark = pytest.mark.django_db
QUARTER = Scope(Period.of_weeks(12, NOW))


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    with demo_company(django_db_blocker):
        keep_current(now=NOW)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        yield plain.Book.of(plain.everything())


@pytest.mark.parametrize("scope", [QUARTER, QUARTER.before], ids=["now", "before"])
def test_figures(book, scope):
    assert not plain.differences(said(figures(scope)), book.figures(asked(scope)))


@pytest.mark.parametrize("by", [By.POINT, By.DEPARTMENT, By.WEEK])
def test_figures_of_every_group(book, by):
    lines = {line.name: said(line.figures) for line in figures_by(QUARTER, by)}
    told = {name: one for name, one in lines.items() if plain.tells(one)}
    assert not plain.differences(told, book.groups(asked(QUARTER), by.value))


def test_customers_at_risk(book):
    found = inaction(QUARTER)
    told = {"issues": found.issues, "once": found.once, "more": found.more}
    assert told == plain.customers(book.issues, NOW)


def test_shows_something_of_every_measure(book):
    """A page on which a measure is empty shows nobody what it is good for. No fix of a quarter is 90 days old."""
    found = book.figures(asked(QUARTER))
    nothing = {f"{part} {name}" for part, values in found.items() for name, n in values.items() if not n}
    assert not {one for one in nothing if not one.startswith("recurrence_90") and " p" not in one}
