"""The value chain and the page of a point: what they say, and that every number leads to as many issues."""

from dataclasses import replace

import pytest
import time_machine

from inflection_points.commands.chain import add_dependency
from inflection_points.models import InflectionPoint, Kind
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from issues import commands
from issues.commands import causes
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import words
from tests.issues.test_moves import ACT_BY

LATER = ACT_BY + HOUR
POINT = "/points/delivery-slot/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


def chain(client, **query):
    return client.get("/value-chain/", query).context["chain"]


def numbers(response):
    return [row.number for row in response.context["rows"]]


def contained(company, issue, at=REPORTED + HOUR):
    commands.record_containment(issue=issue.pk, actor=company.owner, now=at, evidence="Sent a courier")


def explained(company, issue, origin):
    by = {"actor": company.owner, "now": LATER - HOUR}
    cause = causes.note_cause(**by, title="The slot is promised before anybody asks", origin=origin)
    causes.link_cause(**by, issue=issue.pk, cause=cause.pk)
    return cause.pk


class TestCards:
    def test_say_what_is_open_and_on_what_nobody_ever_acted(self, company, signed_in):
        company.report()
        company.report(now=ACT_BY)
        contained(company, company.report())
        [column] = chain(signed_in(company.stranger)).columns
        [card] = column.cards
        assert (column.stage, card.point) == (company.stage, company.point)
        assert (card.waiting.open, card.waiting.unacted) == (3, 2)
        assert card.waiting.oldest == LATER - REPORTED
        assert card.waiting.heat == 1  # 2 days and 9 hours

    def test_heat_comes_from_the_oldest_on_which_nobody_acted_not_from_the_oldest(self, company, signed_in):
        contained(company, company.report(now=REPORTED - 40 * DAY), REPORTED - 39 * DAY)
        company.report(now=REPORTED - 9 * DAY)
        [card] = chain(signed_in(company.stranger)).cards
        assert card.waiting.heat == 3

    def test_every_number_leads_to_as_many_issues(self, company, signed_in):
        company.report()
        contained(company, company.report())
        contained(company, company.report(now=REPORTED - DAY), REPORTED - DAY + HOUR)
        client = signed_in(company.executive)
        [card] = chain(client).cards
        shown = {
            "open": card.waiting.open,
            "unacted": card.waiting.unacted,
            "in_time": card.figures.bands.in_time,
        }
        assert shown == {"open": 3, "unacted": 1, "in_time": 2}
        assert {name: client.get(card.urls[name]).context["count"] for name in shown} == shown

    def test_the_head_counts_what_its_links_list_at_points_that_are_not_in_use_any_more_too(
        self, company, upstream, signed_in
    ):
        contained(company, company.report())
        there = replace(company, point=upstream, kind=Kind.objects.create(point=upstream, name="Wrong"))
        there.report()
        InflectionPoint.objects.filter(pk=upstream.pk).update(is_active=False)
        client = signed_in(company.executive)
        head = client.get("/value-chain/").context
        assert (head["open"], head["unacted"]) == (2, 1)
        assert client.get(head["open_url"]).context["count"] == 2
        assert client.get(head["unacted_url"]).context["count"] == 1

    def test_looking_back_shows_how_it_stood_then(self, company, signed_in):
        issue = company.report()
        contained(company, issue, REPORTED + DAY)
        [card] = chain(signed_in(company.executive), as_of=f"{REPORTED:%Y-%m-%d}").cards
        assert (card.waiting.open, card.waiting.unacted) == (1, 1)

    def test_dependencies_are_drawn_and_named(self, company, upstream, signed_in):
        response = signed_in(company.stranger).get("/value-chain/")
        drawn = response.context["chain"]
        [wire] = drawn.wires
        assert (wire.upstream, wire.point) == (upstream.pk, company.point.pk)
        assert "depends on Slot promised" in words(response)
        assert [column.stage.name for column in drawn.columns] == ["Selling", "Delivering"]

    def test_filters_show_only_what_was_asked_for(self, company, upstream, signed_in):
        client = signed_in(company.executive)
        assert [card.point for card in chain(client, department="customer-support").cards] == [upstream]
        company.report(severity=Severity.LOW)
        assert [c.waiting.open for c in chain(client, point="delivery-slot", severity="high").cards] == [0]
        assert "cannot be shown as asked" in words(client.get("/value-chain/", {"weeks": "many"}))

    def test_asks_as_much_for_many_points_as_for_two(
        self, company, upstream, signed_in, django_assert_max_num_queries
    ):
        company.report()
        client = signed_in(company.executive)
        keep_current(now=LATER)
        client.get("/value-chain/")
        with django_assert_max_num_queries(200) as few:
            client.get("/value-chain/")
        for n in range(8):
            point = InflectionPoint.objects.create(
                stage=company.stage,
                name=f"Moment {n}",
                slug=f"moment-{n}",
                department=company.support,
                owner=company.manager,
                deputy=company.deputy,
                policy=company.version.policy,
                calendar=company.calendar,
            )
            add_dependency(point=point, upstream=upstream)
            commands.report(
                point=point,
                severity=Severity.NORMAL,
                reporter=company.reporter,
                now=REPORTED,
                telling=commands.Telling(text="Late"),
            )
        keep_current(now=LATER)
        with django_assert_max_num_queries(len(few.captured_queries)):
            client.get("/value-chain/")

    def test_without_a_chain_says_who_makes_one(self, company, signed_in):
        company.report()
        InflectionPoint.objects.update(is_active=False)
        assert "No value chain yet" in words(signed_in(company.executive).get("/value-chain/"))


