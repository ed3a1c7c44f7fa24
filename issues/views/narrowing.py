"""Which issues an address asks for: one answer for the list, for what is done with all of it, and for what is sent."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

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
_HAVE_DATES: Final = {"point", "holder", *_OF_POINTS}  # of each, an index by date leads past all others
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


class Narrowed(NamedTuple):
    """The filters that were understood, and the issues that this person may see and that fit them, in no order.

    With `points` those elsewhere are to be left out yet: a list reads them point by point.
    """

    form: IssueFilter
    issues: IssueQuerySet
    points: QuerySet[InflectionPoint] | None

    @property
    def is_by_words(self) -> bool:
        """Whether it is words that tell them from others of their time, and neither places nor hands."""
        chosen = self.form.chosen().keys()
        return "q" in chosen and not chosen & _HAVE_DATES

    def fitting(self) -> IssueQuerySet:
        """Those that fit all of the filters."""
        return self.issues if self.points is None else self.issues.at_points(self.points)


def narrow(query: QueryDict, person: User, now: datetime) -> Narrowed:
    """What the address asks for. Days are those of the active time zone."""
    form = IssueFilter(query, viewer=person)
    chosen = form.chosen()
    wanted = _of_points(chosen)
    found = _fitting(Issue.objects.visible_to(person, now), chosen, now)
    points = InflectionPoint.objects.filter(**wanted) if wanted else None
    if points is not None and "point" in chosen:  # it is one of these, or none
        found, points = found.at_points(points), None
    return Narrowed(form, sort_of(query).only(found, chosen).order_by(), points)


def kept_back(chosen: dict[str, Any], person: User, now: datetime) -> IssueQuerySet | None:
    """What fits as well, is confidential and not for this person; None where to count it would tell what it is."""
    if not chosen.keys() <= _FIGURES:
        return None
    found = _fitting(Issue.objects.hidden_from(person, now), chosen, now)
    wanted = _of_points(chosen)
    return found.at_points(InflectionPoint.objects.filter(**wanted)) if wanted else found


def _fitting(found: IssueQuerySet, chosen: dict[str, Any], now: datetime) -> IssueQuerySet:
    """Those of the issues that fit all of the filters but those that say at which points."""
    found = found.filter(**{column: chosen[name] for name, column in _COLUMNS.items() if name in chosen})
    for name, narrowing in _NARROWINGS.items():
        if name in chosen:
            found = narrowing(found, chosen[name], now)
    return found


def _of_points(chosen: dict[str, Any]) -> dict[str, Any]:
    return {name: chosen[name] for name in _OF_POINTS if name in chosen}


def _beginning(day: date) -> datetime:
    """The first instant of a day in the viewer's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
