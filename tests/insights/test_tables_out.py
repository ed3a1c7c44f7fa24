"""Any table of the measures as a file: the numbers of the page, and what it was asked for."""

import csv
import io
from string import ascii_uppercase

import pytest
import time_machine
from django.urls import reverse

from issues import commands
from issues.models import Issue
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import passed_to_support
from tests.insights.workbooks import xlsx_formats, xlsx_sheets

LATER = REPORTED + 30 * DAY


def content(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_rows(response) -> list[list[str]]:
    text = content(response).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def table(response) -> list[dict[str, str]]:
    """The table below what was asked, by its headings."""
    rows = csv_rows(response)
    heads, *found = rows[rows.index([]) + 1 :]
    return [dict(zip(heads, row, strict=True)) for row in found]


def about(response) -> dict[str, str]:
    rows = csv_rows(response)
    return dict(rows[: rows.index([])])


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


@pytest.fixture
def reader(company, signed_in):
    return signed_in(company.executive)


@pytest.fixture
def reported(company):
    """Three acted on in time, one never."""
    for _ in range(3):
        issue = company.report()
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + 5 * HOUR, evidence="Stopped"
        )
    return company.report()


def asked(reader, name="insights:overview", **query):
    return reader.get(reverse(name), query)


class TestCsv:
    def test_of_the_weeks_has_every_week_with_its_counts_and_shares(self, reader, reported):
        rows = table(asked(reader, format="csv", table="weeks", weeks="12"))
        assert len(rows) == 12
        [row] = [row for row in rows if row["Week"] == "2026-W10"]
        assert row["Week of"] == "2026-03-02"
        assert (row["Reported"], row["In time"], row["Late"], row["Not acted on"]) == ("4", "3", "0", "1")
        assert (row["Share not acted on"], row["Share not acted on: n"]) == ("0.25", "4")
        low, high = (float(row[f"Share not acted on: 95 % {end}"]) for end in ("from", "to"))
        assert (round(low, 4), round(high, 4)) == (0.0456, 0.6994)  # Wilson, of 1 in 4
        assert row["Median time to act, working hours"] == "5.0"
        empty = next(row for row in rows if row["Week"] == "2026-W11")
        assert (empty["Reported"], empty["Share not acted on"], empty["Share not acted on: n"]) == (
            "0",
            "",
            "0",
        )

    @pytest.mark.parametrize(
        ("name", "place"), [("points", "Delivery slot kept"), ("departments", "Delivery")]
    )
    def test_of_places_names_them(self, reader, reported, name, place):
        [row] = table(asked(reader, format="csv", table=name))
        assert list(row.values())[:5] == [place, "4", "3", "0", "1"]

    @pytest.mark.parametrize("weeks", ["1", "12"])
    def test_of_points_leaves_out_those_of_which_a_department_only_had_something_in_hand(
        self, reader, company, weeks
    ):
        passed_to_support(company, LATER - 2 * DAY)
        rows = table(asked(reader, format="csv", table="points", department="customer-support", weeks=weeks))
        assert rows == []
        [row] = table(asked(reader, format="csv", table="points", weeks=weeks))
        assert row["Point"] == "Delivery slot kept"

    def test_of_the_four_numbers_says_unit_and_reference(self, reader, reported):
        rows = {row["Measure"]: row for row in table(asked(reader, format="csv", table="numbers"))}
        assert rows["Reported, not acted on"]["Value"] == "0.25"
        assert rows["Reported, not acted on"]["Reference"] == "0.29"
        assert rows["Median time to act"]["Unit"] == "working h"
        assert rows["Customers at risk"]["Value"] == "0.26"

    def test_says_first_what_was_asked(self, reader, company, reported):
        told = about(
            asked(
                reader,
                format="csv",
                table="weeks",
                department="delivery",
                severity="normal",
                as_of="2026-03-20",
            )
        )
        assert told == {
            "What": "Week by week",
            "Reported from": "2025-12-29",
            "As it stood at": "2026-03-21 00:00:00+00:00",
            "Reported in": "12 weeks",
            "Department": "Delivery",
            "How bad": "normal",
            "Compared with": "the weeks before",
            "Written at": "2026-04-02 09:00:00+00:00",
            "Written for": "Xavier Executive",
            "Source": "http://127.0.0.1:8000/overview/?department=delivery&severity=normal&as_of=2026-03-20",
        }

    def test_is_narrowed_as_the_page_is(self, reader, reported):
        rows = table(asked(reader, format="csv", table="weeks", department="customer-support"))
        assert {row["Reported"] for row in rows} == {"0"}

    def test_is_called_as_what_it_is_and_the_day(self, reader, reported):
        response = asked(reader, format="csv", table="weeks")
        assert response["Content-Disposition"] == 'attachment; filename="overview-weeks-2026-04-02.csv"'

    def test_is_in_the_readers_words_though_written_after_the_request(self, company, signed_in, reported):
        company.executive.language = "de"
        company.executive.time_zone = "Asia/Tokyo"
        company.executive.save()
        told = about(asked(signed_in(company.executive), format="csv", table="weeks"))
        assert told["Was"] == "Woche für Woche"
        assert told["Erstellt am"] == "2026-04-02 18:00:00+09:00"

    @pytest.mark.parametrize(
        "query",
        [{"format": "csv", "table": "nonsense"}, {"format": "exe", "table": "weeks"}, {"format": "csv"}],
    )
    def test_of_what_the_page_has_not_is_not_found(self, reader, company, query):
        assert asked(reader, **query).status_code == 404

    def test_asked_for_wrongly_shows_the_page_and_what_to_do(self, reader, company):
        response = asked(reader, format="csv", table="weeks", as_of="2030-01-01")
        assert response.status_code == 400
        assert "nothing is known of later ones" in response.content.decode()


