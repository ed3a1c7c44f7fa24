"""In whose hands it is what nobody ever acted on, and how fast that grows there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from insights.querysets import counters
from insights.querysets.ageing import unacted_of
from insights.querysets.among import among
from insights.querysets.cohorts import spells_of
from insights.querysets.company import assumptions
from insights.rules.company import Assumptions
from insights.rules.inaction import Inaction
from insights.rules.periods import Scope
from issues.models import Custody, Issue
from issues.querysets import IssueQuerySet
from people.models import User

DAY: Final = timedelta(hours=24)
NOTHING: Final = Inaction(issues=0, once=0, more=0)


@dataclass(frozen=True, slots=True)
class Hands:
    """A person; or a department, while nobody there has it in person. By primary key, the other one is None.

    Neither is whoever has what is confidential, and not for the viewer.
    """

    person: int | None = None
    department: int | None = None


KEPT_BACK: Final = Hands()
Counts = dict[Hands, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class InHand:
    """What nobody ever acted on of what somebody has in hand, now and 24 hours before."""

    hands: Hands
    now: Inaction = NOTHING
    day_before: Inaction = NOTHING
    oldest: datetime | None = None  # when the oldest of them was reported; not told of what is kept back

    @property
    def growth(self) -> float:
        """By how many customers what is at risk has grown in 24 hours; negative where somebody acted."""
        return self.now.at_risk - self.day_before.at_risk


def in_hand(scope: Scope, viewer: User, now: datetime) -> list[InHand]:
    """Of everybody who has such issues in hand at the end of the period, or had until within a day; the most at risk first.

    A day before is counted of the same issues, those that they have in hand at the end. What the viewer may not read of
    `now` is told last, of everybody together.
    """
    as_of = scope.period.as_of
    kept_back = Q(fact__in=Issue.objects.hidden_from(viewer, now).order_by().values("pk"))
    assumed = assumptions(as_of)
    seen, seen_before = (_counted(scope, at, as_of, ~kept_back) for at in (as_of, as_of - DAY))
    hidden, hidden_before = (_counted(scope, at, as_of, kept_back) for at in (as_of, as_of - DAY))
    return [*_told(seen, seen_before, assumed), *_told(_all(hidden), _all(hidden_before), assumed)]


def _told(now: Counts, before: Counts, assumed: Assumptions) -> list[InHand]:
    found = [
        InHand(
            hands,
            _inaction(now.get(hands)).assuming(assumed),
            _inaction(before.get(hands)).assuming(assumed),
            now[hands]["oldest"] if hands in now and hands != KEPT_BACK else None,
        )
        for hands in {**now, **before}
    ]
    return sorted(found, key=lambda one: (-one.now.at_risk, -one.growth, str(one.hands)))


def in_hands_of(issues: IssueQuerySet, hands: Hands, as_of: datetime) -> IssueQuerySet:
    """Those that these hands had at the instant."""
    whose = Q(person=hands.person) if hands.person else Q(person=None, department=hands.department)
    held = Custody.objects.filter(whose, _held(as_of))
    return among(issues, held, "issue")


def told(issues: IssueQuerySet, scope: Scope, *, again: bool) -> IssueQuerySet:
    """Those on which nobody ever acted and which had been reported once by then; or `again`."""
    return among(issues, unacted_of(scope, again=again), "pk")


def _counted(scope: Scope, at: datetime, held_at: datetime, which: Q) -> Counts:
    """What was at risk at an instant, by the hands that have it at another."""
    custodies = "fact__issue__custodies__"
    spells: QuerySet[Any] = spells_of(scope).filter(which, counters.unacted(at), _held(held_at, custodies))
    columns = (f"{custodies}person", f"{custodies}department")
    rows = spells.values(*columns).annotate(
        issues=Count("pk"),
        once=Coalesce(Sum("customers", filter=Q(was_reported_again=False)), 0),
        more=Coalesce(Sum("customers", filter=Q(was_reported_again=True)), 0),
        oldest=Min("fact__reported_at"),
    )
    found: Counts = {}
    for row in rows.order_by():
        person, department = (row.pop(column) for column in columns)
        hands = Hands(person) if person is not None else Hands(department=department)
        found[hands] = _together(found[hands], row) if hands in found else row
    return found


def _all(found: Counts) -> Counts:
    """As if in the same hands, which nobody names."""
    return {KEPT_BACK: reduce(_together, found.values())} if found else {}


def _together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Somebody who changed departments has custodies of both."""
    counts = {name: one[name] + other[name] for name in ("issues", "once", "more")}
    return {**counts, "oldest": min(one["oldest"], other["oldest"])}


def _inaction(row: dict[str, Any] | None) -> Inaction:
    return Inaction(row["issues"], row["once"], row["more"]) if row is not None else NOTHING


def _held(at: datetime, prefix: str = "") -> Q:
    """By the custody that lasted at the instant."""
    begun = Q(**{f"{prefix}since__lte": at})
    return begun & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": at}))
