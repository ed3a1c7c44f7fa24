"""Every route to an issue × every role × near or far, open or confidential: the status, and that a no changes nothing."""

import uuid

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from inflection_points.models import InflectionPoint
from issues.models import Event, Issue
from notifications.models import Message
from tests.audiences import Route
from tests.cast import Company
from tests.routes import ROUTES
from tests.scopes import CELLS, NOW, OUTSIDE, WHO, Scope, expected, issues_of
from tests.test_permissions import Things, things  # noqa: F401  a fixture

TITLE = "The fitter was drunk"
OF_AN_ISSUE = {name: route for name, route in ROUTES.items() if "issue" in route.takes.values()}


@pytest.fixture
def far(things) -> Things:  # noqa: F811
    """What hangs on an issue; which issue it is, the test says."""
    things.values |= {"key": str(uuid.UUID(int=5)), "seq": 1}
    return things


def client_of(company: Company, who: str) -> Client:
    client = Client(raise_request_exception=True)
    if who != "signed out":
        person = getattr(company, who)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def answered(client: Client, things: Things, name: str, route: Route) -> int:  # noqa: F811
    """The status. What a yes did is taken back; a no that did anything fails."""
    body = {key: things.values.get(str(value), value) for key, value in route.body.items()}
    if name.endswith("add_report"):
        body["client_key"] = things.values["key"]
    with transaction.atomic():
        before = (Event.objects.count(), Message.objects.count())
        send = client.get if route.method == "get" else client.post
        status: int = send(things.address(name, route), body).status_code
        if status >= 400:
            assert (Event.objects.count(), Message.objects.count()) == before, name
        transaction.set_rollback(True)
    return status


def test_every_route_to_an_issue_has_its_line():
    assert {name.split(":")[1] for name in OF_AN_ISSUE} == set(CELLS)


@pytest.mark.parametrize(
    ("who", "scope"), [("signed out", Scope.SECRET), *((who, scope) for who in WHO for scope in Scope)]
)
def test_each_cell(far, company, who, scope):
    far.values |= issues_of(company, scope)
    client = client_of(company, who)
    found = {name: answered(client, far, name, route) for name, route in OF_AN_ISSUE.items()}
    assert found == {name: expected(name, who, scope) for name in OF_AN_ISSUE}


LOOKED_FOR = {
    "issues:issues": ("?q=drunk", "?phase=open", "?point=fitted-right"),
    "api:issues": ("?q=drunk", "?point=fitted-right"),
    "issues:report": ("?point=fitted-right",),
    "insights:records": ("?what=told", "?what=received", "?what=rungs"),
    "insights:changed": ("?what=worse", "?what=queue", "?what=sponsor"),
    "insights:issues": ("?what=open", "?what=unacted&point=fitted-right", "?point=fitted-right"),
    "issues:palette": ("?q=drunk", "?q=fitter"),
}


@pytest.mark.parametrize("who", sorted(OUTSIDE | {"executive"}))
def test_nothing_of_a_confidential_issue_stands_on_any_page(things, company, who):  # noqa: F811
    secret = issues_of(company, Scope.SECRET)
    Issue.objects.filter(pk=secret["other"]).update(set_aside_at=NOW, set_aside_reason="KeyError")
    things.values["point"] = InflectionPoint.objects.get(slug="fitted-right").slug
    client, later = client_of(company, who), Issue.objects.get(pk=secret["issue"]).act_by
    with time_machine.travel(later, tick=False):
        pages = [name for name, route in ROUTES.items() if route.method == "get" and name != "account_logout"]
        assert {name: told for name in pages if (told := _tells(client, things, name, secret["issue"]))} == {}


def _tells(client: Client, things: Things, name: str, secret: int) -> str:  # noqa: F811
    """What the page says of the issue, on any of the addresses at which it could; "" when it says nothing."""
    address = things.address(name, ROUTES[name])
    for query in LOOKED_FOR.get(name, ("",)):
        answer = client.get(address + query)
        page = b"".join(answer) if answer.streaming else answer.content
        if TITLE.encode() in page or f"/issues/{secret}/".encode() in page:
            return address + query
    return ""


class TestTheOtherWays:
    def test_it_is_no_issue_to_merge_into_and_the_form_does_not_name_it(self, far, company):
        secret, mine = issues_of(company, Scope.SECRET)["issue"], company.report()
        client, path = client_of(company, "manager"), f"/issues/{mine.pk}/merge/"
        assert TITLE not in client.get(path, {"into": secret}).content.decode()
        told = client.post(path, {"into": secret})
        assert (told.status_code, TITLE in told.content.decode()) == (409, False)
        assert "There is no issue with this number" in told.content.decode()

    def test_it_is_not_there_to_note_a_cause_of_it(self, far, company):
        secret = issues_of(company, Scope.SECRET)["issue"]
        assert client_of(company, "manager").get(f"/causes/note/?issue={secret}").status_code == 404

    def test_it_is_counted_and_said_to_be_there_without_a_word_of_it(self, far, company):
        secret = Issue.objects.get(pk=issues_of(company, Scope.SECRET)["issue"])
        client = client_of(company, "stranger")
        point = client.get("/points/fitted-right/")
        rows = [*point.context["rows"], *filter(None, [point.context["oldest"]])]
        assert point.context["stands"].open == len(rows) + point.context["hidden"].number == 2
        assert "and 2 confidential ones" in point.content.decode()
        with time_machine.travel(secret.act_by + (secret.act_by - NOW), tick=False):
            assert "confidential one" in client.get("/not-acted-on/").content.decode()

    def test_the_data_administration_does_not_show_it_either(self, far, company):
        secret = issues_of(company, Scope.SECRET)["issue"]
        company.administrator.is_staff = company.administrator.is_superuser = True
        company.administrator.save()
        client = client_of(company, "administrator")
        listed = client.get("/admin/issues/issue/", follow=True)
        assert listed.status_code == 200
        assert TITLE not in listed.content.decode()
        assert TITLE not in client.get(f"/admin/issues/issue/{secret}/change/", follow=True).content.decode()
