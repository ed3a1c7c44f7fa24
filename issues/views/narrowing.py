"""Which issues an address asks for: one answer for the list, for what is done with all of it, and for what is sent."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Clock
from issues.forms.filters import YES, IssueFilter
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.querysets import narrowing as asked
from issues.views.sorting import sort_of
from people.models import User

Narrowing = Callable[[IssueQuerySet, Any, datetime], IssueQuerySet]

_COLUMNS: Final = {
    "severity": "severity__in",
    "point": "point",
    "kind": "kind",
    "site": "site",
    "customers": "customers__gte",
}
_FIGURES: Final = frozenset({"phase", "unacted", "severity", "point", "stage", "department"})
MOST_KEPT_BACK: Final = 100
_OF_POINTS: Final = ("stage", "department", "owner")
_NARROWINGS: Final[dict[str, Narrowing]] = {
    "phase": lambda found, states, _: asked.in_states(found, states),
    "unacted": lambda found, _, now: found.not_acted_on(now),
    "holder": lambda found, holder, _: asked.in_hands_of(found, holder),
    "assignee": lambda found, person, _: asked.worked_on_by(found, person),
    "since": lambda found, day, _: found.filter(reported_at__gte=_beginning(day)),
    "until": lambda found, day, _: found.filter(reported_at__lt=_beginning(day + timedelta(days=1))),
    "overdue": lambda found, clock, now: asked.overdue(found, Clock(clock), now),
    "acted": lambda found, said, _: found.exclude(acted_at=None) if said == YES else found.awaiting_act(),
    "told": lambda found, rung, _: asked.told_up_to(found, int(rung)),
    "cause": lambda found, said, _: found.filter(root_cause__isnull=said != YES),
    "imported": lambda found, said, _: found.filter(is_imported=said == YES),
    "waiting": lambda found, _, __: asked.waiting(found),
    "reopened": lambda found, _, __: asked.reopened(found),
    "q": lambda found, words, _: found.matching(words),
}


def narrow(query: QueryDict, person: User, now: datetime) -> tuple[IssueFilter, IssueQuerySet]:
    """The filters that were understood, and the issues that this person may see and that fit all of them.

    In no order. Days are those of the active time zone.
    """
    form = IssueFilter(query, viewer=person)
    found = _fitting(Issue.objects.visible_to(person, now), form.chosen(), now)
    return form, sort_of(query).only(found, form.chosen()).order_by()


def kept_back(chosen: dict[str, Any], person: User, now: datetime) -> IssueQuerySet | None:
    """What fits as well, is confidential and not for this person; None where to count it would tell what it is."""
    if not chosen.keys() <= _FIGURES:
        return None
    return _fitting(Issue.objects.hidden_from(person, now), chosen, now)


def _fitting(found: IssueQuerySet, chosen: dict[str, Any], now: datetime) -> IssueQuerySet:
    """Those of the issues that fit all of the filters."""
    found = found.filter(**{column: chosen[name] for name, column in _COLUMNS.items() if name in chosen})
    if wanted := _of_points(chosen):
        found = found.at_points(InflectionPoint.objects.filter(**wanted))
    for name, narrowing in _NARROWINGS.items():
        if name in chosen:
            found = narrowing(found, chosen[name], now)
    return found


def points_of(chosen: dict[str, Any]) -> QuerySet[InflectionPoint] | None:
    """The points at which all that is chosen lies; None when it may lie anywhere, or at one that is chosen itself."""
    wanted = _of_points(chosen)
    return InflectionPoint.objects.filter(**wanted) if wanted and "point" not in chosen else None


def _of_points(chosen: dict[str, Any]) -> dict[str, Any]:
    return {name: chosen[name] for name in _OF_POINTS if name in chosen}


def _beginning(day: date) -> datetime:
    """The first instant of a day in the viewer's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
