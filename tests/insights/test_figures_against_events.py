"""Every figure equals the one that plain loops find in the raw events: random lives, any instant, every group.

`HISTORIES=40` tries so many random companies in place of the few of every day.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from insights.commands.keeping import keep_current
from insights.querysets.behind import behind
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.rules.behind import Behind
from insights.rules.figures import Figures
from insights.rules.periods import Period, Scope
from issues.models import Event
from tests.cast import Company, make_company
from tests.insights import plain
from tests.insights.lives import SECOND, random_lives
from tests.insights.stirring import stir
from tests.insights.stories import START
from tests.insights.world import build

pytestmark = pytest.mark.django_db
SEEDS = range(1, 1 + int(os.environ.get("HISTORIES", "3")))
SINCE = START + timedelta(days=14)
LIVES = 110
STIRRED = START + timedelta(days=140)
NOW = START + timedelta(days=165)
MONDAY = datetime(2026, 3, 30, tzinfo=UTC)

TABLES = [f"insights_{name}" for name in ("fact", "spell", "holding", "fix", "work")] + ["issues_issue"]


@dataclass
class Lived:
    """A company whose issues have lived, and what the raw rows say of it."""

    company: Company
    book: plain.Book


@pytest.fixture(scope="module", params=SEEDS)
def lived(django_db_setup, django_db_blocker, request):
    with django_db_blocker.unblock(), transaction.atomic():
        dice = random.Random(request.param)
        company = make_company()
        world = build(company, dice)
        random_lives(world, dice, LIVES)
        keep_current(now=NOW)
        stir(world, dice, times=25, now=STIRRED)
        keep_current(now=NOW)
        with (
            connection.cursor() as cursor
        ):  # nobody else tells PostgreSQL how much there is before it is rolled back
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
        yield Lived(company, plain.Book.of(plain.everything()))
        transaction.set_rollback(True)


def said(of: Figures) -> dict[str, Any]:
    """What both tell: the counts and the quantiles."""
    found = asdict(of)
    for took in (found["time_to_act"], found["time_to_act_again"]):
        del took["low"], took["high"]
    return found


def asked(scope: Scope) -> plain.Asked:
    period = scope.period
    return plain.Asked(
        period.since,
        period.as_of,
        period.until,
        scope.stage,
        scope.point,
        scope.department,
        scope.severity,
    )


def edges(book: plain.Book) -> list[datetime]:
    """Exactly when something happened, was due, or was old enough to judge; and a second before."""
    found = []
    for one in book.issues:
        fixed = [event.at for event in one.events if event.kind == "resolved"]
        found += [one.act_by, *(event.at for event in one.events)]
        found += [at + timedelta(days=days) for at in fixed for days in (7, 30, 90)]
        found += [telling.observed_at for telling in one.tellings]
    return sorted(at for at in found if SINCE <= at <= NOW)


def instants(book: plain.Book) -> list[datetime]:
    mondays = [START + timedelta(weeks=weeks) for weeks in (5, 20)]
    exact = edges(book)
    dice = random.Random(len(exact))
    chosen = dice.sample(exact, 14)
    return [*mondays, MONDAY, NOW, *chosen, *(at - SECOND for at in chosen[:5])]


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


def test_lists_behind_the_figures_are_those_of_the_events(lived):
    for scope in [*scopes(lived)][::2]:
        expected = plain.listed(lived.book, asked(scope))
        found = {what.value: set(behind(scope, what).values_list("pk", flat=True)) for what in Behind}
        assert {name: pks for name, pks in found.items() if pks} == expected, scope


def test_customers_at_risk_are_those_of_the_events(lived):
    for as_of in instants(lived.book):
        found = inaction(Scope(Period(SINCE, as_of)))
        told = {"issues": found.issues, "once": found.once, "more": found.more}
        assert told == plain.customers(lived.book.issues, as_of), as_of


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
