"""Root causes through the REST API: the commands of the pages, under the same names."""

import uuid

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from issues.api.causes import SHOWN
from issues.commands import causes
from issues.models import Remedy, RootCause
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture
def api(company):
    """A client that holds the token of a person, whom the attribute of the company names."""

    def of(who: str) -> APIClient:
        client = APIClient()
        token = Token.objects.get_or_create(user=getattr(company, who))[0]
        client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        return client

    return of


@pytest.fixture
def cause(company):
    return causes.note_cause(actor=company.owner, now=NOW, title="Counted from memory", origin=company.point)


def post(client, path, body=None, **headers):
    return client.post(f"/api/v1/{path}", body or {}, format="json", headers=headers)


TOLD = {"title": "There is no list", "origin": "delivery-slot", "whys": ["The box was incomplete"]}


class TestLooking:
    def test_lists_the_newest_first_with_how_many_issues_each_explains(self, company, api, cause, issue):
        causes.link_cause(issue=issue.pk, cause=cause.pk, actor=company.owner, now=NOW)
        causes.note_cause(actor=company.owner, now=NOW + HOUR, title="The map is old", origin=company.point)
        rows = api("stranger").get("/api/v1/causes/").json()["results"]
        assert [(row["title"], row["explains"]) for row in rows] == [
            ("The map is old", 0),
            ("Counted from memory", 1),
        ]
        found = api("stranger").get("/api/v1/causes/?q=memory").json()["results"]
        assert [row["id"] for row in found] == [cause.pk]

    def test_asks_as_often_for_many_as_for_one(self, company, api, cause, django_assert_max_num_queries):
        for n in range(SHOWN // 2):
            causes.note_cause(actor=company.owner, now=NOW, title=f"Why number {n}", origin=company.point)
        client = api("owner")
        with django_assert_max_num_queries(4):
            assert client.get("/api/v1/causes/").status_code == 200

    def test_shows_one_with_its_work_and_the_issues_that_this_person_may_see(
        self, company, api, cause, issue
    ):
        causes.link_cause(issue=issue.pk, cause=cause.pk, actor=company.owner, now=NOW)
        known = api("reporter").get(f"/api/v1/causes/{cause.pk}/").json()
        assert (known["issues"], known["remedies"], known["revision"]) == ([issue.pk], [], 1)
        assert api("reporter").get(f"/api/v1/issues/{issue.pk}/").json()["root_cause"] == cause.pk

    def test_says_that_there_is_none(self, api, company):
        answer = api("owner").get("/api/v1/causes/999999/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


class TestNoteCause:
    def test_answers_201_and_links_the_issue(self, api, issue):
        answer = post(api("owner"), "causes/", {**TOLD, "issue": issue.pk})
        assert answer.status_code == 201
        assert answer["Location"].endswith(f"/api/v1/causes/{answer.json()['id']}/")
        assert answer.json()["issues"] == [issue.pk]

    def test_under_the_same_key_is_one_cause_and_200(self, api, issue):
        told = {**TOLD, "issue": issue.pk}
        first = post(api("owner"), "causes/", told, **{"Idempotency-Key": "one"})
        second = post(api("owner"), "causes/", told, **{"Idempotency-Key": "one"})
        assert (first.status_code, second.status_code) == (201, 200)
        assert RootCause.objects.get().pk == first.json()["id"] == second.json()["id"]

    @pytest.mark.parametrize("change", [{"title": "Another"}, {"whys": []}, {"issue": True}])
    def test_with_another_body_under_the_same_key_is_refused(self, api, issue, change):
        key = {"client_key": str(uuid.UUID(int=7))}
        assert post(api("owner"), "causes/", {**TOLD, **key}).status_code == 201
        other = {"issue": issue.pk} if "issue" in change else change
        answer = post(api("owner"), "causes/", {**TOLD, **key, **other})
        assert (answer.status_code, answer.json()["code"]) == (422, "key_used_for_another")

    def test_of_somebody_else_under_the_same_key_is_refused(self, api, company):
        told = {**TOLD, "client_key": str(uuid.UUID(int=7))}
        assert post(api("owner"), "causes/", told).status_code == 201
        assert post(api("head"), "causes/", told).status_code == 422

    def test_is_for_those_who_triage_whatever_they_send(self, api, company):
        assert post(api("stranger"), "causes/", {}).status_code == 403

    def test_names_what_is_wrong(self, api, company):
        answer = post(api("owner"), "causes/", {"title": " ", "origin": "nowhere", "whys": ["w"] * 6})
        assert answer.status_code == 400
        assert set(answer.json()["fields"]) == {"title", "origin", "whys"}

    def test_for_an_issue_that_nobody_knows_is_404_and_writes_nothing(self, api, company):
        assert post(api("owner"), "causes/", {**TOLD, "issue": 999999}).status_code == 404
        assert not RootCause.objects.exists()


class TestChangeCause:
    def test_keeps_the_new_words_and_refuses_who_looked_at_the_old_ones(self, api, cause):
        path, told = f"causes/{cause.pk}/change/", {**TOLD, "seen": 1}
        answer = post(api("owner"), path, told)
        assert (answer.json()["title"], answer.json()["revision"]) == ("There is no list", 2)
        late = post(api("head"), path, {**told, "title": "Too late"})
        assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")


class TestRemedies:
    @pytest.fixture
    def work(self, company):
        due = (REPORTED.replace(year=2100) + DAY).isoformat()
        return {"kind": "preventive", "description": "Sign it", "assignee": company.head.pk, "due_at": due}

    def test_are_planned_once_under_one_key_and_told_once(self, api, company, cause, work):
        path, key = f"causes/{cause.pk}/plan-remedy/", {"Idempotency-Key": "one"}
        answers = [post(api("owner"), path, work, **key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 200]
        assert [row["description"] for row in answers[1].json()["remedies"]] == ["Sign it"]
        assert Message.objects.filter(kind="remedy_planned").count() == 1
        other = post(api("owner"), path, {**work, "description": "Sign it twice"}, **key)
        assert other.status_code == 422

    def test_are_done_once_with_evidence_by_whoever_has_them(self, api, cause, work):
        post(api("owner"), f"causes/{cause.pk}/plan-remedy/", work)
        path = f"causes/{cause.pk}/remedies/{Remedy.objects.get().pk}/complete/"
        assert post(api("head"), path, {}).status_code == 400
        assert post(api("stranger"), path, {"evidence": "Signed"}).status_code == 403
        done = post(api("head"), path, {"evidence": "Signed"}).json()["remedies"][0]
        assert (done["completed_by"]["name"], done["evidence"]) == ("Hana Head", "Signed")
        again = post(api("head"), path, {"evidence": "Signed"})
        assert (again.status_code, again.json()["code"]) == (409, "action_ended")

    def test_of_another_cause_are_not_found(self, api, company, cause, work):
        post(api("owner"), f"causes/{cause.pk}/plan-remedy/", work)
        path = f"causes/{cause.pk + 1}/remedies/{Remedy.objects.get().pk}/complete/"
        assert post(api("head"), path, {"evidence": "Signed"}).status_code == 404


class TestLinks:
    def test_are_made_and_taken_away_and_refused_the_second_time(self, api, cause, issue):
        path, body = f"issues/{issue.pk}", {"cause": cause.pk}
        assert post(api("owner"), f"{path}/link-cause/", body).json()["root_cause"] == cause.pk
        assert post(api("owner"), f"{path}/link-cause/", body).status_code == 409
        assert post(api("owner"), f"{path}/unlink-cause/", body).json()["root_cause"] is None
        assert post(api("owner"), f"{path}/link-cause/", {"cause": 999999}).status_code == 400
