"""What the sentences about change are chosen from, as of any instant; and the issues behind each of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, Exists, Func, IntegerField, OuterRef, Subquery

from insights.querysets import counters
from insights.querysets.among import among
from insights.querysets.behind import behind
from insights.querysets.cohorts import at_places, happened_in, reported_in, spells_of
from insights.querysets.prepared import OfScope
from insights.querysets.tables import facts
from insights.querysets.weekly import WeekCounts, rolled_queues, rolled_weeks
from insights.querysets.where import places
from insights.rules.bands import JUDGED, Bands, together
from insights.rules.behind import Behind
from insights.rules.changes import (
    MANY,
    MONTH,
    SILENCE,
    WEEK,
    WEEKS,
    Compared,
    Counted,
    Found,
    Of,
    Place,
    What,
)
from insights.rules.periods import Period, Scope, week_of
from issues.models import Issue
from issues.querysets import IssueQuerySet

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from insights.models import Fact, SponsorTold

_WHOLE: Final = Place(Of.WHOLE)


def found(scope: Scope) -> Found:
    """What may have changed at the scope's places in the last whole week before the instant of its period."""
    points = _points()
    monday = ending(scope)
    counted = rolled_weeks(scope, monday)
    counted = _counted(scope, monday) if counted is None else counted
    counts = {point: one for point, one in counted.items() if point in points}  # others are gone
    first = [(point, one.reports) for point, one in counts.items() if one.reports and not one.earlier]
    declined, sponsor = _declined_and_told(scope)
    return Found(
        compared=_compared({points[point]: one for point, one in counts.items()}),
        sponsor=sponsor,
        declined=declined,
        queues=_queues(scope, points),
        first=[Counted(points[point][0], reports) for point, reports in first],
    )


def behind_change(scope: Scope, what: What, days: int = WEEK) -> IssueQuerySet:
    """The issues that a sentence counts. A better share counts those not acted on, as a worse one does."""
    match what:
        case What.SPONSOR | What.FIRST | What.DECLINED:
            return among(Issue.objects.all(), _facts_behind(scope, what, days), "pk")
        case What.QUEUE:
            return behind(_recent(scope, days), Behind.UNACTED)
    return behind(_recent(scope, days), Behind.NEVER)


def _recent(scope: Scope, days: int) -> Scope:
    return replace(scope, period=last_days(ending(scope), days))


def _facts_behind(scope: Scope, what: What, days: int = WEEK) -> "QuerySet[Fact]":
    recent = _recent(scope, days)
    here = facts().filter(at_places(recent))
    match what:
        case What.SPONSOR:
            return here.filter(pk__in=_reached_sponsor(recent.period).values("issue"))
        case What.DECLINED:
            return _declined(recent)
    return here.filter(reported_in(recent.period), point__in=_silent_before(recent))


def ending(scope: Scope) -> datetime:
    """The Monday with which the last whole week ended: all that is told of change is as of then."""
    return week_of(scope.period.as_of)


def last_days(monday: datetime, days: int, back: int = 0) -> Period:
    """So many days before a Monday; `back`: as many so many times before. Each as they stood when they were over.

    So issues have had as much time to mature in each of them, and their shares can be compared.
    """
    end = monday - back * timedelta(days=days)
    return Period(end - timedelta(days=days), end, until=end)


