"""Every route × every audience: who gets in, who is told no, who is asked to sign in. None is missing."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from inflection_points.commands.posters import token_of
from inflection_points.commands.standards import ask_to_sign, write_standard
from inflection_points.models import Poster, Site
from inflection_points.rules.policies import Severity
from inflection_points.rules.standards import Words
from insights.commands.weekly import Wish, subscribe
from insights.views import weekly
from issues import commands
from issues.commands import causes
from issues.commands.absences import announce_absence
from issues.commands.bulk_runs import add_bulk_run
from issues.commands.policy_moves import add_policy_move
from issues.commands.receipts import code_of
from issues.commands.saved_views import save_view
from issues.commands.wishes import Bulk
from issues.models import IssueImport
from issues.rules.events import ActionKind
from notifications.commands.channels import add_channel
from notifications.models import Channel, Delivery, Message
from people.models import Absence
from tests.attached import a_picture
from tests.audiences import ANYBODY, Route
from tests.cast import DAY, HOUR, REPORTED, Company
from tests.routes import OF_ONES_OWN, ROUTES

NOW = REPORTED + HOUR


def addresses(patterns: list[Any], space: str = "") -> Iterator[str]:
    """The names of all routes of our own; the data administration asks for the staff flag by itself."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and not space.startswith("admin:"):
            yield f"{space}{pattern.name}"


def test_no_route_is_without_its_line_and_no_line_without_its_route():
    assert set(addresses(get_resolver().url_patterns)) == set(ROUTES)


@dataclass
class Things:
    """What the placeholders of the addresses stand for."""

    company: Company
    values: dict[str, Any]

    def address(self, name: str, route: Route) -> str:
        return reverse(name, kwargs={key: self.values[thing] for key, thing in route.takes.items()})


@pytest.fixture
def things(company) -> Iterator[Things]:
    with time_machine.travel(NOW, tick=False):
        values = {
            **_issues(company),
            **_causes(company),
            **_messages(company),
            **_administered(company),
            **_views(company),
            **_reporting(company),
            **_promised(company),
            **_standards(company),
            "weekly_link": weekly.token_of(
                subscribe(person=company.reporter, wish=Wish(), now=NOW).person_id
            ),
            "head": company.head.pk,
            "head_field": f"person-{company.head.pk}",
            "seq": 1,
            "word": uuid.UUID(int=7).hex,
        }
        yield Things(company, values)


def _issues(company: Company) -> dict[str, Any]:
    issue, other = company.report(), company.report()
    commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=NOW)
    commands.plan_action(
        issue=issue.pk,
        actor=company.owner,
        kind=ActionKind.CORRECTIVE,
        description="Call",
        assignee=company.holder,
        due_at=NOW + DAY,
        now=NOW,
    )
    commands.comment(
        issue=issue.pk, actor=company.owner, text="This is how it looks", files=[a_picture()], now=NOW
    )
    asked: dict[str, Any] = {
        "command": Bulk.ACCEPT,
        "numbers": [other.pk],
        "client_key": uuid.UUID(int=3),
        "facts": {},
    }
    run = add_bulk_run(actor=company.owner, now=NOW, **asked)
    return {
        "bulk_run": run.pk,
        "issue": issue.pk,
        "action": issue.actions.get().pk,
        "attachment": issue.attachments.get().pk,
        "other": other.pk,
    }


def _promised(company: Company) -> dict[str, Any]:
    """An issue with which a customer was promised something."""
    telling = commands.Telling(text="Late", promised="A call back", promised_by=NOW + HOUR)
    issue = commands.report(
        point=company.point, severity=Severity.NORMAL, reporter=company.reporter, now=NOW, telling=telling
    )
    return {"promised_issue": issue.pk, "promised": issue.reports.get().pk}


def _standards(company: Company) -> dict[str, Any]:
    """A version of the point's standard that customer support, headed by the manager, is asked to sign."""
    said: dict[str, Any] = {"point": company.point.pk, "actor": company.owner, "now": NOW}
    draft = write_standard(seen="", words=Words("We come when we said we would."), **said)
    ask_to_sign(seen=draft.seen, departments=[company.support], **said)
    return {"standard_version": draft.number, "asked_department": company.support.pk}


