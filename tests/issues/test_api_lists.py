"""The lists of the API: filters, pages, and how many queries they make."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from inflection_points.commands.chain import add_dependency
from inflection_points.models import InflectionPoint, Kind, Site
from inflection_points.rules.policies import Severity
from issues import commands
from tests.cast import HOUR, REPORTED


@pytest.fixture
def client(company) -> APIClient:
    client = APIClient()
    client.force_authenticate(company.stranger)
    return client


@pytest.fixture
def issues(company):
    """Six issues: the newest is low, the oldest was acted on, the next was declined."""
    severities = [*[Severity.NORMAL] * 3, Severity.HIGH, Severity.HIGH, Severity.LOW]
    made = [
        company.report(now=REPORTED + n * HOUR, severity=s, text=f"Problem {n}")
        for n, s in enumerate(severities)
    ]
    later = REPORTED + 6 * HOUR
    commands.record_containment(issue=made[0].pk, actor=company.owner, now=later, evidence="Sent a taxi")
    commands.decline(issue=made[1].pk, actor=company.owner, now=later, reason="As ordered")
    return made


def numbers(client: APIClient, query: str, address: str = "issues") -> list[int]:
    answer = client.get(f"/api/v1/{address}/?{query}")
    assert answer.status_code == 200, answer.json()
    return [row["number"] for row in answer.json()["results"]]


class TestFilters:
    def test_without_any_give_all_the_newest_first(self, client, issues):
        assert numbers(client, "") == [one.pk for one in reversed(issues)]

    @pytest.mark.parametrize(
        ("query", "wanted"),
        [
            ("phase=declined", [1]),
            ("phase=open", [5, 4, 3, 2, 0]),
            ("severity=high", [4, 3]),
            ("point=delivery-slot&severity=low", [5]),
            ("department=customer-support", []),
            ("unacted=true", [5, 4, 3, 2]),
            ("q=problem 3", [3]),
            ("severity=high&severity=low", [5, 4, 3]),
            ("phase=declined&phase=acting", [1, 0]),
            ("acted=true", [0]),
            ("acted=false&severity=low", [5]),
            ("since=2026-03-03T13:00:00Z&until=2026-03-03T14:00:00Z", [4]),
            ("overdue=resolve", [5, 4, 3, 2, 0]),
            ("overdue=act", [5, 4, 3, 2]),
            ("customers=2", []),
            ("told=0&severity=low", [5]),
            ("cause=true", []),
            ("cause=false&imported=false&customers=1&severity=low", [5]),
            ("waiting=true", []),
            ("reopened=true", []),
        ],
    )
    def test_narrow(self, client, issues, query, wanted):
        assert numbers(client, query) == [issues[n].pk for n in wanted]

    def test_narrow_by_stage_and_holder(self, client, company, issues):
        assert len(numbers(client, f"stage={company.stage.pk}")) == 6
        assert len(numbers(client, f"holder={company.owner.pk}")) == 6
        assert numbers(client, f"holder={company.holder.pk}") == numbers(
            client, f"assignee={company.holder.pk}"
        )
        assert numbers(client, f"holder={company.holder.pk}&kind={company.kind.pk}") == []
        assert len(numbers(client, f"owner={company.owner.pk}")) == 6

    @pytest.mark.parametrize(
        "query",
        [
            "severity=awful",
            "stage=x",
            "holder=999999",
            "point=nowhere",
            "colour=red",
            "site=0",
            "overdue=x",
            "since=x",
            "customers=0",
            "phase=x&phase=open",
            "q=" + "a" * 200,
        ],
    )
    def test_that_cannot_be_read_are_refused_and_not_ignored(self, client, issues, query):
        answer = client.get(f"/api/v1/issues/?{query}")
        assert answer.status_code == 400
        assert list(answer.json()["fields"]) == [query.split("=")[0]]


class TestPages:
    def test_follow_one_another_without_a_gap(self, client, issues):
        seen, address = [], "/api/v1/issues/?page_size=4"
        while address:
            page = client.get(address).json()
            seen += [row["number"] for row in page["results"]]
            address = page["next"]
        assert seen == [one.pk for one in reversed(issues)]

    def test_a_broken_cursor_is_said(self, client, issues):
        assert client.get("/api/v1/issues/?cursor=x").status_code == 404

    def test_need_as_many_queries_for_many_rows_as_for_few(self, client, company, issues):
        def queries(address: str) -> int:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(address)
            return len(seen)

        for address in ("/api/v1/issues/", "/api/v1/not-acted-on/"):
            assert queries(f"{address}?page_size=1") == queries(f"{address}?page_size=6") <= 3


class TestNotActedOn:
    def test_lists_the_longest_overdue_first(self, client, issues):
        assert numbers(client, "", "not-acted-on") == [issues[n].pk for n in (3, 4, 2, 5)]


class TestChoices:
    def test_points_say_who_answers_what_they_promise_and_what_is_upstream(self, client, company):
        upstream = InflectionPoint.objects.create(
            stage=company.stage,
            name="Boxes complete",
            slug="boxes-complete",
            department=company.delivery,
            owner=company.owner,
            policy=company.point.policy,
            calendar=company.calendar,
        )
        add_dependency(point=company.point, upstream=upstream)
        Kind.objects.create(point=company.point, name="Never came", position=2)
        Site.objects.create(name="North")
        first, second = client.get("/api/v1/points/").json()["results"]
        assert (first["slug"], second["slug"]) == ("boxes-complete", "delivery-slot")
        assert second["kinds"] == ["Late", "Never came"]
        assert second["depends_on"] == ["boxes-complete"]
        assert second["owner"]["name"] == "Olga Owner"

    def test_departments_have_their_heads(self, client, company):
        rows = client.get("/api/v1/departments/").json()["results"]
        assert [(row["slug"], row["head"]["name"]) for row in rows] == [
            ("customer-support", "Sven Support"),
            ("delivery", "Hana Head"),
        ]

    def test_people_are_found_by_name_and_department_and_the_deactivated_are_left_out(self, client, company):
        company.holder.is_active = False
        company.holder.save()
        rows = client.get("/api/v1/people/?department=delivery").json()["results"]
        assert "Tom Technician" not in [row["name"] for row in rows]
        assert [row["name"] for row in client.get("/api/v1/people/?q=olga").json()["results"]] == [
            "Olga Owner"
        ]
        assert len(client.get("/api/v1/people/?q=%00").json()["results"]) > 5

    def test_instants_are_utc_whatever_the_viewers_zone(self, signed_in, company, issues):
        company.stranger.time_zone = "Asia/Tokyo"
        company.stranger.save()
        client = signed_in(company.stranger)
        assert client.get(f"/api/v1/issues/{issues[0].pk}/").json()["reported_at"] == "2026-03-03T09:00:00Z"
