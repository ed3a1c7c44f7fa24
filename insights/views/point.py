"""One inflection point: what is promised, who answers, what waits, how it is acted on, what came back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import CharField
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from inflection_points.commands import standards
from inflection_points.commands.posters import may_make
from inflection_points.models import InflectionPoint, Standard
from insights.commands.keeping import counted
from insights.forms.place import AtPointForm
from insights.querysets.company import targets
from insights.querysets.coverage import coverage
from insights.querysets.escapes import flows_from
from insights.querysets.figures import figures, figures_by
from insights.querysets.graph import dependencies
from insights.querysets.groups import By
from insights.querysets.lessons import Lesson, prevented, returned
from insights.querysets.rolled import Timed, read_with_before
from insights.querysets.waiting import Waiting, waiting_by_point, waits_longest
from insights.querysets.where import company, read_once
from insights.rules.behind import Behind
from insights.rules.figures import Figures
from insights.rules.periods import Scope
from insights.rules.trends import Trend
from insights.views import chain_tables, tables, tiles
from insights.views.beside import Beside
from insights.views.chain_cards import STEPS
from insights.views.gaps import gaps
from insights.views.links import Links
from insights.views.mending import checklist
from insights.views.overview_tables import overview_tables, then_head
from insights.views.point_figures import figures_of, let_through
from insights.views.tables_out import asked_of, file_of
from issues.commands.prospects import outlooks
from issues.models import Issue
from issues.views.narrowing import MOST_KEPT_BACK
from issues.views.rows import row
from people.models import User
from people.querysets.prepared import Prepared, Slot
from people.views.viewers import viewer

MOST_OPEN: Final = 5
_TABLES: Final = ("numbers", "weeks")


_AT: Final = Prepared(
    lambda: InflectionPoint.objects.select_related(
        "stage", "department", "owner", "deputy", "calendar", "policy"
    ).filter(slug=Slot("slug", CharField()))
)


@require_safe
@read_once()
def point(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What is promised at a point, who answers for it, what waits there first of all, and how it has been acted on."""
    now = timezone.now()
    found = next(iter(_AT.models(slug=slug)), None)
    if found is None:
        raise Http404
    kept = counted(now)
    form = AtPointForm(request.GET, now=kept.as_of, at=found)
    context: dict[str, Any] = {"form": form, "point": found, "now": now}
    if not form.is_valid():
        context |= _about(found, viewer(request), Links(form.asked()))
        return render(request, "inflection_points/point.html", context, status=400)
    scope, links = form.scope(), Links(form.asked())
    measured = _measured(scope, links, found, form.length)
    files = [table for table in overview_tables(scope) if table.name in _TABLES]
    files.append(chain_tables.lasting(measured["figures"], then_head(scope)))
    if (file := file_of(request, files, asked_of(form), page=slug, now=now)) is not None:
        return file
    is_past = scope.period.as_of < form.now
    context |= {"period": scope.period, "is_past": is_past, "to_count": kept.waiting}
    context |= _about(found, viewer(request), links, scope.period.as_of if is_past else None)
    context |= {} if is_past else _open_here(found, viewer(request))
    measured["chart"]["note"] = f"{found.name} · {form.is_of()}"
    context |= measured | _learnt(scope, links, found, viewer(request), is_past=is_past)
    return render(request, "inflection_points/point.html", context)


def _about(
    found: InflectionPoint, person: User, links: Links, as_of: datetime | None = None
) -> dict[str, Any]:
    """The standard, as it was at `as_of` or is now; and who answers and what it hangs on, of which no past is kept."""
    return {
        **(_promised(found, person) if as_of is None else _promised_then(found, as_of)),
        "may_write": standards.may_write(found, person),
        "may_make_posters": may_make(found, person),
        **_neighbours(found, links),
        "kinds": found.kinds.all(),
    }


def _promised(found: InflectionPoint, person: User) -> dict[str, Any]:
    """The standard in force, and the one that waits for signatures."""
    now = timezone.now()
    versions = {
        one.standing.value: one
        for one in Standard.objects.filter(point=found).exclude(in_force_until__isnull=False).for_reading()
    }
    waiting = versions.get("asked")
    asked = standards.to_sign(person, now) if waiting else []
    return {
        "in_force": versions.get("in_force"),
        "waits": waiting,
        "signs": waiting is not None and any(line.standard_id == waiting.pk for line in asked),
    }


