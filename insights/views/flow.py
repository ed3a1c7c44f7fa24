"""What comes in and what goes out week by week, how old what is open has become, and how smoothly reporting runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import format as write
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms import AGES, ScopeForm
from insights.querysets.ageing import ageing
from insights.querysets.beginnings import beginning
from insights.querysets.flow import flow
from insights.querysets.where import read_once
from insights.rules.behind import Behind
from insights.rules.flow import HIGHEST, Age, Ageing, Flow, Standing, cumulative
from insights.rules.periods import Period, Scope, iso_name
from insights.views import flow_tables, smoothness
from insights.views.charts import Axis, Kind, Series, chart, week_of
from insights.views.gaps import Gap, gaps, in_week, marks
from insights.views.links import Links
from insights.views.tables_out import Table, asked_of, file_of
from issues.rules.moves import last_told
from people.views.viewers import viewer

_MOVED: Final = {
    "reported": Behind.REPORTED,
    "acted": Behind.ACTED_IN_PERIOD,
    "resolved": Behind.RESOLVED_IN_PERIOD,
}


@dataclass(frozen=True, slots=True)
class Week:
    """One week, and all weeks of the period up to it; each number with its list. `then` is the week it is compared with.

    `stood_still`: how long the engine did in it, in words.
    """

    starts: datetime
    flow: Flow
    so_far: Flow
    urls: dict[str, str]
    urls_so_far: dict[str, str]
    stood_still: str = ""
    then: Flow | None = None
    then_starts: datetime | None = None
    then_urls: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What is open of one age, or at one rung."""

    label: str
    standing: Standing
    url: str
    unacted_url: str
    acted_url: str


@require_safe
@read_once()
def flow_and_ageing(request: HttpRequest) -> HttpResponseBase:
    """Both, and below them how well reports come in and promises are kept."""
    now = timezone.now()
    kept = counted(now)
    form = ScopeForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/flow.html", {"form": form}, status=400)
    scope, links = form.scope(), Links(form.asked())
    still = gaps(scope.period)
    weeks = _beside(_weeks(flow(scope), scope.period, links, still), scope, links.before(scope))
    found = ageing(scope)
    ages, rungs = _ages(found, links), _rungs(found, links)
    told = smoothness.of(scope, links, viewer(request), now)
    tables = _tables(weeks, ages, rungs, told, form.before)
    if (file := file_of(request, tables, asked_of(form), page="flow", now=now)) is not None:
        return file
    context = {
        "form": form,
        "period": scope.period,
        "to_count": kept.waiting,
        "begin": None if weeks[-1].so_far.reported else beginning(),
        **_together(weeks, scope, links),
        "open": _step("", found.all, links),
        "ages": ages,
        "rungs": rungs,
        "gaps": still,
        "charts": _weekly(weeks, still, form) | _open(ages, rungs, form),
        **told,
    }
    return render(request, "insights/flow.html", context)


def _together(weeks: Sequence[Week], scope: Scope, links: Links) -> dict[str, Any]:
    """The weeks, and all of them at once, each number with its list."""
    thens = [week.then for week in weeks if week.then is not None]
    return {
        "weeks": weeks,
        "total": weeks[-1].so_far,
        "urls": _lists(links),
        "then": sum(thens, Flow()) if thens else None,
        "then_urls": _lists(links.before(scope)),
    }


def _tables(
    weeks: Sequence[Week], ages: Sequence[Step], rungs: Sequence[Step], told: dict[str, Any], then: str
) -> list[Table]:
    return [
        flow_tables.weeks(weeks, then),
        flow_tables.steps("ages", _("Reported ago"), ages),
        flow_tables.steps("rungs", _("Who was told last"), rungs),
        flow_tables.promises(told["promises"]),
        flow_tables.holdups(told["holdups"]),
        flow_tables.reasons(told["all_reasons"]),
    ]


