"""Any table of the measures as a file: the numbers of the page, and what it was asked for."""

import csv
import io
import re
from datetime import UTC, date, datetime
from string import ascii_uppercase
from xml.etree import ElementTree as ET
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from issues import commands
from issues.models import Issue
from issues.views.spreadsheets import As, Meant
from issues.views.workbooks import SEEN_FIRST, Sheet, written
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import passed_to_support

LATER = REPORTED + 30 * DAY
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


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


def xlsx_sheets(body: bytes) -> dict[str, list[list[str | float | None]]]:
    """The sheets as ECMA-376 says to read them: a number is a number, a text is a text and never a formula."""
    with ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            read_xml(archive.read(part))
        book = read_xml(archive.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in book.iter(f"{_MAIN}sheet")]
        parts = [archive.read(f"xl/worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
    return {name: _cells(read_xml(part)) for name, part in zip(names, parts, strict=True)}


def read_xml(part: bytes) -> ET.Element:
    return ET.fromstring(part)  # noqa: S314  we wrote it


def xlsx_formats(body: bytes) -> dict[str, list[dict[str, str | None]]]:
    """How the numbers of the sheets are shown, row by row, by column, as ECMA-376 says to find it; nothing of a text."""
    with ZipFile(io.BytesIO(body)) as archive:
        styles = read_xml(archive.read("xl/styles.xml"))
        book = read_xml(archive.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in book.iter(f"{_MAIN}sheet")]
        parts = [read_xml(archive.read(f"xl/worksheets/sheet{n}.xml")) for n in range(1, len(names) + 1)]
    codes = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{_MAIN}numFmt")}
    looks = [codes.get(one.attrib["numFmtId"]) for one in styles.find(f"{_MAIN}cellXfs") or []]
    return {
        name: [
            {re.sub(r"\d", "", cell.attrib["r"]): looks[int(cell.attrib["s"])] for cell in row}
            for row in part.iter(f"{_MAIN}row")
        ]
        for name, part in zip(names, parts, strict=True)
    }


def _cells(sheet: ET.Element) -> list[list[str | float | None]]:
    assert not list(sheet.iter(f"{_MAIN}f"))
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells: list[str | float | None] = []
        for cell in row:
            place = re.sub(r"\d", "", cell.attrib["r"])
            cells += [None] * (ord(place) - ord("A") - len(cells)) if len(place) == 1 else []
            text = cell.find(f"{_MAIN}is/{_MAIN}t")
            cells.append(text.text if text is not None else float(cell.findtext(f"{_MAIN}v") or "nan"))
        rows.append(cells)
    return rows


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

    def test_keeps_its_headings_and_first_column_in_sight_and_is_as_wide_as_its_words(self):
        rows = [
            ["Point", "Share acted on in time", "What is said of it"],
            ["Delivery slot kept", Meant(0.25, As.SHARE), "word " * 40],
            ["Complaint call", None, "short"],
        ]
        body = b"".join(written([Sheet("Points", rows)], ZoneInfo("UTC")))
        with ZipFile(io.BytesIO(body)) as archive:
            sheet = read_xml(archive.read("xl/worksheets/sheet1.xml"))
            styles = read_xml(archive.read("xl/styles.xml"))
        [pane] = sheet.iter(f"{_MAIN}pane")
        assert (pane.attrib["xSplit"], pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "1", "frozen")
        assert [int(col.attrib["width"]) for col in sheet.iter(f"{_MAIN}col")] == [20, 11, 60]
        looks = list(styles.find(f"{_MAIN}cellXfs") or [])
        point, share, said, *rest = [looks[int(cell.attrib["s"])] for cell in sheet.iter(f"{_MAIN}c")]
        assert {one.attrib["fontId"] for one in (point, share, said)} == {"1"}
        assert [one[0].get("horizontal") for one in (point, share, said)] == [None, "right", None]
        assert [one[0].get("wrapText") for one in rest] == [None, None, "1", None, None]

    def test_of_more_rows_than_are_looked_at_first_has_all_of_them(self):
        rows = ([n] if n else ["n"] for n in range(SEEN_FIRST * 2))
        body = b"".join(written([Sheet("Many", rows)], ZoneInfo("UTC")))
        assert xlsx_sheets(body)["Many"] == [["n"], *([n] for n in range(1, SEEN_FIRST * 2))]

    def test_of_nothing_has_its_headings(self):
        sheets = [Sheet("Nothing", [["n", "Point"]]), Sheet("Empty", []), Sheet("About", [], has_heads=False)]
        body = b"".join(written(sheets, ZoneInfo("UTC")))
        assert xlsx_sheets(body) == {"Nothing": [["n", "Point"]], "Empty": [[]], "About": []}

    def test_keeps_instants_on_the_readers_clock_with_their_offset_in_sight(self):
        before, after = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
        body = b"".join(
            written([Sheet("Times", [[before], [after], [date(1900, 3, 1)]])], ZoneInfo("Europe/Berlin"))
        )
        [[winter], [summer], [day]] = xlsx_sheets(body)["Times"]
        assert (round((summer - winter) * 24, 6), day) == (25, 61)
        with ZipFile(io.BytesIO(body)) as archive:
            styles = archive.read("xl/styles.xml").decode()
        assert "+01:00" in styles
        assert "+02:00" in styles

    def test_takes_any_text_and_any_title(self):
        texts = ["a\x00b\x1b", "_x0041_", "<&\"'>", "😀" * 5, "x" * 40_000, "line\nline\r\nline", " spaces "]
        titles = ["a/b:c*[d]?\\", "", "'quoted'", "Same", "same", "x" * 50]
        sheets = xlsx_sheets(
            b"".join(written([Sheet(title, [[t] for t in texts]) for title in titles], ZoneInfo("UTC")))
        )
        assert list(sheets) == ["a b c  d", "2", "quoted", "Same", "same 5", "x" * 31]
        [nul], [escape], [marks], [emoji], [long], [lines], [spaces] = sheets["Same"]
        assert nul == "a\ufffdb\ufffd"
        assert escape == "_x005F_x0041_"
        assert (marks, emoji, spaces) == ("<&\"'>", "😀" * 5, " spaces ")
        assert len(long) == 32_767
        assert lines == "line\nline\r\nline"

    def test_of_the_same_rows_is_the_same_and_leaves_out_what_is_no_number(self):
        rows = [["n"], [float("nan"), 1.5, None, -2]]
        first, second = (b"".join(written([Sheet("N", rows)], ZoneInfo("UTC"))) for _ in range(2))
        assert first == second
        assert xlsx_sheets(first)["N"][1] == [None, 1.5, None, -2] or xlsx_sheets(first)["N"][1][1:] == [
            1.5,
            None,
            -2,
        ]