def _counted(scope: Scope, monday: datetime) -> dict[int, WeekCounts]:
    """What `rolled_weeks` says, of the facts, where the rollups cannot answer: by point, in one question."""
    weeks = [last_days(monday, WEEK, back) for back in range(WEEKS // WEEK)]
    windows = [*weeks, last_days(monday, MONTH), last_days(monday, MONTH, back=1)]
    silence = _silence(weeks[0])
    counts = {
        f"n_{number}_{band}": reported_in(window) & counters.bands(window.as_of)[band]
        for number, window in enumerate(windows)
        for band in JUDGED
    } | {"n_reports": reported_in(weeks[0]), "n_earlier": reported_in(silence)}
    rows = facts().filter(at_places(scope), reported_at__gte=silence.since, reported_at__lte=monday)
    numbers = (
        rows.order_by()
        .values("point")
        .annotate(**{name: Count("pk", filter=condition) for name, condition in counts.items()})
    )
    found = {}
    for point, *told in numbers.values_list("point", *counts):
        *judged, reports, earlier = told
        of_weeks = [Bands(*judged[at : at + len(JUDGED)]) for at in range(0, len(judged), len(JUDGED))]
        week, *before, month, month_before = of_weeks
        found[point] = WeekCounts(week, together(before), month, month_before, reports, earlier)
    return found


def _points() -> dict[int, tuple[Place, Place]]:
    """Every point and its department."""
    return {
        pk: (
            Place(Of.POINT, *place.point, place.department[0]),
            Place(Of.DEPARTMENT, *place.department),
        )
        for pk, place in places().items()
    }


def _compared(told: Mapping[tuple[Place, Place], WeekCounts]) -> list[Compared]:
    """The week first, then four weeks; of everything, of departments and points where there are several."""
    by_place: dict[Place, list[WeekCounts]] = defaultdict(list)
    several_departments = len({department for _, department in told}) > 1
    for (point, department), counts in told.items():
        by_place[_WHOLE].append(counts)
        if several_departments:
            by_place[department].append(counts)
        if len(told) > 1:
            by_place[point].append(counts)
    weeks = [
        Compared(
            place, WEEK, together(one.week for one in parts), together(one.weeks_before for one in parts)
        )
        for place, parts in by_place.items()
    ]
    months = [
        Compared(
            place, MONTH, together(one.month for one in parts), together(one.month_before for one in parts)
        )
        for place, parts in by_place.items()
    ]
    return weeks + months


def _queues(scope: Scope, points: Mapping[int, tuple[Place, Place]]) -> list[Counted]:
    """The open issues of each point that nobody ever acted on, when the week was over and when it began."""
    as_of = ending(scope)
    waiting = rolled_queues(scope, as_of)
    if waiting is None:
        now, before = _unacted(scope, as_of), _unacted(scope, as_of - timedelta(days=WEEK))
        waiting = {point: (count, before.get(point, 0)) for point, count in now.items()}
    return [
        Counted(points[point][0], now, before)
        for point, (now, before) in waiting.items()
        if now and point in points
    ]


def _unacted(scope: Scope, as_of: datetime) -> dict[int, int]:
    waiting = spells_of(scope).filter(counters.unacted(as_of))
    return dict(waiting.order_by().values_list("fact__point").annotate(n=Count("pk")))


def _reached_sponsor(period: Period) -> "QuerySet[SponsorTold]":
    """The issues of which the sponsor was told in the period, for the first time in a cycle."""
    told: QuerySet[SponsorTold] = apps.get_model("insights", "SponsorTold")._default_manager.order_by()
    return told.filter(happened_in(period, "at"))


def _declined_and_told(scope: Scope) -> tuple[int, int]:
    """How many issues were declined, and of how many the sponsor was told: these counted up to one more than `MANY`, in the
    order of an index, which the limit can end.
    """
    [(declined, (told, issues))] = _DECLINED_AND_TOLD.rows(_recent(scope, WEEK))
    if told <= MANY or issues > MANY:  # each issue has one in each of its cycles
        return declined, issues
    return declined, _facts_behind(scope, What.SPONSOR).count()


class _Told(Subquery):
    """How many rows there are, and how many issues."""

    template = "(SELECT ARRAY[count(*), count(DISTINCT issue)] FROM (%(subquery)s) told)"
    output_field = ArrayField(IntegerField())


def _both(recent: Scope) -> "QuerySet[Fact, tuple[int, list[int]]]":
    counted = facts().filter(at_places(recent), pk=OuterRef("issue"))
    told = _reached_sponsor(recent.period).filter(Exists(counted)).order_by("at", "issue")
    # Not `Count`: that would group the rows, and of none of them there would be no answer.
    declined = Func(template="count(*)", output_field=IntegerField())
    both = _declined(recent).annotate(declined=declined, told=_Told(told.values("issue")[: MANY + 1]))
    return both.values_list("declined", "told")


def _declined(recent: Scope) -> "QuerySet[Fact]":
    return facts().filter(at_places(recent), happened_in(recent.period, "declined_at"))


_DECLINED_AND_TOLD: Final = OfScope(_both)


def _silent_before(scope: Scope) -> set[int]:
    """The points with reports in the scope's period and none in the thirteen weeks before."""
    here = facts().filter(at_places(scope)).order_by()
    reported, earlier = (
        set(here.filter(reported_in(period)).values_list("point", flat=True).distinct())
        for period in (scope.period, _silence(scope.period))
    )
    return reported - earlier


def _silence(week: Period) -> Period:
    """The thirteen weeks before."""
    return Period(week.since - timedelta(days=SILENCE), week.as_of, until=week.since)
