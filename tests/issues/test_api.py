"""The REST API: the same commands under the same names, answers for programs and sentences for people."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from issues.api.errors import explain
from issues.models import Issue, Report
from issues.serializers.lives import ReceivedSerializer
from people.models import User


@pytest.fixture
def api(company):
    """A client that holds the token of a person."""

    def of(person: User) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=person)[0].key}")
        return client

    return of


@pytest.fixture
def body(company):
    return {
        "point": "delivery-slot",
        "kind": "Late",
        "severity": "normal",
        "text": "Two hours late",
        "customers": 2,
    }


def tell(client: APIClient, body: dict, **headers: str):
    return client.post("/api/v1/issues/", body, format="json", headers=headers)


@pytest.fixture
def number(api, company, body) -> int:
    return tell(api(company.reporter), body).json()["number"]


class TestReporting:
    def test_answers_201_with_the_issue_its_owner_and_its_next_move(self, api, company, body):
        answer = tell(api(company.reporter), body)
        told = answer.json()
        assert answer.status_code == 201
        assert answer["Location"].endswith(f"/api/v1/issues/{told['number']}/")
        assert (told["owner"], told["holder"], told["phase"]) == ("Olga Owner", "Olga Owner", "reported")
        assert (told["next_move"]["kind"], told["next_move"]["deadline"]) == ("accept", told["accept_by"])
        life = api(company.reporter).get(answer["Location"]).json()
        assert (life["customers"], life["reports"][0]["channel"]) == (2, "api")
        assert life["then"]["people"][0]["person"]["name"] == "Olga Owner"

    def test_answers_what_its_schema_says(self, api, company, body):
        assert list(tell(api(company.reporter), body).json()) == list(ReceivedSerializer().fields)

    def test_twice_under_one_key_is_one_issue(self, api, company, body):
        body["client_key"] = str(uuid.uuid4())
        client = api(company.reporter)
        first, second = tell(client, body), tell(client, body)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json()["number"] == second.json()["number"]
        assert Issue.objects.count() == 1

    def test_twice_under_one_header_key_is_one_issue(self, api, company, body):
        client = api(company.reporter)
        answers = [tell(client, body, **{"Idempotency-Key": "order 17"}) for _ in range(3)]
        assert [a.status_code for a in answers] == [201, 200, 200]
        assert Report.objects.count() == 1

    def test_the_header_key_of_one_person_is_not_that_of_another(self, api, company, body):
        tell(api(company.reporter), body, **{"Idempotency-Key": "1"})
        assert tell(api(company.stranger), body, **{"Idempotency-Key": "1"}).status_code == 201
        assert Issue.objects.count() == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"text": "Other words"},
            {"severity": "high"},
            {"customers": 3},
            {"kind": None},
            {"observed_at": "2026-03-02T08:00:00Z"},
        ],
    )
    def test_a_changed_body_under_the_same_key_is_refused(self, api, company, body, change):
        body["client_key"] = str(uuid.uuid4())
        client = api(company.reporter)
        tell(client, body)
        answer = tell(client, body | change)
        assert answer.status_code == 422
        assert answer.json()["code"] == "key_used_for_another"
        assert Issue.objects.get().report_count == 1

    def test_a_key_of_somebody_else_gives_nothing_away(self, api, company, body):
        body["client_key"] = str(uuid.uuid4())
        tell(api(company.reporter), body)
        assert tell(api(company.stranger), body).status_code == 422

    def test_an_observation_long_ago_repeats_as_the_same(self, api, company, body):
        body |= {"client_key": str(uuid.uuid4()), "observed_at": "2020-01-01T00:00:00Z"}
        client = api(company.reporter)
        assert [tell(client, body).status_code for _ in range(2)] == [201, 200]

    def test_both_keys_at_once_are_one_too_many(self, api, company, body):
        body["client_key"] = str(uuid.uuid4())
        assert tell(api(company.reporter), body, **{"Idempotency-Key": "1"}).status_code == 400

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"point": "nowhere"}, "point"),
            ({"severity": "awful"}, "severity"),
            ({"kind": "Early"}, "kind"),
            ({"customers": 0}, "customers"),
            ({"customers": 10**30}, "customers"),
            ({"observed_at": "2026-03-02T08:00:00"}, "observed_at"),
            ({"observed_at": "9999-12-31T23:59:59-23:00"}, "observed_at"),
            ({"text": "a\x00b"}, "text"),
            ({"text": "a" * 4001}, "text"),
            ({"client_key": "no uuid"}, "client_key"),
            ({"site": "Nowhere"}, "site"),
        ],
    )
    def test_what_is_not_understood_is_said_by_field(self, api, company, body, change, field):
        answer = tell(api(company.reporter), body | change)
        assert answer.status_code == 400
        assert answer.json()["code"] == "invalid"
        assert list(answer.json()["fields"]) == [field]
        assert not Issue.objects.exists()

    @pytest.mark.parametrize("broken", ["{", "[]", '"text"', "null"])
    def test_a_body_that_is_no_object_is_said(self, api, company, broken):
        answer = api(company.reporter).post("/api/v1/issues/", broken, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["detail"]

    def test_me_too_is_added_once_and_not_twice(self, api, company, number):
        address, client = f"/api/v1/issues/{number}/add-report/", api(company.stranger)
        told = {"text": "Me too", "client_key": str(uuid.uuid4())}
        answers = [client.post(address, told, format="json") for _ in range(2)]
        assert [a.status_code for a in answers] == [201, 200]
        assert answers[1].json()["report_count"] == 2
        assert client.post(address, told | {"text": "No"}, format="json").status_code == 422

    def test_the_key_of_one_issue_adds_nothing_to_another(self, api, company, body, number):
        client, told = api(company.stranger), {"text": "Me too", "client_key": str(uuid.uuid4())}
        other = tell(client, body).json()["number"]
        client.post(f"/api/v1/issues/{number}/add-report/", told, format="json")
        assert client.post(f"/api/v1/issues/{other}/add-report/", told, format="json").status_code == 422
        assert Issue.objects.get(pk=other).report_count == 1


class TestCommands:
    def test_carry_an_issue_from_reported_to_verified_and_back(self, api, company, number):
        owner, holder, reporter = api(company.owner), api(company.holder), api(company.reporter)

        def do(client: APIClient, move: str, **asked: object) -> dict:
            answer = client.post(f"/api/v1/issues/{number}/{move}/", asked, format="json")
            assert answer.status_code == 200, answer.json()
            return answer.json()

        assert do(owner, "accept")["phase"] == "accepted"
        assert (
            do(owner, "hand-over", to_department="customer-support")["holder_department"]
            == "customer-support"
        )
        assert (
            do(owner, "hand-over", to=company.holder.pk, reason="His tour")["holder"]["name"]
            == "Tom Technician"
        )
        due = (timezone.now() + timedelta(days=1)).isoformat()
        plan = {
            "kind": "corrective",
            "description": "Ring them",
            "assignee": company.holder.pk,
            "due_at": due,
        }
        action = do(owner, "plan-action", **plan)["actions"][0]["id"]
        assert do(holder, f"actions/{action}/start")["phase"] == "acting"
        assert do(holder, f"actions/{action}/complete", evidence="Done")["actions"][0]["evidence"] == "Done"
        assert do(owner, "change-severity", to="critical")["severity"] == "critical"
        assert do(reporter, "comment", text="Thank you")["events"][-1]["facts"]["text"] == "Thank you"
        assert do(owner, "resolve", reason="fixed", root_cause="Tour too long")["phase"] == "resolved"
        assert do(reporter, "reopen", reason="Late again")["cycle"] == 2
        assert do(owner, "record-containment", evidence="Sent a taxi")["phase"] == "acting"
        do(owner, "resolve", reason="fixed", root_cause="Tour too long")
        life = do(reporter, "verify")
        assert (life["phase"], life["next_move"], life["then"]) == ("verified", None, None)
        assert len(life["custodies"]) >= 3

    def test_decline_is_the_owners_and_says_why(self, api, company, number):
        address = f"/api/v1/issues/{number}/decline/"
        refused = api(company.manager).post(address, {"reason": "No"}, format="json")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_the_owner")
        assert (
            api(company.owner).post(address, {"reason": "As ordered"}, format="json").json()["phase"]
            == "declined"
        )

    def test_a_refusal_is_409_with_its_sentence(self, api, company, number):
        answer = api(company.owner).post(
            f"/api/v1/issues/{number}/resolve/", {"reason": "fixed"}, format="json"
        )
        assert answer.status_code == 409
        assert answer.json()["code"] == "not_acted_on"
        assert "Start an action" in answer.json()["detail"]

    def test_what_the_role_does_not_permit_is_403_with_its_sentence(self, api, company, number):
        answer = api(company.stranger).post(f"/api/v1/issues/{number}/accept/")
        assert answer.status_code == 403
        assert answer.json() == {
            "code": "permission_denied",
            "detail": "Only managers and the person who has this issue can do that.",
        }

    def test_an_issue_that_is_not_there_is_404(self, api, company):
        for address in ("/api/v1/issues/4711/", f"/api/v1/issues/{10**30}/"):
            answer = api(company.owner).get(address)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    def test_a_hand_over_names_one_and_only_one(self, api, company, number):
        address = f"/api/v1/issues/{number}/hand-over/"
        both = {"to": company.holder.pk, "to_department": "customer-support"}
        for asked in ({}, both):
            assert api(company.owner).post(address, asked, format="json").status_code == 400

    def test_says_what_each_person_may_do(self, api, company, number):
        address = f"/api/v1/issues/{number}/"
        assert "decline" in api(company.owner).get(address).json()["may"]
        assert api(company.stranger).get(address).json()["may"] == ["add_report", "comment", "nudge"]


class TestDoors:
    def test_nobody_enters_without_a_token_or_a_session(self, company, client):
        for address in ("issues/", "not-acted-on/", "points/", "departments/", "people/", "schema/"):
            answer = client.get(f"/api/v1/{address}")
            assert answer.status_code == 401, address
            assert answer.json()["code"] == "not_authenticated"
        assert client.post("/api/v1/issues/1/accept/").status_code == 401

    def test_a_deactivated_person_is_turned_away(self, api, company):
        client = api(company.reporter)
        User.objects.filter(pk=company.reporter.pk).update(is_active=False)
        assert client.get("/api/v1/issues/").status_code == 401

    def test_a_session_reads_and_needs_the_csrf_token_to_write(self, company):
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(company.reporter, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/api/v1/issues/").status_code == 200
        assert client.post("/api/v1/issues/", {}, format="json").status_code == 403

    def test_the_command_line_makes_tokens(self, company, capsys):
        call_command("drf_create_token", company.reporter.email)
        assert Token.objects.get(user=company.reporter).key in capsys.readouterr().out

    def test_a_database_that_is_away_is_503_and_says_when_to_try_again(self):
        answer = explain(OperationalError("the server closed the connection"), {})
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")

    def test_a_bare_denial_has_a_sentence_too(self):
        assert explain(PermissionDenied(), {}).data["detail"]

    def test_the_schema_is_valid_and_without_warnings(self, tmp_path):
        call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))
