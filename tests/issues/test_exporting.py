"""The list as a file: what is on the screen, all of it, and harmless in a spreadsheet."""

import csv
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.models import Kind
from inflection_points.rules.policies import Severity
from issues.commands.saved_views import save_view
from issues.models import Issue
from issues.views.columns import COLUMNS
from issues.views.spreadsheets import safe
from tests.cast import HOUR, REPORTED
from tests.issues.test_moves import ACT_BY
from tests.issues.test_views_lists import numbers


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(ACT_BY + HOUR, tick=False):
        yield


def body(response):
    return b"".join(response.streaming_content).decode()


def read(response):
    """The file as a spreadsheet reads it."""
    assert response.status_code == 200
    text = body(response)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


class TestTheFile:
    @pytest.fixture
    def many(self, company):
        severities = list(Severity)
        return [company.report(now=REPORTED + n * HOUR, severity=severities[n % 4]) for n in range(60)]

    @pytest.mark.parametrize(
        "query", ["", "sort=-severity", "severity=high&severity=low&sort=next", "q=snow"]
    )
    def test_has_the_very_issues_of_all_pages_in_their_order(self, company, many, signed_in, query):
        client = signed_in(company.stranger)
        listed, address = [], f"/issues/?all=1&{query}"
        while address:
            response = client.get(address)
            listed += numbers(response)
            after = response.context["page"].next_url
            address = f"/issues/{after}" if after else ""
        heads, *rows = read(client.get(f"/issues/export.csv?{query}"))
        assert heads[0] == "Number"
        assert [int(row[0]) for row in rows] == listed

    def test_goes_on_beyond_what_is_found_at_once(self, company, many, signed_in, monkeypatch):
        monkeypatch.setattr("issues.views.exporting.AT_ONCE", 7)
        rows = read(signed_in(company.stranger).get("/issues/export.csv?sort=-severity&columns=number"))[1:]
        assert len({row[0] for row in rows}) == 60

    def test_has_the_columns_of_the_table_with_what_it_shows(self, company, signed_in):
        company.report(text="Wet, “soaked”\nand cold")
        columns = (
            "number",
            "title",
            "severity",
            "state",
            "reported",
            "customers",
            "move",
            "then",
            "deadline",
        )
        query = "&".join(f"columns={name}" for name in columns)
        company.stranger.time_zone = "Asia/Tokyo"
        company.stranger.save()
        heads, row = read(signed_in(company.stranger).get(f"/issues/export.csv?{query}"))
        assert heads == [COLUMNS[name].label for name in columns]
        issue = Issue.objects.get()
        assert row == [
            str(issue.pk),
            issue.title,
            "Normal",
            "not acted on",
            "2026-03-03 18:00:00+09:00",
            "1",
            "Olga Owner, who answers for it, must act",
            "Hana Head",
            "2026-03-06 02:00:00+09:00",
        ]

    def test_lets_nobody_send_a_formula(self, company, signed_in):
        formulas = (
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tone",
            "\rone",
            ' "=1"',
            "  =cmd|' /C calc'!A0",
            "＝1+1",
            "'=1",
        )
        issues = [company.report() for _ in formulas]
        for issue, formula in zip(issues, formulas, strict=True):
            Issue.objects.filter(pk=issue.pk).update(title=formula)
        Kind.objects.update(name="=HYPERLINK(0)")
        query = "sort=number&columns=title&columns=kind&columns=customers"
        rows = read(signed_in(company.stranger).get(f"/issues/export.csv?{query}"))[1:]
        assert [row[0] for row in rows] == [f"'{formula}" for formula in formulas]
        assert {row[1] for row in rows} == {"'=HYPERLINK(0)"}
        assert {row[2] for row in rows} == {"1"}

    @pytest.mark.parametrize(
        ("cell", "harmless"),
        [
            ("\t=1", "'\t'=1"),
            ("a;=1+1", "a;'=1+1"),
            ('a; "=1+1', "a;' \"=1+1"),
            ("a\t@SUM(A1)|-1", "a\t'@SUM(A1)|'-1"),
            ("a\n=1+1", "a\n'=1+1"),
            ("a\r\n=1+1", "a\r\n'=1+1"),
        ],
    )
    def test_lets_nobody_send_a_formula_to_those_who_use_other_separators(self, cell, harmless):
        assert safe(cell) == harmless

    def test_leaves_numbers_and_plain_words_alone(self):
        assert [safe(cell) for cell in (-1, None, "Late - again", "“=”", "it's", "", "one; two")] == [
            -1,
            None,
            "Late - again",
            "“=”",
            "it's",
            "",
            "one; two",
        ]

    def test_is_called_as_the_view_and_the_day(self, company, issue, signed_in):
        view = save_view(owner=company.owner, name="Worst: Nord/Süd", query="", now=REPORTED, is_shared=True)
        hidden = save_view(owner=company.owner, name="Secret", query="", now=REPORTED)
        client = signed_in(company.stranger)

        def name(query):
            return client.get(f"/issues/export.csv?{query}")["Content-Disposition"]

        assert name(f"view={view.pk}") == 'attachment; filename="worst-nordsud-2026-03-05.csv"'
        assert name(f"view={hidden.pk}") == name("") == 'attachment; filename="issues-2026-03-05.csv"'

    def test_that_would_be_too_long_is_refused_with_what_to_do(self, company, signed_in, monkeypatch):
        for _ in range(3):
            company.report()
        monkeypatch.setattr("issues.views.exporting.MOST", 2)
        response = signed_in(company.stranger).get("/issues/export.csv?phase=open&sort=number", follow=True)
        assert response.redirect_chain == [("/issues/?phase=open&sort=number", 302)]
        assert "More than 2 issues match: too many for one file." in response.content.decode()

    def test_asks_as_often_for_many_as_for_few(self, company, signed_in):
        client = signed_in(company.stranger)

        def queries():
            with CaptureQueriesContext(connection) as seen:
                body(client.get("/issues/export.csv"))
            return len(seen)

        company.report()
        few = queries()
        for n in range(9):
            company.report(now=REPORTED + n * HOUR)
        assert queries() == few

    def test_is_for_those_who_are_signed_in(self, issue, client):
        assert client.get("/issues/export.csv").status_code == 302