def _promised_then(found: InflectionPoint, as_of: datetime) -> dict[str, Any]:
    """The standard that was in force. What waits for a signature now says nothing of a past day."""
    return {"in_force": Standard.objects.filter(point=found).in_force(as_of).for_reading().first()}


def _neighbours(found: InflectionPoint, links: Links) -> dict[str, Any]:
    """What it hangs on and what hangs on it, as addresses and names; and whose it is."""
    hangs = [(point, upstream) for point, upstream in dependencies() if found.pk in {point, upstream}]
    return {
        "needs": _named({upstream for _, upstream in hangs} - {found.pk}, links),
        "needed_by": _named({point for point, _ in hangs} - {found.pk}, links),
        "department_url": links.department(found.department.slug),
        "chain_url": links.chain(),
    }


def _named(points: Collection[int], links: Links) -> list[tuple[str, str]]:
    known = sorted((company().points[pk] for pk in points), key=lambda point: point.name.casefold())
    return [(links.point(point.slug), point.name) for point in known]


def _open_here(found: InflectionPoint, person: User) -> dict[str, Any]:
    """The oldest that nobody has ever acted on, one tap away; then everything open by its deadline."""
    now = timezone.now()
    seen = Issue.objects.visible_to(person, now)
    oldest = list(waits_longest(found.pk, seen.for_list()))
    here = seen.open().filter(point=found).exclude(pk__in=[issue.pk for issue in oldest])
    rest = here.for_list().by_deadline(now)[:MOST_OPEN]
    rows = [row(one, now) for one in outlooks([*oldest, *rest], now, places=company())]
    return {
        "oldest": rows[0] if oldest else None,
        "rows": rows[len(oldest) :],
        "hidden": Issue.objects.hidden_from(person, now)
        .open()
        .filter(point=found)
        .count_up_to(MOST_KEPT_BACK),
    }


def _measured(scope: Scope, links: Links, found: InflectionPoint, length: int) -> dict[str, Any]:
    if scope.is_compared:
        read_with_before(scope, None, bands_only=False)
    whole = figures(scope, Timed.ACT)
    before = figures(scope.before, Timed.ACT) if scope.is_compared else Figures()
    beside = Beside(targets(scope.period.as_of), scope.against)
    still = gaps(scope.period)
    weeks = tables.weeks(figures_by(scope, By.WEEK, Timed.NOTHING), scope.period, links, still)
    stands = waiting_by_point(scope).get(found.pk, Waiting())
    return {
        "stands": stands,
        "steps": STEPS,
        "open_url": links.behind(Behind.OPEN),
        "unacted_url": links.behind(Behind.UNACTED),
        "bands": whole.bands,
        "trend": Trend(whole.bands.action_rate, before.bands.action_rate),
        "tiles": [
            tiles.action_rate(whole.bands, before.bands, links=links, weeks=length, beside=beside),
            tiles.time_to_act(
                whole.time_to_act, before.time_to_act, links=links, weeks=length, beside=beside
            ),
        ],
        "figures": [
            *figures_of(whole, before, links=links, earlier=links.before(scope)),
            let_through(flows_from(scope), slug=found.slug, links=links),
        ],
        "weeks": weeks,
        "chart": tables.trend(weeks, scope, still, beside.targets),
        "gaps": still,
    }


def _learnt(
    scope: Scope, links: Links, found: InflectionPoint, person: User, *, is_past: bool
) -> dict[str, Any]:
    """What came back, what was prevented, and what the point needs to be covered."""
    now = timezone.now()
    covered = coverage(Scope(scope.period, point=found.pk)).points
    return {
        "returned": returned(scope, person, now),
        "returned_url": f"{reverse('issues:issues')}?{urlencode({'point': found.slug})}",
        "back_url": links.lessons(Lesson.RETURNED),
        "since_url": links.as_of.lessons(Lesson.SINCE),
        "prevented": prevented(found.pk, person, now, as_of=scope.period.as_of),
        "checklist": checklist(covered[0], person, is_past=is_past) if covered else [],
    }