def _weeks(flows: Sequence[Flow], period: Period, links: Links, still: Sequence[Gap]) -> list[Week]:
    found = zip(period.cohorts, flows, cumulative(flows), strict=True)
    return [
        Week(
            monday,
            one,
            so_far,
            _lists(links, week=iso_name(monday)),
            _lists(links, up_to=iso_name(monday)),
            in_week(still, monday),
        )
        for monday, one, so_far in found
    ]


def _lists(links: Links, **narrower: str) -> dict[str, str]:
    return {name: links.behind(what, **narrower) for name, what in _MOVED.items()}


def _beside(weeks: Sequence[Week], scope: Scope, links: Links) -> list[Week]:
    """With the weeks that they are compared with, one by one."""
    if not scope.is_compared:
        return list(weeks)
    earlier = scope.before
    thens = zip(weeks, flow(earlier), earlier.period.cohorts, strict=True)
    return [
        replace(week, then=then, then_starts=starts, then_urls=_lists(links, week=iso_name(starts)))
        for week, then, starts in thens
    ]


def _ages(found: Ageing, links: Links) -> list[Step]:
    return [_step(str(AGES[age]), found.of_age(age), links, age=age.value) for age in Age]


def _rungs(found: Ageing, links: Links) -> list[Step]:
    return [_step(last_told(rung), found.at_rung(rung), links, rung=str(rung)) for rung in range(HIGHEST + 1)]


def _step(label: str, standing: Standing, links: Links, **narrower: str) -> Step:
    lists = (links.behind(what, **narrower) for what in (Behind.OPEN, Behind.UNACTED, Behind.OPEN_ACTED))
    return Step(label, standing, *lists)


def _weekly(weeks: Sequence[Week], still: Sequence[Gap], form: ScopeForm) -> dict[str, Any]:
    """The charts of the weeks, with when the engine stood still in them."""
    axis = Axis(
        [[write(week.starts, "j"), write(week.starts, "M")] for week in weeks],
        [week_of(week.starts) for week in weeks],
        gaps=marks(still, [week.starts for week in weeks]),
    )
    as_of, of = form.scope().period.as_of, form.is_of()
    return {
        "flow": chart(Kind.BARS, axis, _series(weeks, so_far=False), as_of=as_of, note=of),
        "cumulative": chart(Kind.LINES, axis, _series(weeks, so_far=True), as_of=as_of, note=of),
    }


def _open(ages: Sequence[Step], rungs: Sequence[Step], form: ScopeForm) -> dict[str, Any]:
    """The charts of what is open, which counts whenever it was reported."""
    as_of, places = form.scope().period.as_of, form.is_of(of_period=False)
    return {"ages": _standing(ages, as_of, places), "rungs": _standing(rungs, as_of, places)}


def _series(weeks: Sequence[Week], *, so_far: bool) -> list[Series]:
    looks = {
        "reported": Series(_("Reported"), [], "--ink-soft", dash=True),
        "acted": Series(_("First acted on"), [], "--waiting-fill", pattern="hatched"),
        "resolved": Series(_("First resolved"), [], "--acted-fill"),
    }
    return [
        replace(
            look,
            data=[getattr(week.so_far if so_far else week.flow, name) for week in weeks],
            urls=[(week.urls_so_far if so_far else week.urls)[name] for week in weeks],
        )
        for name, look in looks.items()
    ]


def _standing(steps: Sequence[Step], as_of: datetime, places: str) -> dict[str, Any]:
    """Unacted below, so that it can be compared from column to column."""
    unacted = Series(
        _("Nobody ever acted"),
        [step.standing.unacted for step in steps],
        "--unacted-fill",
        urls=[step.unacted_url for step in steps],
    )
    acted = Series(
        _("Acted on, still open"),
        [step.standing.acted for step in steps],
        "--waiting-fill",
        pattern="hatched",
        urls=[step.acted_url for step in steps],
    )
    axis = Axis([step.label for step in steps])
    return chart(Kind.STACKED, axis, [unacted, acted], as_of=as_of, note=places)
