"""The value chain and the page of a point: what they say, and that every number leads to as many issues."""

import re
from dataclasses import replace

import pytest
import time_machine

from inflection_points.commands.chain import add_dependency
from inflection_points.models import InflectionPoint, Kind, Stage
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from issues import commands
from issues.commands import causes
from issues.rules.events import ActionKind
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import words
from tests.issues.test_moves import ACT_BY

LATER = ACT_BY + HOUR
POINT = "/points/delivery-slot/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def upstream(company):
    """A point of customer support, on whose promise the delivery depends."""
    stage = Stage.objects.create(chain=company.chain, name="Selling", position=0)
    point = InflectionPoint.objects.create(
        stage=stage,
        name="Slot promised",
        slug="slot-promised",
        department=company.support,
        owner=company.manager,
        policy=company.version.policy,
        calendar=company.calendar,
    )
    add_dependency(point=company.point, upstream=point)
    return point


def chain(client, **query):
    return client.get("/value-chain/", query).context["chain"]


def numbers(response):
    return [row.number for row in response.context["rows"]]


def contained(company, issue, at=REPORTED + HOUR):
    commands.record_containment(issue=issue.pk, actor=company.owner, now=at, evidence="Sent a courier")


def explained(company, issue, origin):
    cause = causes.note_cause(
        actor=company.owner, now=LATER - HOUR, title="The slot is promised before anybody asks", origin=origin
    )
    causes.link_cause(issue=issue.pk, cause=cause.pk, actor=company.owner, now=LATER - HOUR)


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
        InflectionPoint.objects.update(is_active=False)
        assert "No value chain yet" in words(signed_in(company.executive).get("/value-chain/"))


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
        assert "0 of 1 points have an owner" in words(page)
        assert 'href="/points/delivery-slot/standard/"' in page.content.decode()
        assert 'href="/points/delivery-slot/posters/"' in page.content.decode()
        assert (
            'href="/points/delivery-slot/posters/"'
            not in signed_in(company.reporter).get("/value-chain/").content.decode()
        )


class TestPoint:
    def test_the_oldest_on_which_nobody_acted_stands_first_then_the_rest_by_deadline(
        self, company, signed_in
    ):
        planned = company.report(text="Planned for tomorrow")
        commands.plan_action(
            issue=planned.pk,
            actor=company.owner,
            now=REPORTED + HOUR,
            kind=ActionKind.CORRECTIVE,
            description="Call",
            assignee=company.holder,
            due_at=ACT_BY + DAY - HOUR,
        )
        acted = company.report(now=REPORTED - DAY, text="To be resolved in weeks")
        contained(company, acted)
        fresh, late = company.report(now=ACT_BY, text="Fresh"), company.report(text="Overdue")
        response = signed_in(company.stranger).get(POINT)
        assert response.context["oldest"].number == planned.pk
        assert numbers(response) == [late.pk, fresh.pk, acted.pk]
        assert "Olga Owner" in words(response)

    def test_looking_back_does_not_list_what_is_open_today(self, company, issue, signed_in):
        page = words(signed_in(company.executive).get(POINT, {"as_of": "2026-03-02"}))
        assert "You are looking back" in page
        assert "Open here" not in page

    def test_what_is_confidential_is_counted_and_not_shown(self, company, signed_in):
        issue = company.report(is_confidential=True, text="The driver was drunk")
        response = signed_in(company.stranger).get(POINT)
        assert response.context["oldest"] is None
        assert "The driver was drunk" not in words(response)
        assert "1 confidential" in words(response)
        assert signed_in(company.owner).get(POINT).context["oldest"].number == issue.pk

    def test_every_tile_and_figure_leads_to_as_many_issues(self, company, upstream, signed_in):
        company.report()
        issue = company.report()
        contained(company, issue)
        explained(company, issue, upstream)
        client = signed_in(company.executive)
        context = client.get(POINT).context
        assert client.get(context["open_url"]).context["count"] == context["stands"].open == 2
        assert client.get(context["unacted_url"]).context["count"] == context["stands"].unacted == 1
        shown = {figure.name: (figure.share.count, figure.url) for figure in context["figures"]}
        count, url = shown["Felt here, began upstream"]
        assert client.get(url).context["count"] == count == 1
        out = client.get("/points/slot-promised/").context["bands"]
        assert out.reported == 0

    def test_what_began_here_and_was_felt_downstream_is_told_at_its_origin(
        self, company, upstream, signed_in
    ):
        issue = company.report()
        explained(company, issue, upstream)
        commands.report(
            point=upstream,
            severity=Severity.NORMAL,
            reporter=company.reporter,
            now=REPORTED,
            telling=commands.Telling(text="Nobody asked"),
        )
        client = signed_in(company.executive)
        figure = client.get("/points/slot-promised/").context["figures"][-1]
        assert (figure.share.count, figure.share.n) == (1, 1)
        assert numbers(client.get(figure.url)) == [issue.pk]

    def test_prevention_says_how_often_it_happened_since(self, company, signed_in):
        issue = company.report()
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=REPORTED,
            kind=ActionKind.PREVENTIVE,
            description="Plan with the real unloading times",
            assignee=company.holder,
            due_at=REPORTED + DAY,
        )
        work = issue.actions.get()
        commands.complete_action(
            issue=issue.pk, action=work.pk, actor=company.holder, now=REPORTED + HOUR, evidence="Planned"
        )
        client = signed_in(company.executive)
        [done] = client.get(POINT).context["prevented"]
        assert (done.what, done.by, done.since) == ("Plan with the real unloading times", "Tom Technician", 0)
        company.report(now=REPORTED + DAY)
        assert client.get(POINT).context["prevented"][0].since == 1

    def test_an_unused_point_keeps_its_page(self, company, issue, signed_in):
        InflectionPoint.objects.update(is_active=False)
        page = words(signed_in(company.executive).get(POINT))
        assert "This point is not in use any more" in page
        assert "Report a problem here" not in page

    def test_its_weeks_come_as_a_file(self, company, issue, signed_in):
        response = signed_in(company.executive).get(POINT, {"format": "csv", "table": "weeks"})
        assert response["Content-Type"].startswith("text/csv")
        assert (
            signed_in(company.executive).get(POINT, {"format": "csv", "table": "points"}).status_code == 404
        )

    def test_what_cannot_be_shown_as_asked_keeps_the_promise_on_the_page(self, company, issue, signed_in):
        page = signed_in(company.executive).get(POINT, {"as_of": "2999-01-01"})
        assert "Choose a day that is over" in words(page)
        assert re.search(r"Accountable owner\s+Olga Owner", words(page))
