"""Where the company reports and does not act, on one screen; and the lists behind its numbers."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms import BANDS, BehindForm, ScopeForm
from insights.querysets.behind import behind
from insights.querysets.company import targets
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.querysets.rolled import Timed
from insights.querysets.where import read_once
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.company import Targets
from insights.rules.figures import REFERENCE_NOT_ACTED
from insights.rules.periods import Scope
from insights.views import tables, tiles
from insights.views.beside import Beside
from insights.views.changes import sentences
from insights.views.gaps import gaps
from insights.views.issues_out import issues_out
from insights.views.links import Links
from insights.views.movers import movers
from insights.views.overview_tables import overview_tables
from insights.views.tables_out import asked_of, file_of
from issues.querysets import IssueQuerySet
from issues.views.keyset import page
from issues.views.narrowing import MOST_KEPT_BACK
from issues.views.rows import rows
from people.views.viewers import viewer

MOST_POINTS: Final = 10


@require_safe
@read_once()
def overview(request: HttpRequest) -> HttpResponseBase:
    """Four numbers with what they are of, the trend behind them, where it is worst, and who has to move now."""
    now = timezone.now()
    kept = counted(now)
    form = ScopeForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/overview.html", {"form": form}, status=400)
    scope, links = form.scope(), Links(form.asked())
    if (
        file := file_of(request, overview_tables(scope), asked_of(form), page="overview", now=now)
    ) is not None:
        return file
    is_past = scope.period.as_of < form.now
    context = _numbers(scope, links, form.length)
    context |= {
        "form": form,
        "links": links,
        "period": scope.period,
        "is_past": is_past,
        "to_count": kept.waiting,
    }
    context["changed"] = sentences(scope, links)
    context |= {} if is_past else movers(scope, links.asked, viewer(request), now)
    return render(request, "insights/overview.html", context)


@require_safe
def issues(request: HttpRequest) -> HttpResponseBase:
    """The issues behind a number of the overview, the newest first."""
    now = timezone.now()
    kept = counted(now)
    form = BehindForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/issues.html", {"form": form}, status=400)
    behind_it = _behind(form)
    if form.asks_for_hands:  # to count what is confidential there would say in whose hands it is
        behind_it = behind_it.visible_to(viewer(request), now)
    if "format" in request.GET:
        return issues_out(request, form, behind_it, now)
    found = page(request, behind_it.visible_to(viewer(request), now), by="-reported_at")
    context = {
        "form": form,
        "heading": dict(BANDS)[form.cleaned_data["band"]],
        "count": behind_it.order_by().count(),
        "hidden": behind_it.hidden_from(viewer(request), now).count_up_to(MOST_KEPT_BACK),
        "page": found,
        "rows": rows(found.issues, now),
        "period": form.scope().period,
        "overview_url": Links(form.asked()).overview(),
    }
    return render(request, "insights/issues.html", context)


def _numbers(scope: Scope, links: Links, length: int) -> dict[str, Any]:
    earlier = scope.before
    whole, before, cost = figures(scope, Timed.ACT), figures(earlier, Timed.ACT), inaction(scope)
    beside = Beside(targets(scope.period.as_of), scope.against, is_part=not scope.is_everything)
    return {
        "bands": whole.bands,
        "tiles": [
            tiles.action_rate(whole.bands, before.bands, links, length, beside),
            tiles.not_acted_on(whole.bands, before.bands, links, length, beside),
            tiles.time_to_act(whole.time_to_act, before.time_to_act, links, length, beside),
            tiles.customers_at_risk(cost, inaction(earlier), links, length, beside),
        ],
        "reference": REFERENCE_NOT_ACTED,
        "cost": cost,
        "urls": {band.value: links.behind(band) for band in Band},
        **_by_week(scope, links, beside.targets),
        **_by_place(scope, links),
    }


def _by_week(scope: Scope, links: Links, aims: Targets) -> dict[str, Any]:
    still = gaps(scope.period)
    weeks = tables.weeks(figures_by(scope, By.WEEK, Timed.NOTHING), scope.period, links, still)
    return {"weeks": weeks, "chart": tables.trend(weeks, scope, still, aims), "gaps": still}


def _by_place(scope: Scope, links: Links) -> dict[str, Any]:
    points, few_points = tables.places(figures_by(scope, By.POINT, Timed.NOTHING), By.POINT, links)
    departments, few_departments = tables.places(
        figures_by(scope, By.DEPARTMENT, Timed.ACT), By.DEPARTMENT, links
    )
    return {
        "points": points[:MOST_POINTS],
        "more_points": len(points[MOST_POINTS:]),
        "few_points": few_points,
        "departments": departments,
        "few_departments": few_departments,
    }


def _behind(form: BehindForm) -> IssueQuerySet:
    what = Behind(form.cleaned_data["band"] or Behind.REPORTED)
    return form.narrowed(behind(form.scope(), what, origin=form.began_at())).for_list()
