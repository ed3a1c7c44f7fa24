"""Where the company reports and does not act, on one screen."""

from itertools import chain
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms import ScopeForm
from insights.querysets.beginnings import beginning
from insights.querysets.company import targets
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.querysets.inaction import inaction
from insights.querysets.rolled import Timed, read_with_before
from insights.querysets.standing import read_together
from insights.querysets.where import read_once
from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.company import Targets
from insights.rules.figures import REFERENCE_NOT_ACTED
from insights.rules.periods import Scope
from insights.views import tables, tiles
from insights.views.beside import Beside
from insights.views.changes import days_of, sentences
from insights.views.gaps import gaps
from insights.views.links import Links
from insights.views.movers import movers, table
from insights.views.overview_tables import overview_tables
from insights.views.tables_out import asked_of, file_of
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
    is_past = scope.period.as_of < form.now
    files = chain(overview_tables(scope), [] if is_past else [table(form, viewer(request), now)])
    if (file := file_of(request, files, asked_of(form), page="overview", now=now)) is not None:
        return file
    context = _numbers(scope, links, form.length)
    context |= {
        "form": form,
        "links": links,
        "period": scope.period,
        "is_past": is_past,
        "to_count": kept.waiting,
        "begin": None if context["bands"].reported else beginning(),
    }
    context["chart"]["note"] = form.is_of()
    context |= {"changed": sentences(scope, links), "changed_in": days_of(scope)}
    context |= {} if is_past else movers(scope, links.asked, viewer(request), now)
    return render(request, "insights/overview.html", context)


def _numbers(scope: Scope, links: Links, length: int) -> dict[str, Any]:
    earlier = scope.before
    read_together(scope)
    read_with_before(scope, By.DEPARTMENT)
    by_place = _by_place(scope, links)  # first: together they are all of it
    whole, before = (figures(one, Timed.ACT, bands_only=True) for one in (scope, earlier))
    cost = inaction(scope)
    beside = Beside(targets(scope.period.as_of), scope.against, is_part=not scope.is_everything)
    return {
        "bands": whole.bands,
        "tiles": [
            tiles.action_rate(whole.bands, before.bands, links=links, weeks=length, beside=beside),
            tiles.not_acted_on(whole.bands, before.bands, links=links, weeks=length, beside=beside),
            tiles.time_to_act(
                whole.time_to_act, before.time_to_act, links=links, weeks=length, beside=beside
            ),
            tiles.customers_at_risk(cost, inaction(earlier), links=links, weeks=length, beside=beside),
        ],
        "reference": REFERENCE_NOT_ACTED,
        "cost": cost,
        "urls": {what.value: links.behind(what) for what in (*Band, Behind.JUDGED, Behind.REPORTED)},
        **_by_week(scope, links, beside.targets),
        **by_place,
    }


def _by_week(scope: Scope, links: Links, aims: Targets) -> dict[str, Any]:
    still = gaps(scope.period)
    weeks = tables.weeks(
        figures_by(scope, By.WEEK, Timed.NOTHING, bands_only=True), scope.period, links, still
    )
    return {"weeks": weeks, "chart": tables.trend(weeks, scope, still, aims), "gaps": still}


def _by_place(scope: Scope, links: Links) -> dict[str, Any]:
    by_point = figures_by(scope, By.POINT, Timed.NOTHING, bands_only=True)
    by_department = figures_by(scope, By.DEPARTMENT, Timed.ACT, bands_only=True)
    points, few_points = tables.places(by_point, By.POINT, links)
    departments, few_departments = tables.places(by_department, By.DEPARTMENT, links)
    return {
        "points": points[:MOST_POINTS],
        "more_points": len(points[MOST_POINTS:]),
        "few_points": few_points,
        "departments": departments,
        "few_departments": few_departments,
    }
