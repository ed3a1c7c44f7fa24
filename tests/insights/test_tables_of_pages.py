"""Every table of the measures' pages as a file, with the numbers that stand on the page."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from insights.commands.keeping import keep_current
from issues import commands
from tests.cast import HOUR, REPORTED
from tests.insights.stories import START
from tests.insights.test_departments_pages import came_back, many_issues
from tests.insights.test_tables_out import table

NOW = START + timedelta(days=80)


@pytest.fixture
def at():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def opened(company, signed_in, at):
    client = signed_in(company.executive)

    def read(name, slug=None, **query):
        keep_current(now=NOW)
        return client.get(reverse(name, args=[slug] if slug else []), query)

    return read


@pytest.fixture
def lived(company, opened, at):
    """Something of everything that is counted; gives the page and its file."""
    many_issues(company, at)
    came_back(company)

    def both(name, of, slug=None, **query):
        page = opened(name, slug, **query)
        assert f"format=csv&amp;table={of}" in page.content.decode()
        return page.context, table(opened(name, slug, format="csv", table=of, **query))

    return both


class TestTheValueChain:
    def test_has_its_cards(self, lived):
        page, rows = lived("issues:value_chain", "cards")
        assert len(rows) == 2
        for card, row in zip(page["chain"].cards, rows, strict=True):
            assert (row["Stage"], row["Point"]) == (card.point.stage.name, card.point.name)
            assert (row["Open"], row["Open, and nobody ever acted"]) == (
                str(card.waiting.open),
                str(card.waiting.unacted),
            )
            assert row["Share acted on in time: n"] == str(card.figures.bands.matured)

    def test_has_where_it_begins_and_where_it_is_felt(self, lived):
        page, [row] = lived("issues:value_chain", "origins")
        [shown] = page["matrix"].rows
        assert (row["Where it began"], row["Felt at: Delivery slot kept"]) == (
            "Complaint call",
            str(shown.cells[0].count),
        )
        assert row["Felt downstream of its origin: n"] == str(shown.escaped.n)

    def test_has_what_is_covered(self, lived):
        rows = lived("issues:value_chain", "coverage")[1]
        assert [(row["Point"], row["An accountable owner"], row["A report in 90 days"]) for row in rows] == [
            ("Delivery slot kept", "yes", "yes"),
            ("Complaint call", "yes", "yes"),
        ]


class TestAPoint:
    def test_has_whether_it_lasts(self, lived):
        page, rows = lived("issues:point", "lasting", "delivery-slot")
        assert [(row["Measure"], row["n"]) for row in rows] == [
            (one.name, str(one.share.n)) for one in page["figures"]
        ]
        bias = next(row for row in rows if row["Measure"] == "Acted on only when it was urgent")
        assert float(bias["Share"]) > 0


class TestADepartment:
    def test_has_its_scorecard(self, lived):
        page, rows = lived("insights:department", "scorecard", "delivery")
        shown = {now.label: now.n for now, _ in page["rows"]}
        assert {row["Measure"]: int(row["n"]) for row in rows} == shown
        assert next(row for row in rows if row["Measure"] == "Median time to act")["Unit"] == "working h"

    def test_has_what_others_feel_of_it(self, lived):
        page, rows = lived("insights:department", "felt", "delivery")
        assert [int(row["Counted"]) for row in rows] == [
            page["promises"].due,
            page["promises"].kept,
            page["blocked"].promises,
            page["felt_elsewhere"],
        ]

    def test_has_its_points(self, lived):
        page, [row] = lived("insights:department", "points", "delivery")
        shown = (page["points"] + page["few_points"])[0]
        assert (row["Point"], row["Reported"], row["Not acted on"]) == (
            shown.name,
            str(shown.bands.reported),
            str(shown.bands.never),
        )

    def test_has_to_whom_it_passes(self, lived):
        page, rows = lived("insights:department", "partners", "delivery")
        assert [(row["With"], row["Passed to without acting"]) for row in rows] == [
            (one.partner.name, str(one.partner.passed_to)) for one in page["partners"]
        ]


class TestTheFlow:
    def test_has_its_promises(self, lived):
        page, [row] = lived("insights:flow", "promises")
        assert (row["Promises"], row["Missed"]) == (str(page["promises"].due), str(page["promises"].missed))
        assert page["promises"].due > 0

    def test_has_every_reason_that_the_reader_may_know(self, company, signed_in, at):
        for is_confidential in (False, True):
            issue = company.report(is_confidential=is_confidential)
            commands.decline(
                issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason=f"=Reason {is_confidential}"
            )
        keep_current(now=NOW)
        client = signed_in(company.stranger)
        rows = table(client.get(reverse("insights:flow"), {"format": "csv", "table": "reasons"}))
        assert rows == [{"Reason": "'=Reason False", "Issues": "1"}]