class TestOnPaper:
    def test_what_the_colours_mean_stands_above_the_cards_and_never_on_a_sheet_of_its_own(
        self, company, signed_in
    ):
        company.report()
        page = signed_in(company.executive).get("/value-chain/").content.decode()
        above, below = page.split("data-chain", 1)
        assert "chain-legend print-only" in above
        assert "chain-legend screen-only" in below
        assert page.count("over 30 days") == 2


class TestMatrix:
    def test_each_cell_leads_to_exactly_its_issues(self, company, upstream, signed_in):
        felt, at_home = company.report(), company.report()
        explained(company, felt, upstream)
        explained(company, at_home, company.point)
        client = signed_in(company.executive)
        found = client.get("/value-chain/").context["matrix"]
        assert (found.escaped.count, found.escaped.n) == (1, 2)
        assert [row.origin for row in found.rows] == [upstream, company.point]
        [from_upstream], [from_here] = (row.cells for row in found.rows)
        assert (from_upstream.count, from_upstream.is_escape, from_upstream.is_home) == (1, True, False)
        assert (from_here.count, from_here.is_escape, from_here.is_home) == (1, False, True)
        assert numbers(client.get(from_upstream.url)) == [felt.pk]
        assert numbers(client.get(from_here.url)) == [at_home.pk]
        assert numbers(client.get(found.escaped_url)) == [felt.pk]
        assert {row.number for row in client.get(found.rows[0].url).context["rows"]} == {felt.pk}

    def test_without_causes_says_how_to_find_them(self, company, signed_in):
        assert "Of no issue of this period does anybody know where it began." in words(
            signed_in(company.executive).get("/value-chain/")
        )


class TestCoverageOnThePage:
    def test_names_what_is_missing_and_leads_to_whoever_can_mend_it(self, company, signed_in):
        page = signed_in(company.owner).get("/value-chain/")
        assert "a report within 90 days: 0 of 1." in words(page)
        assert 'href="/points/delivery-slot/standard/"' in page.content.decode()
        assert 'href="/points/delivery-slot/posters/"' in page.content.decode()
        assert (
            'href="/points/delivery-slot/posters/"'
            not in signed_in(company.reporter).get("/value-chain/").content.decode()
        )
