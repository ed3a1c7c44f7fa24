"""Photographs every page of the demo company, in both themes and three widths, into `screenshots/`: to be looked at.

`make screenshots` runs it; it is no test, so nothing collects it by itself.
"""

from pathlib import Path
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from inflection_points.models import Calendar, InflectionPoint, PolicyVersion
from issues.models import Action, Issue, SweepRun
from people.models import Department, User
from people.rules.permissions import Role
from tests.browsing import visitor
from tests.routes import ROUTES

OUT: Final = Path(__file__).resolve().parent.parent / "screenshots"
WIDTHS: Final = {320: 640, 768: 1024, 1280: 800}
THEMES: Final = ("light", "dark")
BY_ALL: Final = ("issues:home", "issues:inbox", "issues:issue", "insights:overview", "issues:me")
NO_PAGES: Final = (
    "account_logout",
    "health",
    "health_escalations",
    "issues:import_refusals",
    "issues:export_issues",
    "issues:suggest_names",
)
WITH_FORMS: Final = (
    "issues:hand_over",
    "issues:plan_action",
    "issues:merge",
    "issues:deactivate",
    "issues:dissolve",
    "issues:add_policy",
    "issues:change_policy",
    "issues:move_policy",
    "issues:retire_policy",
    "issues:change_calendar",
    "issues:save_view",
)


def things() -> dict[str, Any]:
    """What the placeholders of the addresses stand for: whatever has most to show."""
    newest = PolicyVersion.objects.order_by("-number", "pk")[0]
    busiest = Issue.objects.open().order_by("-last_seq")[0]
    return {
        "issue": busiest.pk,
        "action": Action.objects.filter(completed_at=None)[0].pk,
        "point": InflectionPoint.objects.order_by("pk")[0].slug,
        "person": User.objects.filter(role=Role.MANAGER, is_active=True)[0].pk,
        "department": Department.objects.active().order_by("name")[0].slug,
        "policy": newest.policy_id,
        "version": newest.number,
        "calendar": Calendar.objects.order_by("pk")[0].pk,
        "word": "word",
    }


def pages() -> list[tuple[str, str, Role]]:
    """Name, address and the role that looks."""
    values, found = things(), []
    for name, route in ROUTES.items():
        is_page = route.method == "get" or name in WITH_FORMS
        if not is_page or name in NO_PAGES or name.startswith(("api:", "insights_api:")):
            continue
        try:
            address = reverse(name, kwargs={key: values[thing] for key, thing in route.takes.items()})
        except (KeyError, NoReverseMatch):
            continue  # of what the demo company has none
        roles = tuple(Role) if name in BY_ALL else (Role.ADMINISTRATOR,)
        found += [(name.rpartition(":")[2], address, role) for role in roles]
    return found


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def photograph_every_page(browser: Any, live_server: Any) -> None:
    call_command("load_demo")
    SweepRun.objects.create(at=timezone.now())
    OUT.mkdir(exist_ok=True)
    looking = {role: User.objects.filter(role=role, is_active=True).order_by("pk")[0] for role in Role}
    for width, height in WIDTHS.items():
        for theme in THEMES:
            for name, address, role in pages():
                size = {"width": width, "height": height}
                one = visitor(browser, live_server.url, looking[role], viewport=size, theme=theme)
                one.open(address).screenshot(path=OUT / f"{name}-{role}-{width}-{theme}.png", full_page=True)
                one.page.context.close()
