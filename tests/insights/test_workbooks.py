"""Workbooks of plain rows: what stays in sight, how wide columns are, and what cells may hold."""

import io
from datetime import UTC, date, datetime
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from issues.views.spreadsheets import As, Meant
from issues.views.workbooks import SEEN_FIRST, Sheet, written
from tests.insights.workbooks import MAIN, read_xml, xlsx_sheets


class TestWorkbook:
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
        [pane] = sheet.iter(f"{MAIN}pane")
        assert (pane.attrib["xSplit"], pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "1", "frozen")
        assert [int(col.attrib["width"]) for col in sheet.iter(f"{MAIN}col")] == [20, 11, 60]
        looks = list(styles.find(f"{MAIN}cellXfs") or [])
        point, share, said, *rest = [looks[int(cell.attrib["s"])] for cell in sheet.iter(f"{MAIN}c")]
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
