"""The departments' and the flow's pages: what they say, and that every number on them leads to as many."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.urls import reverse

from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.commands.premises import set_targets
from insights.rules.company import SURVEY, Targets
from issues import commands
from issues.commands.histories import write
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import words
from tests.insights.stories import START, came_back, many_issues, random_histories, second_point
from tests.insights.test_overview import history_of

LATER = REPORTED + 30 * DAY
PAGES = ("insights:departments", "insights:flow")


@pytest.fixture
def at():
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


@pytest.fixture
def opened(company, signed_in, at):
    """The page as the executive reads it."""
    client = signed_in(company.executive)

    def read(name, status=200, slug=None, **query):
        keep_current(now=LATER)
        response = client.get(reverse(name, args=[slug] if slug else []), query)
        assert response.status_code == status
        return response

    return read


def numbers(response) -> set[tuple[str, str]]:
    """Every link to a list whose words are a whole number, with the number."""
    links = re.findall(
        r'<a href="(/overview/(?:issues|listed|records)/\?[^"]*)">([\d,]+)</a>', response.content.decode()
    )
    return {(unescape(address), number.replace(",", "")) for address, number in links}


class TestEveryNumber:
    @pytest.mark.parametrize(
        ("name", "slug", "least"),
        [
            ("insights:departments", None, 2),
            ("insights:department", "delivery", 40),
            ("insights:flow", None, 60),
            ("issues:point", "delivery-slot", 20),
        ],
    )
    def test_leads_to_as_many(self, company, opened, at, name, slug, least):
        many_issues(company, at)
        found = numbers(opened(name, slug=slug))
        assert len(found) >= least
        for address, number in found:
            assert self.listed(opened, address) == int(number), address

    def test_of_the_comparison_leads_to_as_many(self, company, opened, at):
        many_issues(company, at)
        cards = opened("insights:departments").context["cards"]
        for cell in (cell for card in cards for cell in card.cells):
            assert self.listed(opened, cell.url) == (cell.n if cell.count is None else cell.count), cell
            assert self.listed(opened, cell.n_url) == cell.n, cell

    def test_of_a_points_shares_leads_to_as_many(self, company, opened, at):
        many_issues(company, at)
        came_back(company)
        shown = [
            figure
            for slug in ("delivery-slot", "complaint-call")
            for figure in opened("issues:point", slug=slug).context["figures"]
        ]
        assert all(figure.share.count for figure in shown[2:6]), shown
        for figure in shown:
            assert self.listed(opened, figure.url) == figure.share.count, figure

    def listed(self, opened, address: str) -> int:
        """How many the list says that it has."""
        heading = re.search(r'<span class="page-count">([\d,]+)</span>', self.read(opened, address))
        assert heading is not None, address
        return int(heading[1].replace(",", ""))

    def read(self, opened, address: str) -> str:
        path, _, query = address.partition("?")
        names = {"issues": "insights:issues", "records": "insights:records"}
        response = opened(names[path.split("/")[2]], **dict(parse_qsl(query, keep_blank_values=True)))
        return response.content.decode()


class TestDepartments:
    def test_are_compared_by_what_the_address_says_and_never_with_too_few(self, company, opened):
        second_point(company)
        for _ in range(20):
            company.report()
        context = opened("insights:departments", sort="never").context
        assert [card.department.name for card, *_ in context["ranked"]] == ["Delivery"]
        assert [card.department.name for card, *_ in context["few"]] == ["Customer support"]
        by_time = opened("insights:departments", sort="verified").context
        assert [card.department.name for card, *_ in by_time["ranked"]] == []

    def test_stand_with_the_worst_first(self, company, opened):
        calls = second_point(company)
        for _ in range(20):
            company.report()
            told = commands.report(
                point=calls,
                severity=Severity.NORMAL,
                reporter=company.reporter,
                now=REPORTED,
                telling=commands.Telling(text="Nobody answers"),
            )
            commands.record_containment(
                issue=told.pk, actor=company.manager, now=REPORTED + HOUR, evidence="Called back"
            )
        for sort in ("never", "action_rate", "time_to_act"):
            ranked = opened("insights:departments", sort=sort).context["ranked"]
            assert [card.department.name for card, *_ in ranked] == ["Delivery", "Customer support"], sort

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("never", "descending"), ("time_to_act", "descending"), ("action_rate", "ascending")],
    )
    def test_say_in_which_order_the_worst_stands_first(self, company, opened, sort, order):
        company.report()
        page = opened("insights:departments", sort=sort).content.decode()
        assert re.findall(r'aria-sort="(\w+)"', page) == [order]

    def test_say_what_they_contributed(self, company, opened):
        company.report()
        said = words(opened("insights:department", slug="delivery"))
        assert "One problem was reported at its points." in said
        assert "0 of the 1 whose time to act is over were acted on in time: too few to judge." in said
        assert "Led by Hana Head · 1 point · 5 people" in said

    def test_stand_beside_the_target_that_the_interval_bears_out(self, company, opened):
        aims = Targets(action_rate=70, not_acted_on=30)
        set_targets(actor=None, seen=None, now=REPORTED, targets=aims, assumptions=SURVEY)
        for _ in range(20):
            company.report()
        said = words(opened("insights:department", slug="delivery"))
        assert "That misses the company's target of 70 %." in said
        assert "at least 70 % missed" in said

    def test_stand_beside_the_period_before_and_the_reference(self, company, opened):
        company.report(now=REPORTED - 10 * 7 * DAY)
        rows = opened("insights:department", slug="delivery").context["rows"]
        [(now, before)] = [(now, before) for now, before in rows if now.key == "never"]
        assert (now.n, before.cell.n, now.reference) == (0, 1, 29)

    def test_have_coverage_beside_the_proactive_share(self, company, opened):
        page = opened("insights:department", slug="delivery", stage=str(company.stage.pk))
        [covered] = re.findall(r"its points with .* 90 days: (\d+ of \d+)\.", words(page))
        [asked] = re.findall(r'href="/value-chain/\?([^"]+)#coverage"', page.content.decode())
        assert parse_qsl(unescape(asked))[-1] == ("department", "delivery")
        chain = words(opened("issues:value_chain", **dict(parse_qsl(unescape(asked)))))
        assert f"a standard in force and a report within 90 days: {covered}." in chain

    def test_say_that_nothing_was_reported_of_what_is_asked_for(self, company, opened):
        company.report()
        said = words(opened("insights:department", slug="delivery", severity="critical"))
        assert "Of what is asked for here nothing was reported at its points in this time." in said
        assert "Silence is not health" not in said

    def test_that_do_not_exist_are_not_found(self, company, opened):
        opened("insights:department", slug="nobody", status=404)

    def test_without_issues_say_so(self, company, opened):
        company.report()
        assert "Silence is not health" in words(opened("insights:departments", weeks="1"))


class TestFlow:
    def test_says_what_came_in_and_what_is_open(self, company, opened):
        company.report(now=LATER - 2 * DAY)
        said = words(opened("insights:flow"))
        assert "Open, whenever it was reported: 1" in said
        assert "On 1 of them nobody has ever acted." in said
        assert "1 to 3 days 1 1 0" in said

    def test_looks_back(self, company, opened):
        company.report(now=LATER - 2 * DAY)
        assert "Open, whenever it was reported: 0" in words(opened("insights:flow", as_of="2026-03-20"))

    def test_names_the_reasons_for_declining_that_the_reader_may_know(self, company, opened):
        for is_confidential in (False, True):
            issue = company.report(is_confidential=is_confidential)
            commands.decline(
                issue=issue.pk, actor=company.owner, now=REPORTED + HOUR, reason=f"Reason {is_confidential}"
            )
        said = words(opened("insights:flow"))
        assert "Reason False 1" in said
        assert "2 of 2" in said


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "table", "line"),
        [
            ("insights:departments", "compared", "Delivery,1,"),
            ("insights:flow", "weeks", "2026-03-30,1,0,0,1"),
            ("insights:flow", "ages", "1 to 3 days,1,1,0"),
            ("insights:flow", "rungs", "nobody told yet,1,1,0"),
        ],
    )
    def test_hold_what_the_tables_show(self, company, opened, name, table, line):
        company.report(now=LATER - 2 * DAY)
        response = opened(name, format="csv", table=table)
        assert line in b"".join(response.streaming_content).decode()


class TestDoors:
    @pytest.mark.parametrize("name", PAGES)
    def test_say_what_to_do_when_they_cannot_be_read(self, company, opened, name):
        assert "This cannot be shown as asked" in words(opened(name, 400, weeks="many"))

    @pytest.mark.parametrize(
        ("name", "asked"),
        [
            ("insights:issues", {"what": "nonsense"}),
            ("insights:issues", {"what": "reported", "week": "2026-W99"}),
            ("insights:issues", {"what": "reported", "week": "2030-W10"}),
            ("insights:issues", {"what": "reported", "up_to": "nonsense"}),
            ("insights:issues", {"what": "reported", "up_to": "2020-W01"}),
            ("insights:issues", {"what": "open", "rung": "77"}),
            ("insights:records", {"what": "nonsense"}),
            ("insights:records", {"what": "passed", "holder": "nobody"}),
        ],
    )
    def test_of_lists_refuse_what_there_is_not(self, company, opened, name, asked):
        assert "This cannot be shown as asked" in words(opened(name, 400, **asked))

    @pytest.mark.parametrize("name", [*PAGES, "insights:department"])
    def test_ask_the_database_no_more_often_for_more_issues(
        self, company, opened, at, name, django_assert_max_num_queries
    ):
        slug = "delivery" if name == "insights:department" else None
        random_histories(company, seed=1, number=20)
        at.move_to(START + timedelta(days=70))
        opened(name, slug=slug)
        with django_assert_max_num_queries(80) as few:
            opened(name, slug=slug)
        write([history_of(company) for _ in range(150)], now=LATER)
        keep_current(now=LATER)
        with django_assert_max_num_queries(len(few)):
            opened(name, slug=slug)
