"""Every figure equals the one that plain loops find in the raw events: random lives, any instant, every group.

`HISTORIES=40` tries so many random companies in place of the few of every day.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from insights.commands.keeping import keep_current
from insights.querysets.behind import behind
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.rules.behind import Behind
from insights.rules.periods import Period, Scope
from issues.models import Event
from tests.insights import plain
from tests.insights.living import NOW, SEEDS, SINCE, Lived, asked, instants, lived_company, said
from tests.insights.stories import START

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 30, tzinfo=UTC)


@pytest.fixture(scope="module", params=SEEDS)
def lived(django_db_setup, django_db_blocker, request):
    with lived_company(django_db_blocker, request.param) as found:
        yield found


@pytest.mark.parametrize("lived", [1], indirect=True, scope="module")
def test_everything_that_is_counted_happens(lived):
    """Otherwise the comparisons below would agree about nothing."""
    found = lived.book.figures(plain.Asked(SINCE, NOW))
    counted = {f"{part}.{name}": value for part, values in found.items() for name, value in values.items()}
    nothing = {name for name, value in counted.items() if not value}
    assert not {name for name in nothing if not name.endswith((".maturing", ".p50", ".p75", ".p90"))}
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"merged", "unmerged", "undone", "escalated", "cause_unlinked", "acted_elsewhere"} <= kinds


def test_figures_are_those_of_the_events(lived):
    wrong = {}
    for scope in scopes(lived):
        wrong[scope] = plain.differences(said(figures(scope)), lived.book.figures(asked(scope)))
        for by in By if scope.period.as_of in (NOW, MONDAY) else ():
            lines = {line.name: said(line.figures) for line in figures_by(scope, by)}
            told = {name: one for name, one in lines.items() if plain.tells(one)}
            wrong[scope, by] = plain.differences(told, lived.book.groups(asked(scope), by.value))
    assert not {scope: lines for scope, lines in wrong.items() if lines}


def test_time_alone_moves_them(lived):
    """Nothing happens, and yet more has matured, is old enough to judge, and waits for longer."""
    for later in (NOW + timedelta(days=3), NOW + timedelta(days=60, hours=7)):
        keep_current(now=later)
        scope = Scope(Period(SINCE, later))
        assert not plain.differences(said(figures(scope)), lived.book.figures(asked(scope)))


def test_lists_behind_the_figures_are_those_of_the_events(lived):
    for scope in [*scopes(lived)][::2]:
        expected = plain.listed(lived.book, asked(scope))
        found = {what.value: set(behind(scope, what).values_list("pk", flat=True)) for what in Behind}
        assert {name: pks for name, pks in found.items() if pks} == expected, scope


def scopes(lived: Lived) -> Iterator[Scope]:
    """Everything at any instant, single places, and whole weeks as they stood when they were over."""
    company = lived.company
    yield from (Scope(Period(SINCE, as_of)) for as_of in instants(lived.book))
    period = Period(SINCE, START + timedelta(days=120))
    yield Scope(period, stage=company.stage.pk)
    yield Scope(period, point=company.point.pk)
    yield Scope(period, department=company.delivery.pk)
    yield Scope(period, severity="high")
    yield Scope(period, department=company.support.pk, severity="normal")
    yield Scope(Period(MONDAY, NOW)).before
    yield Scope(Period(MONDAY, NOW, MONDAY + timedelta(weeks=3)))
