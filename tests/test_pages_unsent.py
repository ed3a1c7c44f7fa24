"""What was sent while signed out, or from a page that was too old: nothing typed is lost."""

import pytest
import time_machine
from django.test import Client

from issues.models import Issue
from tests.cast import HOUR, PASSWORD, REPORTED

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(REPORTED, tick=False) as clock:
        yield clock


def sign_in(client, user, path):
    return client.post(f"/account/login/?next={path}", {"login": user.email, "password": PASSWORD})


class TestSignedOut:
    def test_a_report_is_filled_in_again_after_signing_in_and_only_once(self, company, client):
        sent = {"point": company.point.slug, "severity": "high", "text": "Two hours late", "customers": "3"}
        assert client.post("/report/", sent)["Location"] == "/account/login/?next=/report/"
        assert sign_in(client, company.reporter, "/report/")["Location"] == "/report/"
        page = client.get("/report/").content.decode()
        assert "What you typed is still here: send it again." in page
        assert "Two hours late" in page
        assert 'value="3"' in page
        assert f'<option value="{company.point.slug}" selected>' in page
        assert Issue.objects.count() == 0
        assert "Two hours late" not in client.get("/report/").content.decode()

    def test_a_move_is_filled_in_again_too(self, company, issue, client):
        path = f"/issues/{issue.pk}/plan-action/"
        client.post(
            path, {"description": "Call everybody", "due_at": "2026-03-04T10:00", "kind": "corrective"}
        )
        sign_in(client, company.owner, path)
        page = client.get(path).content.decode()
        assert "Call everybody" in page
        assert 'value="2026-03-04T10:00"' in page

    def test_it_is_forgotten_after_an_hour(self, company, client, clock):
        client.post("/report/", {"text": "Two hours late"})
        clock.shift(2 * HOUR)
        sign_in(client, company.reporter, "/report/")
        assert "Two hours late" not in client.get("/report/").content.decode()

    def test_a_part_of_a_page_is_answered_with_401_instead_of_a_sign_in_page(self, company, issue, client):
        response = client.post(f"/issues/{issue.pk}/accept/", headers={"HX-Request": "true"})
        assert response.status_code == 401

    def test_no_password_and_nothing_endless_is_kept(self, company, client):
        client.post("/report/", {"password": "secret"})
        client.post("/inbox/", {"text": "x" * 30_000})
        assert "unsent" not in client.session


class TestTooOld:
    @pytest.mark.parametrize("path", ["/me/channels/add/", "/channels/add/"])
    def test_keeps_no_address_that_opens_a_channel(self, company, path):
        client = Client(enforce_csrf_checks=True)
        client.force_login(company.administrator, backend=BACKEND)
        sent = {"kind": "slack", "name": "#delivery", "address": "https://hooks.example.com/very-secret"}
        assert client.post(path, sent).status_code == 403
        assert "very-secret" not in str(dict(client.session))
        assert 'value="#delivery"' in client.get(path).content.decode()

    def test_says_that_it_is_kept_and_fills_it_in(self, company):
        client = Client(enforce_csrf_checks=True)
        client.force_login(company.reporter, backend=BACKEND)
        response = client.post("/report/", {"text": "Two hours late"})
        assert response.status_code == 403
        assert "Open it again, with what I typed" in response.content.decode()
        assert "Two hours late" in client.get("/report/").content.decode()

    def test_says_to_a_visitor_to_sign_in_in_another_tab(self, company):
        page = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"}).content.decode()
        assert "Sign in in another tab" in page
        assert "reload" not in page.partition('<template id="words">')[0]  # what scripts say stands below
