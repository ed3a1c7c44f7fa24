"""All issues, narrowed by the address; and those on which nobody acted."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inflection_points.models import InflectionPoint
from issues.commands.prospects import Outlook, outlooks
from issues.forms.filters import RUNGS, NotActedOnFilter
from issues.models import Issue
from issues.querysets import Counted, IssueQuerySet
from issues.rules.moves import Standing, last_told
from issues.templatetags.moves import first_told
from issues.views.keyset import page
from issues.views.listing import listing
from issues.views.narrowing import MOST_KEPT_BACK
from issues.views.rows import Row, row
from issues.views.tabs import first_views, meant_by, tabs
from people.rules.permissions import Can
from people.templatetags.times import relative
from people.views.viewers import viewer

MOST_COUNTED: Final = (
    1000  # of a longer list nobody reads the number, and to count it would take longer than the page
)


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """What the address asks for, 50 at a time; without any query what the person chose to begin with."""
    person, now = viewer(request), timezone.now()
    views = first_views(person, request.GET.get("view", ""))
    if not request.GET and views and views[0].opens:
        return redirect(views[0])
    if (meant := meant_by(request.GET, person)) is not None:
        return redirect(meant)
    context = listing(request, person, now) | tabs(views, person, request.GET)
    context["may_triage"] = person.may(Can.TRIAGE)
    if request.GET.get("view") and context["view"] is None:
        context["form"].add_error(
            None, _("There is no such view, or no longer, or it is not shared with you.")
        )
    return render(request, "issues/issues.html", context)


def not_acted_on(request: HttpRequest) -> HttpResponse:
    """Past the act target without an act: the longest overdue first, by department and by who was told last."""
    now = timezone.now()
    form = NotActedOnFilter(request.GET)
    chosen = form.chosen()
    unacted = Issue.objects.visible_to(viewer(request), now).not_acted_on(now)
    hidden = Issue.objects.hidden_from(viewer(request), now).not_acted_on(now)
    points, here = None, unacted
    if "department" in chosen:
        points = InflectionPoint.objects.filter(department=chosen["department"])
        here, hidden = unacted.at_points(points), hidden.at_points(points)
    total, by_rung = _counted(here)
    listed = unacted.filter(reached=chosen["reached"]) if "reached" in chosen else unacted
    found = page(request, listed.for_list(), by="act_by", points=points)
    context = {
        "form": form,
        "now": now,
        "rows": [_told_row(one, now) for one in outlooks(found.issues, now, places=form.places)],
        "page": found,
        "hidden": hidden.count_up_to(MOST_KEPT_BACK),
        "total": total,
        "segments": _segments(request, total, by_rung, chosen.get("reached")),
        "waiting_count": total,
        "list_url": _as_list(request),
        "may_triage": viewer(request).may(Can.TRIAGE),
    }
    return render(request, "issues/not_acted_on.html", context)


def _counted(unacted: IssueQuerySet) -> tuple[Counted, Counter[int] | None]:
    """How many, and how many at each rung; of a long list only that it is long."""
    found = list(unacted.order_by().values_list("reached", flat=True)[: MOST_COUNTED + 1])
    if len(found) > MOST_COUNTED:
        return Counted(MOST_COUNTED, is_more=True), None
    return Counted(len(found)), Counter(found)


def _as_list(request: HttpRequest) -> str:
    """The list of issues that shows the same."""
    names = {"department": "department", "reached": "told"}
    kept = {ours: request.GET[name] for name, ours in names.items() if request.GET.get(name)}
    return f"{reverse('issues:issues')}?{urlencode({'unacted': 'on', **kept, 'sort': 'act_by'})}"


def _told_row(outlook: Outlook, now: datetime) -> Row:
    """A row that says who was told last and, instead of the bare name, who is told next and when."""
    plain, then = row(outlook, now), outlook.beyond or outlook.then
    when = relative(then.at, now).replace(" ", "\u00a0") if then and then.at > now else _("now")
    following = _("next %(name)s, %(when)s") % {"name": first_told(outlook), "when": when} if then else ""
    last = last_told(outlook.state.reached)
    is_planned = (
        outlook.standing is not Standing.UNACTED
    )  # a commitment holds the ladder, and nobody has acted
    return replace(
        plain, status_label=_("planned, %(last)s") % {"last": last} if is_planned else last, next=following
    )


def _segments(
    request: HttpRequest, total: Counted, by_rung: Counter[int] | None, reached: int | None
) -> list[dict[str, Any]]:
    """One link a rung, with how many stand there where that was counted."""
    kept = {"department": request.GET.get("department", "")}
    kept = {name: value for name, value in kept.items() if value}
    links = [{"label": _("All"), "count": total, "current": reached is None, "url": "?" + urlencode(kept)}]
    for rung, label in RUNGS:
        here = None if by_rung is None else Counted(_at_rung(by_rung, int(rung)))
        url = "?" + urlencode({**kept, "reached": rung})
        links.append({"label": label, "count": here, "current": reached == int(rung), "url": url})
    return links


def _at_rung(by_rung: Counter[int], rung: int) -> int:
    """The last rung that has a word stands for all beyond it, too."""
    is_last = rung == int(RUNGS[-1][0])
    return sum(count for at, count in by_rung.items() if at == rung or (is_last and at > rung))
