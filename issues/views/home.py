"""The first page: by role, what this person came for."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from inflection_points.commands.standards import to_sign
from issues.commands.progressing import followed, reports_of
from issues.commands.prospects import outlooks
from issues.models import Action, Issue
from issues.rules.state import CLOSED, Phase
from issues.views.keyset import page
from people.models import User
from people.rules.permissions import Role
from people.views.viewers import viewer

MOST_ASKED = 5
MOST_ACTIONS = 50


def home(request: HttpRequest) -> HttpResponse:
    """Frontline: report, my reports and my work. Managers: the inbox. Executives and administrators: the overview."""
    match viewer(request).role:
        case Role.MANAGER:
            return redirect("issues:inbox")
        case Role.EXECUTIVE | Role.ADMINISTRATOR:
            return redirect("insights:overview")
    return my_reports(request)


def my_reports(request: HttpRequest) -> HttpResponse:
    """What became of what this person reported, and the work that waits for this person."""
    person = viewer(request)
    now = timezone.now()
    mine = Issue.objects.visible_to(person, now).reported_by(person).for_list()
    told = mine.prefetch_related("actions__assignee").newest_first()
    asked = told.filter(phase=Phase.RESOLVED)
    waiting = asked.count()
    found = page(request, told.exclude(phase=Phase.RESOLVED), by="-reported_at")
    signing = to_sign(person, now)
    held = Issue.objects.visible_to(person, now).open().exclude(phase=Phase.RESOLVED).filter(holder=person)
    context = {
        "now": now,
        "asked": followed(reports_of(person, asked[:MOST_ASKED]), now) if waiting else [],
        "more_asked": waiting if waiting > MOST_ASKED else 0,
        "reports": followed(reports_of(person, found.issues), now),
        "previous_url": found.previous_url,
        "next_url": found.next_url,
        "actions": _work_of(person)[:MOST_ACTIONS],
        "held": outlooks(held.for_list().order_by("next_due_at", "pk")[:MOST_ACTIONS], now),
        "to_sign": signing,
        "waiting_count": waiting + len(signing),
    }
    return render(request, "issues/home.html", context)


def _work_of(person: User) -> QuerySet[Action]:
    """The actions that wait for this person, the most pressing first."""
    theirs = Action.objects.filter(assignee=person, completed_at=None)
    waiting = theirs.exclude(issue__phase__in=[*CLOSED, Phase.RESOLVED])
    return waiting.select_related("issue__point").order_by("due_at", "pk")