class TestTheListBehindANumber:
    def test_has_all_of_them_and_not_only_a_page(self, reader, company, monkeypatch):
        monkeypatch.setattr("issues.views.exporting.AT_ONCE", 7)
        found = [company.report(now=REPORTED + n * HOUR).pk for n in range(60)]
        rows = table(asked(reader, "insights:issues", format="csv", table="issues", what="never"))
        assert [int(row["Number"]) for row in rows] == found[::-1]
        assert rows[0]["Reported"] == "2026-03-05 20:00:00+00:00"

    def test_leaves_out_what_is_confidential_and_says_so(self, signed_in, company, reported):
        Issue.objects.filter(pk=reported.pk).update(is_confidential=True)
        rows = csv_rows(asked(signed_in(company.stranger), "insights:issues", format="csv", table="issues"))
        told = dict(rows[: rows.index([])])
        assert told["Issues behind the number"] == "4"
        assert told["Left out: confidential, and not for you"] == "1"
        assert len(rows) - rows.index([]) - 2 == 3

    def test_that_would_be_too_long_is_refused_with_what_to_do(self, reader, reported, monkeypatch):
        monkeypatch.setattr("issues.views.exporting.MOST", 2)
        response = reader.get("/overview/issues/?weeks=12&format=csv&table=issues", follow=True)
        assert response.redirect_chain == [("/overview/issues/?weeks=12", 302)]
        assert "More than 2 issues match: too many for one file." in response.content.decode()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_lets_nobody_send_a_formula(self, reader, company, kind):
        hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\tone", "\rone", '  "=1"', "＝1", "a\n=1+1"]
        for title in hostile:
            issue = company.report()
            Issue.objects.filter(pk=issue.pk).update(title=title)
        company.point.name = '=HYPERLINK("http://example.test")'
        company.point.save()
        response = asked(reader, "insights:issues", format=kind, table="issues")
        if kind == "csv":
            rows = table(response)
            titles, points = [row["What happened"] for row in rows], {row["Point"] for row in rows}
        else:
            sheet = next(iter(xlsx_sheets(content(response)).values()))[1:]
            titles, points = [row[1] for row in sheet], {row[4] for row in sheet}
        assert titles == [f"'{title}" if title != "a\n=1+1" else "a\n'=1+1" for title in reversed(hostile)]
        assert points == {'\'=HYPERLINK("http://example.test")'}


class TestWorkbook:
    def test_has_the_numbers_as_numbers_and_a_sheet_that_says_what_was_asked(self, reader, reported):
        response = asked(reader, format="xlsx", table="weeks")
        assert response["Content-Disposition"] == 'attachment; filename="overview-weeks-2026-04-02.xlsx"'
        sheets = xlsx_sheets(content(response))
        assert list(sheets) == ["Week by week", "About"]
        heads, *rows = sheets["Week by week"]
        [row] = [dict(zip(heads, row, strict=False)) for row in rows if row[0] == "2026-W10"]
        assert (row["Reported"], row["Share not acted on"]) == (4.0, 0.25)
        assert ["What", "Week by week"] in sheets["About"]

    def test_shows_shares_in_percent_hours_and_counts_as_such_and_days_as_days(self, reader, reported):
        body = content(asked(reader, format="xlsx", table="weeks"))
        sheet = xlsx_sheets(body)["Week by week"]
        at = next(n for n, row in enumerate(sheet) if row[0] == "2026-W10")
        looks = xlsx_formats(body)["Week by week"][at]
        formats = {head: looks.get(letter) for head, letter in zip(sheet[0], ascii_uppercase, strict=False)}
        assert formats["Week of"] == "yyyy-mm-dd"
        assert {formats[head] for head in ("Reported", "Late", "Share not acted on: n")} == {"#,##0"}
        ends = [f"Share not acted on{more}" for more in ("", ": 95 % from", ": 95 % to")]
        assert {formats[head] for head in ends} == {"0 %"}
        assert formats["Median time to act, working hours"] == '#,##0.0" h"'

    def test_of_the_four_numbers_shows_each_as_its_unit_says(self, reader, reported):
        body = content(asked(reader, format="xlsx", table="numbers"))
        sheet, formats = xlsx_sheets(body)["The four numbers"], xlsx_formats(body)["The four numbers"]
        shown = {row[0]: looks["B"] for row, looks in zip(sheet[1:], formats[1:], strict=True)}
        assert shown == {
            "Acted on in time": "0 %",
            "Reported, not acted on": "0 %",
            "Declined": "0 %",
            "Median time to act": '#,##0.0" h"',
            "Customers at risk": "#,##0.00",
        }

    def test_does_not_part_the_digits_of_a_name_that_is_a_number(self, reader, reported):
        body = content(asked(reader, "insights:issues", format="xlsx", table="issues"))
        [first, *_others] = xlsx_formats(body)["Issues behind a number"][1:]
        assert first["A"] == "0"
