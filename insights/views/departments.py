"""Every department's scorecard, side by side, and each on a page of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from inflection_points.models import InflectionPoint
from insights.commands.keeping import counted
from insights.forms import SORTS, DepartmentForm, DepartmentsForm
from insights.querysets.beginnings import beginning
from insights.querysets.coverage import coverage
from insights.querysets.figures import Line, figures_by
from insights.querysets.groups import By
from insights.querysets.partners import Partner, partners
from insights.querysets.promises import promises
from insights.querysets.records import Recorded
from insights.querysets.rolled import Timed
from insights.querysets.where import read_once
from insights.rules.bands import Bands
from insights.rules.behind import Behind
from insights.rules.figures import Figures
from insights.rules.periods import Scope
from insights.rules.ranking import worst_by
from insights.rules.reporting import Blocked
from insights.views import department_tables
from insights.views.departments_then import Then, each_then, figures_then, thens
from insights.views.departments_told import Told
from insights.views.links import Links
from insights.views.measures import MEASURES
from insights.views.overview_tables import then_head
from insights.views.scorecard import TIME_TO_ACT, Cell, cells
from insights.views.statements import linked
from insights.views.tables_out import Table, asked_of, file_of
from insights.views.tiles import hours, interval, percent
from people.models import Department, User

_OF_POINTS: Final = (Behind.REPORTED, Behind.JUDGED, Behind.IN_TIME, Behind.NEVER)


@dataclass(frozen=True, slots=True)
class Card:
    """One department with what is counted of it."""

    department: Department
    url: str
    reported: int
    reported_url: str
    cells: list[Cell]
    statement: list[list[SafeString]] = field(default_factory=list)

    def cell(self, key: str) -> Cell:
        return next(cell for cell in self.cells if cell.key == key)

    def compared(self, heads: Iterable[tuple[str, Any]]) -> list[Cell]:
        """Those by which departments are compared, in the order of the headings."""
        return [self.cell(key) for key, _label in heads]


@dataclass(frozen=True, slots=True)
class To:
    """A department with which it passes issues to and fro, and where the numbers lead."""

    partner: Partner
    url: str
    passed_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class PointLine:
    """One of its points."""

    url: str
    name: str
    bands: Bands
    urls: dict[str, str]
    median: str | None

    @property
    def interval(self) -> str:
        return interval(self.bands.not_acted_on)


@require_safe
@read_once()
def departments(request: HttpRequest) -> HttpResponseBase:
    """All of them compared by one measure, and what each contributed."""
    now = timezone.now()
    kept = counted(now)
    form = DepartmentsForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/departments.html", {"form": form}, status=400)
    scope, links = form.scope(), Links(form.asked())
    sort = form.cleaned_data["sort"]
    timed = Timed.ACT if sort == TIME_TO_ACT or "format" in request.GET else Timed.NOTHING
    told, before = Told.of(scope), figures_then(scope, timed)
    shown = _with_figures(told)
    named = [(one.name, one.slug) for one in shown]
    tables = department_tables.all_of(named, told.figures, before=before, then=form.before)
    if (file := file_of(request, tables, asked_of(form), page="departments", now=now)) is not None:
        return file
    cards = [_card(department, told, links) for department in shown]
    slugs = [one.slug for one in shown]
    then = each_then(told.figures, before, links.before(scope), slugs=slugs, key=sort)
    context = {
        "form": form,
        "period": scope.period,
        **_side_by_side(cards, then, sort),
        "to_count": kept.waiting,
        "cards": cards,
        "begin": None if any(one.bands.reported for one in told.figures.values()) else beginning(),
    }
    return render(request, "insights/departments.html", context)


def _side_by_side(cards: Iterable[Card], then: Mapping[str, Then], sort: str) -> dict[str, Any]:
    """Ranked by now alone; each with the measures in the order of the headings, and what the first of them was."""
    heads = sorted(SORTS, key=lambda head: head[0] != sort)  # the chosen one first: a phone shows no more
    both = worst_by(cards, badness=lambda card: card.cell(sort).badness, n=lambda card: card.cell(sort).n)
    ranked, few = (
        [(card, card.compared(heads), then.get(card.department.slug)) for card in some] for some in both
    )
    columns = len(heads) + 2 + bool(then)
    is_rising = any(one.key == sort and one.more_is_better for one in MEASURES)  # the least is the worst
    return {
        "heads": heads,
        "columns": columns,
        "sort": sort,
        "order": "ascending" if is_rising else "descending",
        "ranked": ranked,
        "few": few,
    }


@require_safe
@read_once()
def department(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One department: what it contributed, its scorecard, who it passes problems to and fro with, its points."""
    now = timezone.now()
    found = get_object_or_404(_departments(), slug=slug)
    kept = counted(now)
    form = DepartmentForm(request.GET, now=kept.as_of)
    form.subject = {"department": slug}
    context: dict[str, Any] = {"form": form, "department": found}
    if form.is_valid():
        about, tables = _of_one(found, form.scope(), Links(form.asked()))
        if (file := file_of(request, tables, asked_of(form), page=f"department-{slug}", now=now)) is not None:
            return file
        context |= about | {"period": form.scope().period, "before": form.before, "to_count": kept.waiting}
    return render(request, "insights/department.html", context, status=200 if form.is_valid() else 400)