def _reporting(company: Company) -> dict[str, Any]:
    """A poster that allows guests, and what one of them sent."""
    poster = Poster.objects.create(point=company.point, allows_guests=True, made_at=NOW)
    key = uuid.UUID(int=11)
    telling = commands.Telling(text="The lift is stuck", client_key=key, poster=poster, files=[a_picture()])
    issue = commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=None,
        now=NOW,
        telling=telling,
    )
    return {
        "poster": poster.pk,
        "poster_link": token_of(poster),
        "receipt_code": code_of(key),
        "guests_issue": issue.pk,
        "guests_photo": issue.attachments.get().pk,
    }


def _causes(company: Company) -> dict[str, Any]:
    cause = causes.note_cause(
        actor=company.owner, now=NOW, title="Nobody knows why yet", origin=company.point
    )
    remedy = causes.plan_remedy(
        cause=cause.pk,
        actor=company.owner,
        now=NOW,
        kind=ActionKind.PREVENTIVE,
        description="Count",
        assignee=company.head,
        due_at=NOW + DAY,
    )
    return {"cause": cause.pk, "remedy": remedy.pk}


def _messages(company: Company) -> dict[str, Any]:
    channel = add_channel(
        actor=company.administrator,
        kind=Channel.Kind.WEBHOOK,
        name="Hook",
        address="http://localhost:9/",
        now=NOW,
    )
    told = Message.objects.order_by("pk")[0]
    delivery = Delivery.objects.create(
        message=told, channel="webhook", via=channel, state="failed", next_attempt_at=NOW
    )
    own = add_channel(
        actor=company.owner,
        kind=Channel.Kind.WEBHOOK,
        name="Mine",
        address="http://localhost:9/",
        now=NOW,
        is_own=True,
    )
    digest = Message.objects.create(
        key="digest",
        recipient=company.owner,
        kind="digest",
        context={"title": "6 messages"},
        state=Message.State.DISPATCHED,
        created_at=NOW,
        visible_at=NOW,
    )
    return {
        "message": told.pk,
        "digest": digest.pk,
        "channel": channel.pk,
        "own_channel": own.pk,
        "delivery": delivery.pk,
    }


def _views(company: Company) -> dict[str, Any]:
    own, shared = (
        save_view(owner=company.owner, name=name, query="", now=NOW, is_shared=name == "Ours")
        for name in ("Mine", "Ours")
    )
    return {"view": own.pk, "shared_view": shared.pk}


def _administered(company: Company) -> dict[str, Any]:
    announce_absence(person=company.head, deputy=None, since=NOW, until=NOW + DAY, now=NOW, reason="Holiday")
    run = IssueImport.objects.create(file_name="log.csv", mapping="", created_at=NOW)
    policy_move = add_policy_move(
        policy=company.version.policy, version=company.version, actor=company.administrator, now=NOW
    )
    return {
        "absence": Absence.objects.get().pk,
        "run": run.pk,
        "policy": company.version.policy_id,
        "version": 1,
        "policy_move": policy_move.pk,
        "calendar": company.calendar.pk,
        "site": Site.objects.create(name="Depot North", calendar=company.calendar).pk,
        "point": company.point.slug,
        "person": company.stranger.pk,
        "department": company.support.slug,
    }


def asked(things: Things, audience: str, name: str, route: Route) -> str:
    """What became of the request: "yes", "no", or "sign in". Nothing that it did stays."""
    client = Client(raise_request_exception=True)
    if audience != "signed out":
        person = getattr(things.company, audience)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    with transaction.atomic():
        send = client.get if route.method == "get" else client.post
        body = {key: things.values.get(str(value), value) for key, value in route.body.items()}
        response = send(things.address(name, route), body)
        transaction.set_rollback(True)
    if response.status_code == 401 or "/account/login/" in response.headers.get("Location", ""):
        return "sign in"
    return "no" if response.status_code in {403, 404} else "yes"


@pytest.mark.parametrize("audience", sorted(ANYBODY))
def test_each_route_lets_in_whom_its_line_names_and_nobody_else(things, audience):
    refused = "sign in" if audience == "signed out" else "no"
    for routes in (ROUTES, OF_ONES_OWN):
        expected = {name: "yes" if audience in route.may else refused for name, route in routes.items()}
        found = {name: asked(things, audience, name, route) for name, route in routes.items()}
        assert found == expected


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if "issue" in route.takes.values()])
def test_what_does_not_exist_is_not_found_whoever_asks(things, name):
    things.values |= {"issue": 987654321, "action": uuid.UUID(int=7)}
    assert asked(things, "administrator", name, ROUTES[name]) == "no"
