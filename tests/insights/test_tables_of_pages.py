"""Every table of the measures' pages as a file, with the numbers that stand on the page."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from insights.commands.keeping import keep_current
from insights.commands.premises import set_targets
from insights.rules.company import Assumptions, Targets
from issues import commands
from issues.models import Issue
from issues.rules.events import ActionKind
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import START, came_back, many_issues
from tests.insights.test_tables_out import about, csv_rows, table

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


class TestTheOverview:
    def test_has_who_has_to_move_now_each_with_their_worst_issue(self, lived):
        page, rows = lived("insights:overview", "movers")
        assert len(page["movers"]) > 1
        told = [(row["Person"], row["Issues past the time to act"], row["The worst of them"]) for row in rows]
        assert told == [
            (mover.person.name, str(mover.issues), str(mover.worst.issue.pk)) for mover in page["movers"]
        ]

    def test_says_that_of_now_alone_and_what_is_kept_back(self, company, signed_in, at):
        company.report(is_confidential=True, text="The driver was drunk")
        keep_current(now=NOW)
        client = signed_in(company.stranger)
        address, asked = reverse("insights:overview"), {"format": "csv", "table": "movers"}
        told = about(client.get(address, asked))
        assert "no period narrows it" in told["Counted"]
        assert not told.keys() & {"Reported from", "Reported in", "Compared with"}
        [row] = table(client.get(address, asked))
        assert (row["Person"], row["Issues past the time to act"]) == ("confidential, and not for you", "1")
        assert client.get(address, asked | {"as_of": "2026-03-01"}).status_code == 404


class TestWhatNotActingCosts:
    def test_has_what_it_rests_on_beside_the_survey(self, company, lived):
        rich = Assumptions(leave_once=30, value=Decimal("199.50"), currency="PLN", realisation=50)
        set_targets(targets=Targets(), assumptions=rich, seen=0, actor=company.executive, now=REPORTED)
        rows = lived("insights:cost", "rests_on")[1]
        found = {row["Assumed"]: (row["Here"], row["Unit"], row["The survey"]) for row in rows}
        assert found["Leave after one bad experience"] == ("0.3", "share", "0.26")
        assert found["Value of one customer in a year"] == ("199.50", "PLN", "")
        assert found["Realisation factor"] == ("0.5", "share", "")
        assert len(rows) == 7

    def test_says_in_the_head_of_whose_hands_it_is_in_what_is_assumed(self, opened):
        said = about(opened("insights:cost", format="csv", table="hands", weeks="4", severity="high"))
        assert said["Leave after one bad experience"] == "26 %"
        assert said["Value of one customer in a year"] == "not known"
        assert "no period narrows it" in said["Counted"]
        assert said["How bad"] == "high"
        assert not said.keys() & {"Reported from", "Reported in", "Compared with"}


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


def prevented(company):
    """Work that somebody completed."""
    issue = company.report(now=START + DAY)
    by = {"issue": issue.pk, "now": START + DAY + HOUR}
    commands.plan_action(
        **by,
        actor=company.owner,
        kind=ActionKind.PREVENTIVE,
        description="Plan with the real unloading times",
        assignee=company.holder,
        due_at=START + 3 * DAY,
    )
    work = issue.actions.get().pk
    commands.complete_action(**by, action=work, actor=company.holder, evidence="Planned")


class TestTheLists:
    @pytest.mark.parametrize(
        "what",
        ["fixes_30", "again_30", "done", "received", "passed", "returned", "promised", "told", "rungs"],
    )
    def test_of_records_have_all_lines_of_the_page(self, company, opened, at, what, monkeypatch):
        monkeypatch.setattr("insights.views.records.AT_ONCE", 7)
        many_issues(company, at)
        came_back(company)
        prevented(company)
        page = opened("insights:records", what=what).context
        rows = table(opened("insights:records", format="csv", table="records", what=what))
        assert len(rows) == page["count"] > 0
        for shown, row in zip(page["records"], rows, strict=False):
            assert (row["What happened"], row["What is said"]) == (shown.title, shown.said)
            assert row["Address"].endswith(shown.url)

    @pytest.mark.parametrize(("name", "what"), [("insights:issues", "valid"), ("insights:changed", "queue")])
    def test_of_issues_have_all_of_the_page(self, lived, name, what):
        days = {"days": "7"} if name == "insights:changed" else {}
        page, rows = lived(name, "issues", what=what, **days)
        assert len(rows) == page["count"] > 0
        assert [int(row["Number"]) for row in rows[:50]] == [row.number for row in page["rows"]]

    def test_of_changes_say_the_days_and_no_period(self, company, opened):
        company.report(now=NOW - DAY)
        told = about(opened("insights:changed", format="csv", table="issues", what="worse", days="7"))
        assert told["Which"].startswith("Reported in the last whole week, ")
        assert "Reported from" not in told

    def test_leave_out_what_is_confidential_and_say_so(self, company, signed_in, at):
        company.report(now=NOW - DAY, is_confidential=True, text="The driver was drunk")
        Issue.objects.filter(pk=company.report(now=NOW - DAY).pk).update(title="=1+1")
        keep_current(now=NOW)
        client = signed_in(company.stranger)
        for name, what, of in (("records", "told", "records"), ("issues", "valid", "issues")):
            asked = {"format": "csv", "table": of, "what": what}
            rows = csv_rows(client.get(reverse(f"insights:{name}"), asked))
            assert ["Left out: confidential, and not for you", "1"] in rows
            assert "drunk" not in str(rows)
            assert "'=1+1" in str(rows)

    def test_that_would_be_too_long_are_refused_with_what_to_do(self, company, opened, monkeypatch):
        monkeypatch.setattr("issues.views.exporting.MOST", 1)
        for _ in range(2):
            company.report(now=NOW - DAY)
        response = opened("insights:records", format="csv", table="records", what="told")
        assert (response.status_code, response["Location"]) == (302, "/overview/records/?what=told")
