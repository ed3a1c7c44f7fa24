"""What nobody would send, sent to the API: a sentence and the right status, never a 500."""

from base64 import b64encode

import pytest

LISTS = ["issues", "causes", "people", "departments", "points", "not-acted-on"]


def cursor(position: str) -> str:
    return b64encode(f"p={position}".encode()).decode()


class TestNonsense:
    @pytest.mark.parametrize("name", LISTS)
    @pytest.mark.parametrize("where", ["abc", "\0", "2026-13-45", "-1", "9" * 40])
    def test_as_a_cursor_finds_nothing(self, company, signed_in, name, where):
        answer = signed_in(company.owner).get(f"/api/v1/{name}/", {"cursor": cursor(where)})
        assert answer.status_code in {200, 404}

    @pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "yesterday"])
    def test_as_an_instant_is_named(self, company, signed_in, at):
        answer = signed_in(company.owner).get("/api/v1/measures/", {"as_of": at})
        assert answer.status_code == 400
        assert "as_of" in answer.json()["fields"]

    @pytest.mark.parametrize(
        "body", ["[" * 200_000, "{", "\0", "null", "[]", '"text"', '{"point": {"a": []}}']
    )
    def test_as_a_body_is_not_understood(self, company, signed_in, body):
        answer = signed_in(company.owner).post("/api/v1/issues/", body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["detail"]
