"""Whoever knows the key of a report without a name is answered its receipt: so no door gives the key away."""

import uuid

import pytest
import time_machine
from django.test import Client

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.receipts import code_of
from issues.models import Issue
from tests.cast import REPORTED, Company
from tests.routes import ROUTES
from tests.test_permissions import Things, things  # noqa: F401  a fixture

GUESTS = uuid.UUID(int=11)  # under which the guest of `things` reported
KEY = uuid.UUID("018f0000-0000-7000-8000-000000000001")
WORDS = "A fitter drinks"
OF_GUESTS = {"issue": "guests_issue", "other": "guests_issue", "attachment": "guests_photo"}


def client_of(company: Company, who: str) -> Client:
    client = Client()
    if who != "signed out":
        client.force_login(
            getattr(company, who), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    return client


def nameless(company: Company) -> Issue:
    return commands.report(
        point=company.point,
        severity=Severity.HIGH,
        reporter=None,
        now=REPORTED,
        telling=commands.Telling(text=WORDS, client_key=KEY),
    )


@pytest.mark.parametrize(
    "who", ["signed out", "reporter", "holder", "owner", "manager", "executive", "administrator"]
)
def test_no_page_answer_or_file_gives_out_the_key_or_the_code_of_a_report_without_a_name(
    things,  # noqa: F811
    company,
    who,
):
    company.administrator.is_staff = company.administrator.is_superuser = True
    company.administrator.save()
    things.values |= {name: things.values[of] for name, of in OF_GUESTS.items()}
    client = client_of(company, who)
    assert [name for name in read_without_a_code() if tells(client, things, name)] == []


def read_without_a_code() -> list[str]:
    """Every address that is only read, except those that are asked for by the code."""
    return [
        name
        for name, route in ROUTES.items()
        if route.method == "get" and "receipt_code" not in route.takes.values() and name != "account_logout"
    ]


def tells(client: Client, things: Things, name: str) -> bool:  # noqa: F811
    answer = client.get(things.address(name, ROUTES[name]))
    page = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
    code = code_of(GUESTS)
    return any(one in page for one in (str(GUESTS), GUESTS.hex, code, code.replace("-", "")))


class TestTheKeyInTheApi:
    def keys(self, company: Company, who: str, issue: int) -> list[str | None]:
        with time_machine.travel(REPORTED, tick=False):
            answer = client_of(company, who).get(f"/api/v1/issues/{issue}/")
        return [report["client_key"] for report in answer.json()["reports"]]

    def test_is_told_to_whoever_sent_the_report_under_their_name(self, company):
        key = str(company.report().reports.get().client_key)
        issue = Issue.objects.get().pk
        assert self.keys(company, "reporter", issue) == [key]
        assert self.keys(company, "owner", issue) == [None]

    def test_of_a_report_without_a_name_is_told_to_nobody(self, company):
        issue = nameless(company).pk
        assert [self.keys(company, who, issue) for who in ("owner", "administrator")] == [[None], [None]]


class TestSentAgainBySomebodyElse:
    def told(self, company: Company) -> dict[str, str]:
        return {
            "point": company.point.slug,
            "severity": "high",
            "text": WORDS,
            "client_key": str(KEY),
            "shown_for": company.point.slug,
        }

    @pytest.mark.parametrize("without_name", [{}, {"without_name": "on"}])
    def test_a_colleagues_key_leads_to_no_receipt_and_names_no_number(self, company, without_name):
        telling = commands.Telling(text=WORDS, client_key=KEY)
        told = {"point": company.point, "severity": Severity.HIGH, "reporter": company.reporter}
        issue = commands.report(**told, now=REPORTED, telling=telling, is_confidential=True)
        with time_machine.travel(REPORTED, tick=False):
            answer = client_of(company, "stranger").post("/report/", self.told(company) | without_name)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "This page was sent before." in page
        assert (f"number {issue.pk}" in page, code_of(KEY) in page) == (False, False)

    def test_with_other_words_a_key_without_a_name_leads_to_no_receipt_and_names_no_number(self, company):
        issue = nameless(company)
        told = self.told(company) | {"text": "Something else", "without_name": "on"}
        with time_machine.travel(REPORTED, tick=False):
            answer = client_of(company, "owner").post("/report/", told)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert (f"number {issue.pk}" in page, code_of(KEY) in page) == (False, False)

    def test_a_key_without_a_name_is_not_taken_for_the_telling_of_somebody_who_has_one(self, company):
        issue = nameless(company)
        told = {"text": WORDS, "client_key": str(KEY), "customers": "1"}
        with time_machine.travel(REPORTED, tick=False):
            answer = client_of(company, "stranger").post(f"/issues/{issue.pk}/add-report/", told)
        assert answer.status_code == 409
        assert "This was already sent" in answer.content.decode()
