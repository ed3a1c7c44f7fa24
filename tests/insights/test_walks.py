"""The lists behind numbers while PostgreSQL believes that its tables are empty: no row is compared with every other one.

So it is right after an import, and in a young company: what it expects decides how it joins, and it expects one row.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insights.commands import keeping
from insights.commands.keeping import keep_current
from insights.models import Fact
from insights.querysets import among
from insights.querysets.behind import Narrower, behind
from insights.querysets.changes import behind_change
from insights.querysets.hands import Hands
from insights.rules.behind import Behind
from insights.rules.changes import What
from insights.rules.flow import Age
from insights.rules.periods import Period, Scope
from tests.insights.stories import START, random_histories

NOW = START + timedelta(days=80, hours=9)
NUMBER = 400
EACH_AT_MOST = 40  # times that a row is looked at: by few indexes, and never once for each other row
WHOLE = Scope(Period(START, NOW))
_EMPTY = """
    UPDATE pg_class SET reltuples = 0, relpages = 1 WHERE relname LIKE 'insights_%' OR relname LIKE 'issues_%'
"""
_UNKNOWN = """
    DELETE FROM pg_statistic USING pg_class
    WHERE starelid = pg_class.oid AND (relname LIKE 'insights_%' OR relname LIKE 'issues_%')
"""

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["few", "many"])
def unknown(company, request, monkeypatch):
    """Some hundred issues of which the database knows nothing; lists of more than three are many."""
    if request.param == "many":
        monkeypatch.setattr(among, "FEW", 3)
    random_histories(company, seed=5, number=NUMBER)
    keep_current(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        cursor.execute(_UNKNOWN)
        cursor.execute("SET LOCAL statement_timeout = '5s'")  # nobody waits for what fails
    return company


@pytest.mark.parametrize("place", ["whole", "department"])
def test_no_list_compares_every_row_with_every_other(unknown, place):
    scope = WHOLE if place == "whole" else replace(WHOLE, department=unknown.delivery.pk)
    looked_at = {}
    for name, ask in _lists(scope, unknown).items():
        with CaptureQueriesContext(connection) as captured:
            _read(ask(), unknown.stranger)
        looked_at[name] = max((_rows(query["sql"]) for query in captured.captured_queries), default=0)
    assert {name: rows for name, rows in looked_at.items() if rows > NUMBER * EACH_AT_MOST} == {}


def test_after_an_import_the_database_knows_how_many_there_are(company, monkeypatch):
    monkeypatch.setattr(keeping, "MANY", 50)
    random_histories(company, seed=5, number=70)
    keep_current(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'insights_fact'::regclass")
        assert cursor.fetchone() == (Fact.objects.count(),)


def _lists(scope, company):
    """Of each kind, and narrowed as the cost of inaction narrows."""
    hands = Hands(department=company.delivery.pk)
    return {
        **{f"behind {what}": lambda what=what: behind(scope, what) for what in Behind},
        **{f"change {what}": lambda what=what: behind_change(scope, what, 28) for what in What},
        "for a reason": lambda: behind(scope, Behind.DECLINED, Narrower(reason="not ours")),
        "one rung up": lambda: behind(scope, Behind.OPEN, Narrower(rung=1, age=Age.OLDER)),
        "in hand": lambda: behind(scope, Behind.UNACTED, Narrower(hands=hands, again=False)),
    }


def _read(issues, person):
    """As the pages do: how many, the first page, and how many are kept back."""
    issues.order_by().count()
    list(issues.visible_to(person, NOW).order_by("-reported_at", "-pk")[:51])
    str(issues.hidden_from(person, NOW).count_up_to(99))


def _rows(statement: str) -> int:
    """How many rows are looked at on the way to the answer: those that do not fit, too."""
    if not statement.startswith(("SELECT", "WITH")):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}")
        plan = cursor.fetchone()[0]
    return sum(_looked_at((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _looked_at(node: dict) -> Iterator[int]:
    passed = (value for name, value in node.items() if name.startswith("Rows Removed by"))
    yield int((node["Actual Rows"] + sum(passed)) * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _looked_at(child)
