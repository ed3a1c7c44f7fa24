"""What the product says about itself: the status page, the health checks, and a database that is away."""

import pytest
import time_machine
from django.db import OperationalError, connection

from issues.models import AuditRun, SweepRun
from notifications.models import Delivery
from tests.cast import HOUR, REPORTED
from tests.test_pages_messages import told_of_hand_over

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class TestStatus:
    def test_names_what_the_auditor_found(self, company, issue, signed_in):
        findings = [{"issue": issue.pk, "what": "it was due and nobody looked"}]
        AuditRun.objects.create(at=NOW, looked_at=1, found=1, findings=findings)
        page = signed_in(company.stranger).get("/status/").content.decode()
        assert "the promise is broken" in page
        assert "it was due and nobody looked" in page

    def test_shows_gaps_and_messages_that_were_given_up(self, company, issue, signed_in):
        SweepRun.objects.create(at=NOW, gap_seconds=7200)
        Delivery.objects.create(
            message=told_of_hand_over(company, issue),
            channel="email",
            address="a@b.test",
            state="failed",
            next_attempt_at=NOW,
            last_error="550",
        )
        page = signed_in(company.stranger).get("/status/").content.decode()
        assert "Nobody looked for 2 h" in page
        assert "a@b.test" in page


class TestHealth:
    def test_is_open_to_machines(self, db, client):
        assert client.get("/health/").json() == {"status": "ok"}

    def test_says_when_the_database_is_away(self, db, client, monkeypatch):
        def away(*args, **kwargs):
            raise OperationalError("gone")

        with monkeypatch.context() as patch:
            patch.setattr(connection, "cursor", away)
            assert client.get("/health/").status_code == 503

    def test_of_the_escalations_is_bad_when_nobody_sweeps(self, db, client):
        assert client.get("/health/escalations/").status_code == 503
        SweepRun.objects.create(at=NOW - HOUR)
        assert client.get("/health/escalations/").status_code == 503
        SweepRun.objects.create(at=NOW)
        assert client.get("/health/escalations/").status_code == 200


class TestWithoutADatabase:
    def failing(self, client, monkeypatch, error):
        def away(*args, **kwargs):
            raise error

        client.raise_request_exception = False
        with monkeypatch.context() as patch:
            patch.setattr(connection, "cursor", away)
            return client.get("/issues/")

    def test_every_page_says_so_and_when_to_come_back(self, company, signed_in, monkeypatch):
        response = self.failing(signed_in(company.owner), monkeypatch, OperationalError("gone"))
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert "We cannot reach our own records just now" in response.content.decode()

    def test_any_other_failure_is_ours(self, company, signed_in, monkeypatch):
        response = self.failing(signed_in(company.owner), monkeypatch, ZeroDivisionError())
        assert response.status_code == 500
        assert "Something broke on our side" in response.content.decode()
