"""What the sentences about change are chosen from, as of any instant; and the issues behind each of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Clock
from insights.querysets import counters
from insights.querysets.among import among
from insights.querysets.behind import behind
from insights.querysets.cohorts import at_places, happened_in, reported_in, spells_of
from insights.querysets.tables import facts
from insights.rules.bands import Band, Bands
from insights.rules.behind import Behind
from insights.rules.changes import MONTH, SILENCE, WEEK, Compared, Counted, Found, Of, Place, What
from insights.rules.periods import Period, Scope
from issues.models import Escalation, Issue
from issues.querysets import IssueQuerySet
from issues.rules.moves import LAST_TOLD

_TOP: Final = len(LAST_TOLD) - 1  # the rung that tells the executive sponsor
_WEEKS: Final = 5  # this one, and the four before
_SHARED: Final = (Band.IN_TIME, Band.LATE, Band.NEVER)


@dataclass(frozen=True, slots=True)
class _Counts:
    """At one point: what became of the reports of each window, and how many this week and in the silence before."""

    bands: Sequence[Bands]
    reports: int
    earlier: int


def found(scope: Scope) -> Found:
    """What may have changed at the scope's places up to the instant of its period."""
    as_of = scope.period.as_of
    points = _points()
    counts = _counted(scope, _windows(as_of))
    first = [(point, one.reports) for point, one in counts.items() if one.reports and not one.earlier]
    return Found(
        compared=_compared({points[point]: one.bands for point, one in counts.items()}),
        sponsor=behind_change(scope, What.SPONSOR).count(),
        declined=behind_change(scope, What.DECLINED).count(),
        queues=_queues(scope, points),
        first=[Counted(points[point][0], reports) for point, reports in first],
    )


def behind_change(scope: Scope, what: What, days: int = WEEK) -> IssueQuerySet:
    """The issues that a sentence counts. A better share counts those not acted on, as a worse one does."""
    recent = replace(scope, period=last_days(scope.period.as_of, days))
    here = facts().filter(at_places(recent))
    match what:
        case What.SPONSOR:
            here = here.filter(pk__in=_reached_sponsor(recent.period))
        case What.QUEUE:
            return behind(recent, Behind.UNACTED)
        case What.FIRST:
            here = here.filter(reported_in(recent.period), point__in=_silent_before(recent))
        case What.DECLINED:
            here = here.filter(happened_in(recent.period, "declined_at"))
        case _:
            return behind(recent, Behind.NEVER)
    return among(Issue.objects.all(), here, "pk")


def last_days(as_of: datetime, days: int, back: int = 0) -> Period:
    """So many days up to the instant; `back`: as many so many times before, as they stood when they were over.

    So issues have had as much time to mature in each of them, and their shares can be compared.
    """
    end = as_of - back * timedelta(days=days)
    return Period(end - timedelta(days=days), end, until=end if back else None)


def _windows(as_of: datetime) -> list[Period]:
    weeks = [last_days(as_of, WEEK, back) for back in range(_WEEKS)]
    return [*weeks, last_days(as_of, MONTH), last_days(as_of, MONTH, back=1)]


def _counted(scope: Scope, windows: Sequence[Period]) -> dict[int, _Counts]:
    """By point; in one question, however many windows there are."""
    week = windows[0]
    silence = _silence(week)
    counts = {
        f"{number}_{band}": reported_in(window) & counters.bands(window.as_of)[band]
        for number, window in enumerate(windows)
        for band in _SHARED
    } | {"reports": reported_in(week), "earlier": reported_in(silence)}
    rows = facts().filter(at_places(scope), reported_at__gte=silence.since, reported_at__lte=week.as_of)
    numbers = (
        rows.order_by()
        .values("point")
        .annotate(**{f"n_{name}": Count("pk", filter=condition) for name, condition in counts.items()})
    )
    found = {}
    for point, *told in numbers.values_list("point", *(f"n_{name}" for name in counts)):
        n = dict(zip(counts, told, strict=True))
        bands = [Bands(*(n[f"{at}_{band}"] for band in _SHARED)) for at in range(len(windows))]
        found[point] = _Counts(bands, n["reports"], n["earlier"])
    return found


def _points() -> dict[int, tuple[Place, Place]]:
    """Every point and its department."""
    rows = InflectionPoint.objects.values_list(
        "pk", "slug", "name", "department__slug", "department__name"
    ).order_by()
    return {
        pk: (Place(Of.POINT, slug, name, department), Place(Of.DEPARTMENT, department, called))
        for pk, slug, name, department, called in rows
    }


def _compared(told: Mapping[tuple[Place, Place], Sequence[Bands]]) -> list[Compared]:
    """Each week first, then four weeks; of everything, of departments and points where there are several."""
    by_place: dict[Place, list[Sequence[Bands]]] = defaultdict(list)
    several_departments = len({department for _, department in told}) > 1
    for (point, department), bands in told.items():
        by_place[Place(Of.WHOLE)].append(bands)
        if several_departments:
            by_place[department].append(bands)
        if len(told) > 1:
            by_place[point].append(bands)
    found = []
    for place, parts in by_place.items():
        *weeks, month, month_before = [sum(window, Bands()) for window in zip(*parts, strict=True)]
        found.append(Compared(place, WEEK, weeks[0], sum(weeks[1:], Bands())))
        found.append(Compared(place, MONTH, month, month_before))
    return sorted(found, key=lambda one: one.days)


def _queues(scope: Scope, points: Mapping[int, tuple[Place, Place]]) -> list[Counted]:
    """The open issues of each point that nobody ever acted on, now and a week ago."""
    as_of = scope.period.as_of
    now, before = _unacted(scope, as_of), _unacted(scope, as_of - timedelta(days=WEEK))
    return [Counted(points[point][0], count, before.get(point, 0)) for point, count in now.items()]


def _unacted(scope: Scope, as_of: datetime) -> dict[int, int]:
    waiting = spells_of(scope).filter(counters.unacted(as_of))
    return dict(waiting.order_by().values_list("fact__point").annotate(n=Count("pk")))


def _reached_sponsor(period: Period) -> set[int]:
    """The issues for which that rung fired in the period, for the first time in its cycle, and somebody was told.

    In two questions of what is indexed: asked in one, of each issue of a list, it can take minutes.
    """
    told = Escalation.objects.filter(clock=Clock.ACT, rung__gte=_TOP, caught_up=False).order_by()
    fired = set(told.filter(happened_in(period, "fired_at")).values_list("issue_id", "cycle"))
    before = told.filter(fired_at__lt=period.since, issue__in={issue for issue, _ in fired})
    return {issue for issue, _ in fired - set(before.values_list("issue_id", "cycle"))}


def _silent_before(scope: Scope) -> set[int]:
    """The points with reports in the scope's period and none in the ninety days before."""
    here = facts().filter(at_places(scope)).order_by()
    reported, earlier = (
        set(here.filter(reported_in(period)).values_list("point", flat=True).distinct())
        for period in (scope.period, _silence(scope.period))
    )
    return reported - earlier


def _silence(week: Period) -> Period:
    """The ninety days before."""
    return Period(week.since - timedelta(days=SILENCE), week.as_of, until=week.since)