def _of_one(found: Department, scope: Scope, links: Links) -> tuple[dict[str, Any], list[Table]]:
    """What the page shows, and its tables."""
    own = replace(scope, department=found.pk)
    told, before = Told.of(scope), figures_then(scope)
    card = _card(found, told, links)
    now, earlier = told.figures.get(found.slug, Figures()), (before or {}).get(found.slug, Figures())
    past = thens(now, earlier, links.before(scope), found.slug)
    lines, passing = figures_by(own, By.POINT, Timed.ACT), partners(own)
    points, few_points = worst_by(
        _points(lines, links),
        badness=lambda line: line.bands.not_acted_on.value or 0,
        n=lambda line: line.bands.matured,
    )
    others = _felt(found, own, told, links) | _covered(found, own, links)
    tables = [
        department_tables.scorecard(now, earlier, told.aims, then_head(scope)),
        department_tables.to_and_fro(passing),
        department_tables.felt(others["promises"], others["blocked"].promises, others["felt_elsewhere"]),
        department_tables.own_points(lines),
    ]
    return {
        "card": card,
        "rows": [(cell, past[cell.key]) for cell in card.cells],
        "has_targets": any(cell.target for cell in card.cells),
        "partners": [_to(partner, found.slug, links) for partner in passing],
        "points": points,
        "few_points": few_points,
        "departments_url": links.departments,
        **others,
    }, tables


def _felt(found: Department, own: Scope, told: Told, links: Links) -> dict[str, Any]:
    """What others feel of it: promises, and causes that lie with it."""
    kept = promises(own)
    return {
        "promises": kept,
        "promises_percent": percent(kept.keeping),
        "promises_urls": {
            "due": links.records(Recorded.DUE, department=found.slug),
            "kept": links.records(Recorded.KEPT, department=found.slug),
        },
        "blocked": told.blocked.get(found.pk, Blocked()),
        "blocked_url": links.records(Recorded.BLOCKED, holder=found.slug),
        "felt_elsewhere": told.felt_elsewhere.get(found.pk, 0),
        "felt_elsewhere_url": links.behind(Behind.FELT_ELSEWHERE, began_in=found.slug),
    }


def _covered(found: Department, own: Scope, links: Links) -> dict[str, Any]:
    """Beside the proactive share: how many of its points can hear of problems at all, and where they are listed."""
    share = coverage(replace(own, stage=None, point=None)).share
    return {"covered": share, "covered_url": links.chain(department=found.slug, stage="") + "#coverage"}


def _to(partner: Partner, slug: str, links: Links) -> To:
    def turns(what: Recorded) -> str:
        return links.records(what, holder=slug, partner=partner.slug)

    return To(partner, links.department(partner.slug), turns(Recorded.PASSED), turns(Recorded.RETURNED))


def _points(lines: Iterable[Line], links: Links) -> list[PointLine]:
    """Those at which something was reported; work alone has no bands."""
    return [
        PointLine(
            links.point(str(line.key)),
            line.name,
            line.figures.bands,
            {what.value: links.behind(what, point=str(line.key)) for what in _OF_POINTS},
            hours(line.figures.time_to_act.p50),
        )
        for line in lines
        if line.figures.bands.reported
    ]


def _card(found: Department, told: Told, links: Links) -> Card:
    figures = told.figures.get(found.slug, Figures())
    return Card(
        found,
        links.department(found.slug),
        figures.bands.reported,
        links.behind(Behind.REPORTED, department=found.slug),
        cells(figures, links, found.slug, told.aims),
        linked(told.statement(found), links, found.slug),
    )


def _departments() -> Any:
    """With who leads them, and how many points and people they have."""
    points = InflectionPoint.objects.filter(department=OuterRef("pk"), is_active=True).order_by()
    people = User.objects.active().filter(department=OuterRef("pk")).order_by()
    return Department.objects.select_related("head").annotate(
        own_points=_counted(points), people=_counted(people)
    )


def _counted(rows: Any) -> Coalesce:
    counts = rows.values("department").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _with_figures(told: Told) -> list[Department]:
    """The active ones, and of the others those of which something is counted."""
    return list(_departments().filter(Q(is_active=True) | Q(slug__in=told.figures)).order_by("name"))
