"""Photographs every page of the demo company, in both themes and three widths, into `screenshots/`: to be looked at.

`make screenshots` runs it; it is no test, so nothing collects it by itself.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inflection_points.commands.posters import token_of
from inflection_points.models import Calendar, InflectionPoint, PolicyVersion
from issues.commands.receipts import code_of
from issues.models import Action, Issue, IssueImport, PolicyMove, Remedy, Report, RootCause, SweepRun
from notifications.models import Channel, Message
from people.models import Department, User
from people.rules.permissions import Role
from tests.browsing import Visitor, visitor
from tests.pages import BACKEND, is_page, names_of_pages
from tests.routes import ROUTES

OUT: Final = Path(__file__).resolve().parent.parent / "screenshots"
WIDTHS: Final = {320: 640, 768: 1024, 1280: 800}
THEMES: Final = ("light", "dark")
BY_ALL: Final = ("issues:home", "issues:inbox", "issues:issue", "insights:overview", "issues:me")


def things() -> dict[str, Any]:
    """What the placeholders of the addresses stand for: whatever has most to show. What the company lacks is missing."""
    newest = PolicyVersion.objects.order_by("-number", "pk")[0]
    work = Remedy.objects.filter(completed_at=None).order_by("-pk").first()
    rows = {
        "issue": Issue.objects.open().order_by("-last_seq").first(),
        "action": Action.objects.filter(completed_at=None).first(),
        "person": User.objects.filter(role=Role.MANAGER, is_active=True).first(),
        "calendar": Calendar.objects.order_by("pk").first(),
        "cause": work.cause if work else RootCause.objects.first(),
        "remedy": work,
        "channel": Channel.objects.filter(owner=None).first(),
        "digest": Message.objects.filter(kind="digest").first(),
        "run": IssueImport.objects.order_by("-pk").first(),
        "policy_move": PolicyMove.objects.order_by("-pk").first(),
    }
    guest = Report.objects.filter(reporter=None).exclude(poster=None).order_by("pk").first()
    if guest is not None and guest.poster is not None:
        rows["poster"] = guest.poster
    return {
        **({"poster_link": token_of(guest.poster)} if guest and guest.poster else {}),
        **({"receipt_code": code_of(guest.client_key)} if guest else {}),
        **{name: row.pk for name, row in rows.items() if row is not None},
        "point": InflectionPoint.objects.order_by("pk")[0].slug,
        "department": Department.objects.active().order_by("name")[0].slug,
        "policy": newest.policy_id,
        "version": newest.number,
        "word": "word",
    }


def pages() -> list[tuple[str, str, Role]]:
    """Name, address and the role that looks: every route of which that role gets a page, forms of commands included."""
    values, found = things(), []
    for role, person in looking().items():
        client = Client()
        client.force_login(person, backend=BACKEND)
        for name in names_of_pages():
            if role != Role.ADMINISTRATOR and name not in BY_ALL:
                continue
            with suppress(KeyError):  # of what the demo company has none
                takes = ROUTES[name].takes.items()
                address = reverse(name, kwargs={key: values[thing] for key, thing in takes})
                if is_page(client.get(address)):
                    found.append((name.rpartition(":")[2], address, role))
    return found


def looking() -> dict[Role, User]:
    return {role: User.objects.filter(role=role, is_active=True).order_by("pk")[0] for role in Role}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def photograph_every_page(browser: Any, live_server: Any) -> None:
    call_command("load_demo")
    SweepRun.objects.create(at=timezone.now())
    OUT.mkdir(exist_ok=True)
    wanted, people = pages(), looking()
    for role, person in people.items():
        one = visitor(browser, live_server.url, person, reduced_motion="reduce")
        for name, address in [(name, at) for name, at, whose in wanted if whose == role]:
            one.open(address)
            photograph(one, f"{name}-{role}")
        one.page.context.close()
    nobody = visitor(browser, live_server.url, None, reduced_motion="reduce")
    nobody.open("/account/login/")
    photograph(nobody, "login-nobody")
    nobody.page.context.close()


def photograph(one: Visitor, name: str) -> None:
    """The page as it stands, in both themes and three widths."""
    for width, height in WIDTHS.items():
        one.page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            one.page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
            one.page.screenshot(path=OUT / f"{name}-{width}-{theme}.png", full_page=True)
