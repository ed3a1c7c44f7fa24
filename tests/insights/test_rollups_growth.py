"""A million issues: what the figures of now are read from and kept by has an index, or is small."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insights.commands import tallying
from insights.commands.keeping import keep_current
from insights.querysets.escapes import flows
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.querysets.origins import felt_elsewhere_by
from insights.querysets.rolled import Timed
from insights.querysets.waiting import waiting_by_point
from insights.querysets.where import read_once
from insights.rules.periods import Period, Scope
from tests.insights.stories import START, random_histories
from tests.issues import test_growth as growth

NOW = START + timedelta(days=80, hours=9)
GROWING = {"issues_issue", *(f"insights_{name}" for name in ("fact", "spell", "holding", "tally"))}
SCOPE = Scope(Period.of_weeks(12, NOW))
ASKED = {
    "figures": lambda: figures(SCOPE, Timed.ACT),
    "before": lambda: figures(SCOPE.before, Timed.ACT),
    **{f"by {by}": lambda by=by: figures_by(SCOPE, by, Timed.ACT) for by in By},
    "inaction": lambda: (inaction(SCOPE), inaction(SCOPE.before)),
    "waiting": lambda: waiting_by_point(SCOPE),
    "origins": lambda: (flows(SCOPE), felt_elsewhere_by(SCOPE)),
    "due": lambda: tallying.due(NOW, 300),
}

# Lists whose number is known from the rollups; others are counted.
LISTS = [
    *("reported", "in_time", "late", "never", "declined", "maturing", "judged", "decided", "acted", "valid"),
    *("born_urgent", "triggered", "asked", "said_yes", "not_yes", "resolved", "reopened", "known", "escaped"),
    *("open", "open_acted", "unacted", "felt_elsewhere"),
]


@pytest.fixture
def million(company):
    """A few issues that are counted, and statistics as if there were a million."""
    growth.empty(GROWING)
    histories = random_histories(company, seed=3, number=300)
    keep_current(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        growth.pretend(cursor, GROWING)
    return histories


class TestWithAMillionIssues:
    @pytest.mark.parametrize("name", ASKED)
    def test_what_is_shown_now_reads_no_whole_table(self, million, name):
        with CaptureQueriesContext(connection) as captured, read_once():
            ASKED[name]()
        assert {table for query in captured.captured_queries for table in whole_tables(query["sql"])} == set()

    def test_counting_some_issues_anew_reads_no_whole_table(self, million):
        some = [issue.pk for issue in million[:10]]
        with CaptureQueriesContext(connection) as captured:
            tallying.tally_anew(some, now=NOW)
        assert {table for query in captured.captured_queries for table in whole_tables(query["sql"])} == set()

    def test_the_same_is_asked_once_for_a_page(self, million):
        with CaptureQueriesContext(connection) as captured, read_once():
            for by in (None, By.WEEK, By.POINT, By.DEPARTMENT):
                figures(SCOPE, Timed.NOTHING) if by is None else figures_by(SCOPE, by, Timed.NOTHING)
        assert len(captured) <= 5

    @pytest.mark.parametrize("name", ["insights:overview", "issues:value_chain", "insights:departments"])
    def test_a_page_of_figures_reads_no_whole_table(self, million, opened, at, name):
        at.move_to(NOW)
        with CaptureQueriesContext(connection) as captured:
            opened(name=name)
        assert read_whole(captured) == {}

    def test_a_page_of_figures_asks_no_more_than_so_often(self, million, opened, at):
        at.move_to(NOW)
        for name, most in [
            ("insights:overview", 30),
            ("issues:value_chain", 18),
            ("insights:departments", 20),
        ]:
            with CaptureQueriesContext(connection) as captured:
                opened(name=name)
            assert len(captured) <= most, name

    @pytest.mark.parametrize("narrower", [{}, {"department": "delivery"}, {"severity": "high", "weeks": "4"}])
    def test_a_list_behind_a_number_reads_no_whole_table(self, million, opened, at, narrower):
        at.move_to(NOW)
        for what in LISTS:
            with CaptureQueriesContext(connection) as captured:
                opened(name="insights:issues", what=what, **narrower)
            assert (what, read_whole(captured)) == (what, {})


def read_whole(captured, growing=GROWING):
    """The growing tables that a statement reads whole, with the statement."""
    asked = [query["sql"] for query in captured.captured_queries]
    return {
        sql: found
        for sql in asked
        if sql.lstrip().startswith(("SELECT", "(")) and (found := whole_tables(sql, growing))
    }


def whole_tables(statement, growing=GROWING):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        plan = cursor.fetchone()[0]
    return set(growing) & set(
        growth._scanned((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    )
