"""The report page as a phone's queue sends it: answered in JSON, taken once, and never under the name of somebody else."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from issues.models import Issue, Report
from issues.views.sending import GUEST
from tests.attached import picture_bytes, sent
from tests.cast import DAY, HOUR, PASSWORD, REPORTED

KEY = uuid.UUID("019ad0aa-0000-7000-8000-000000000001")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(REPORTED, tick=False) as clock:
        yield clock


@pytest.fixture
def told(company):
    return {
        "point": company.point.slug,
        "kind": str(company.kind.pk),
        "severity": "high",
        "text": "Two hours late",
        "client_key": str(KEY),
    }


def send(client, told, path="/report/", **headers):
    return client.post(path, told, headers={"Accept": "application/json", **headers})


def mark_of(client):
    return client.get("/report/").context["owner_mark"]


class TestSending:
    def test_takes_it_under_its_key_and_says_so_again_when_it_comes_again(self, company, signed_in, told):
        rita = signed_in(company.reporter)
        answers = [send(rita, told) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 200, 200]
        issue = Issue.objects.get()
        receipt = f"/report/{issue.pk}/receipt/"
        assert [(a.json()["client_key"], a.json()["path"]) for a in answers] == [(str(KEY), receipt)] * 3

    def test_does_not_ask_to_look_first_because_nobody_looks(self, company, signed_in, told):
        company.report(text="The same thing")
        assert send(signed_in(company.reporter), told).status_code == 201

    def test_takes_the_pictures_along_once(self, company, signed_in, told):
        rita = signed_in(company.reporter)
        for _ in range(2):
            send(rita, {**told, "photos": sent(picture_bytes())})
        assert Report.objects.get().attachments.count() == 1

    def test_refuses_other_words_under_a_key_that_was_used(self, company, signed_in, told):
        rita = signed_in(company.reporter)
        send(rita, told)
        answer = send(rita, {**told, "text": "Something else"})
        assert (answer.status_code, answer.json()["code"]) == (422, "sent_before")
        assert Issue.objects.count() == 1

    def test_says_what_is_missing_field_by_field_and_as_the_page_shows_it(self, company, signed_in, told):
        answer = send(signed_in(company.reporter), {**told, "severity": ""})
        assert answer.status_code == 422
        assert answer.json()["code"] == "invalid"
        assert "Choose one" in answer.json()["errors"]["severity"]
        assert 'href="#id_severity"' in answer.json()["summary"]

    def test_asks_a_signed_out_person_to_sign_in_and_keeps_nothing_of_it(self, company, client, told):
        answer = send(client, told)
        assert (answer.status_code, answer.json()) == (401, {"code": "signed_out"})
        assert "unsent" not in client.session

    def test_says_that_the_token_is_missing(self, company, told):
        client = Client(enforce_csrf_checks=True)
        client.force_login(company.reporter, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = send(client, told)
        assert (answer.status_code, answer.json()) == (403, {"code": "csrf"})

    def test_a_page_is_still_answered_with_a_page(self, company, signed_in, told):
        answer = signed_in(company.reporter).post("/report/", {**told, "severity": ""})
        assert answer["Content-Type"].startswith("text/html")


class TestWhoseItIs:
    def test_is_not_taken_under_the_name_of_whoever_signed_in_since(self, company, signed_in, told):
        whose = mark_of(signed_in(company.reporter))
        answer = send(signed_in(company.owner), told, **{"Report-Owner": whose})
        assert (answer.status_code, answer.json()) == (401, {"code": "somebody_else"})
        assert not Report.objects.exists()
        assert send(signed_in(company.reporter), told, **{"Report-Owner": whose}).status_code == 201

    def test_a_guests_report_is_not_taken_under_a_name(self, company, signed_in, told):
        poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)
        path = f"/r/{token_of(poster)}/"
        assert send(signed_in(company.owner), told, path, **{"Report-Owner": GUEST}).status_code == 401
        answer = send(Client(), told, path, **{"Report-Owner": GUEST})
        assert answer.status_code == 201
        assert answer.json()["path"] == f"/receipts/{answer.json()['receipt']}/"
        assert Report.objects.get().reporter is None

    def test_the_mark_tells_nothing_and_stays(self, company, signed_in):
        mark = mark_of(signed_in(company.reporter))
        assert mark == mark_of(signed_in(company.reporter)) != mark_of(signed_in(company.owner))
        assert str(company.reporter.pk) != mark
        assert company.reporter.email not in mark


class TestTheLinkOfAPoster:
    def test_says_that_it_is_out_of_date(self, company, told):
        answer = send(Client(), told, "/r/1.1.aaaa/")
        assert answer.status_code == 404
        assert "out of date" in answer.json()["errors"][""]

    def test_asks_to_sign_in_where_no_guests_are_allowed(self, company, told):
        poster = Poster.objects.create(point=company.point, allows_guests=False, made_at=REPORTED)
        assert send(Client(), told, f"/r/{token_of(poster)}/").status_code == 401


class TestWhenItWas:
    @pytest.mark.parametrize(
        ("waited", "before"),
        [
            ("3600", HOUR),
            ("", timedelta()),
            ("-5", timedelta()),
            ("nonsense", timedelta()),
            ("9" * 400, timedelta()),
            (str(400 * 24 * 3600), 30 * DAY),
        ],
    )
    def test_counts_from_how_long_it_waited_on_the_phone(self, company, signed_in, told, waited, before):
        send(signed_in(company.reporter), {**told, "waited": waited})
        assert Report.objects.get().observed_at == REPORTED - before
        assert Report.objects.get().received_at == REPORTED

    def test_what_the_person_says_counts_more(self, company, signed_in, told):
        send(
            signed_in(company.reporter),
            {**told, "waited": "60", "observed_at": f"{REPORTED - DAY:%Y-%m-%dT%H:%M}"},
        )
        assert Report.objects.get().observed_at == REPORTED - DAY

    def test_a_time_in_the_uuid_is_believed_by_nobody(self, company, signed_in, told):
        send(signed_in(company.reporter), {**told, "client_key": "ffffffff-ffff-7000-8000-000000000000"})
        assert Report.objects.get().received_at == REPORTED


class TestSigningOut:
    def sign_out(self, company, **sent):
        client = Client()
        client.post("/account/login/", {"login": company.reporter.email, "password": PASSWORD})
        return client.post("/account/logout/", sent)

    def test_makes_the_browser_forget_what_it_kept_but_no_cookie(self, company):
        assert self.sign_out(company)["Clear-Site-Data"] == '"cache", "storage"'

    def test_leaves_what_others_have_waiting(self, company):
        assert self.sign_out(company, others_wait="1")["Clear-Site-Data"] == '"cache"'

    def test_only_when_somebody_signs_out(self, company, signed_in):
        assert "Clear-Site-Data" not in signed_in(company.reporter).get("/account/logout/")
