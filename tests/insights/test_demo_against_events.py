"""Every figure of the demo company is what plain loops find in its events: now, on past days, and at single places."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Count

from inflection_points.models import InflectionPoint, Stage
from insights.commands.keeping import keep_current
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.rules.periods import Period, Scope
from people.models import Department, User
from tests.demo import NOW, demo_company
from tests.insights import plain
from tests.insights.asking import ask
from tests.insights.living import IS_BIG_DOSE, TABLES, asked, said
from tests.insights.moving import differing
from tests.insights.questions import Question

pytestmark = pytest.mark.django_db
COLUMNS = ("point", "department", "stage")
QUARTER = Scope(Period.of_weeks(12, NOW))
SCOPES = {
    "now": QUARTER,
    "before": QUARTER.before,
    "a past Monday": Scope(Period.of_weeks(12, datetime(2026, 1, 19, tzinfo=UTC))),
    "a past Wednesday": Scope(Period.of_weeks(4, datetime(2026, 2, 11, 14, 20, tzinfo=UTC))),
    "what is urgent": replace(QUARTER, severity="high"),
}


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    with demo_company(django_db_blocker):
        keep_current(now=NOW)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        yield plain.Book.of(plain.everything())


@pytest.fixture
def executive():
    return User.objects.get(email="astrid.bergstrom@lindenholm.example")


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_figures(book, scope):
    assert not plain.differences(said(figures(scope)), book.figures(asked(scope)))


@pytest.mark.parametrize("by", [By.POINT, By.DEPARTMENT, By.WEEK])
def test_figures_of_every_group(book, by):
    lines = {line.name: said(line.figures) for line in figures_by(QUARTER, by)}
    told = {name: one for name, one in lines.items() if plain.tells(one)}
    assert not plain.differences(told, book.groups(asked(QUARTER), by.value))


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_every_other_measure(book, executive, scope):
    assert ask(Question(scope, executive, book)) == []


@pytest.mark.parametrize("narrowed", ["point", "department", "stage"])
def test_every_other_measure_of_places(book, executive, narrowed):
    """Of the place where most is waiting; with a dose of histories, of every place."""
    rows = (
        InflectionPoint.objects.alias(n=Count("issues"))
        .order_by("-n")
        .values_list("pk", "department", "stage")
    )
    places = dict.fromkeys(dict(zip(COLUMNS, row, strict=True))[narrowed] for row in rows)
    wednesday = SCOPES["a past Wednesday"]
    for place in list(places)[: None if IS_BIG_DOSE else 1]:
        there = replace(wednesday, **{narrowed: place})
        assert ask(Question(there, executive, book)) == [], there


def test_who_has_to_move(book):
    """Everybody who can sign in asks for the whole company; one who manages, of every place and severity."""
    everybody = list(User.objects.filter(is_active=True).order_by("pk"))
    assert list(differing(book, [QUARTER], everybody, NOW)) == []
    places = [{"severity": severity} for severity in ("low", "normal", "high", "critical")]
    places += [
        {name: pk}
        for name, of in (("stage", Stage), ("point", InflectionPoint), ("department", Department))
        for pk in of.objects.values_list("pk", flat=True)
    ]
    scopes = [replace(QUARTER, **place) for place in places]
    manager = User.objects.get(email="agnieszka.wojcik@lindenholm.example")
    assert list(differing(book, scopes, [manager], NOW)) == []


def test_shows_something_of_every_measure(book):
    """A page on which a measure is empty shows nobody what it is good for. No fix of a quarter is 90 days old."""
    found = book.figures(asked(QUARTER))
    nothing = {f"{part} {name}" for part, values in found.items() for name, n in values.items() if not n}
    assert not {one for one in nothing if not one.startswith("recurrence_90") and " p" not in one}
