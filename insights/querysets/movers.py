"""Who has to move: for what is past its time to act, by the person who answers for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    DateTimeField,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.expressions import RawSQL

from inflection_points.models import InflectionPoint
from insights.querysets.cohorts import at_places
from insights.querysets.prepared import OfScope
from insights.rules.periods import Scope
from issues.models import Issue
from issues.querysets import Counted, IssueQuerySet
from issues.querysets.confidence import ANYBODY, asked_by
from people.models import User
from people.querysets.prepared import NUMBERS, Slot, one_of

# Of each point so many are looked at, the longest overdue: who waits longest has climbed the ladder as high as it goes.
LOOKED_AT: Final = 20


class _Worst(NamedTuple):
    """In the order of badness: the highest on the ladder, of them the longest overdue."""

    climbed: int  # rungs, as a negative number
    act_by: float
    issue: int


@dataclass(frozen=True, slots=True)
class Burden:
    """Somebody who answers for the points at which issues wait, and the worst of these issues."""

    owner: int
    points: tuple[int, ...]
    worst: int


def burdens(scope: Scope, reader: User, now: datetime) -> list[Burden]:
    """Of all who answer for issues past their time to act that they may read: the highest on the ladder first, of them who
    is longest overdue.

    In one question that walks an index: its cost grows with the points, not with the issues.
    """
    worst: dict[int, _Worst] = {}
    points: dict[int, list[int]] = {}
    for point, owner, found in _BURDENS.rows(scope, now=now, **asked_by(reader)):
        if found is not None:
            reached, act_by, issue = found
            one = _Worst(-int(reached), act_by, int(issue))
            worst[owner] = min(worst.get(owner, one), one)
            points.setdefault(owner, []).append(point)
    order = sorted(worst, key=lambda owner: worst[owner])
    return [Burden(owner, tuple(points[owner]), worst[owner].issue) for owner in order]


def hidden_at(scope: Scope, reader: User, now: datetime) -> dict[int, int]:
    """How many such issues there are at each point that they may not read."""
    return dict(_HIDDEN.rows(scope, now=now, **asked_by(reader)))


def worst_of(scope: Scope, found: Collection[Burden], reader: User, now: datetime) -> list[Issue]:
    """The worst issue of each."""
    wanted = [one.worst for one in found]
    return _WORST.models(scope, now=now, wanted=wanted, **asked_by(reader)) if wanted else []


_NOW: Final = Slot("now", DateTimeField())


def _overdue(scope: Scope) -> IssueQuerySet:
    return Issue.objects.not_acted_on(_NOW).filter(at_places(scope))


class _WorstOf(Subquery):
    """In the order of `_Worst`."""

    template = """(SELECT ARRAY[reached, extract(epoch FROM act_by), pk]::float8[] FROM (%(subquery)s) longest
        ORDER BY reached DESC, act_by, pk LIMIT 1)"""
    output_field = ArrayField(FloatField())


def _burdens(scope: Scope) -> "QuerySet[InflectionPoint, Any]":
    waiting = _overdue(scope).visible_to(ANYBODY, _NOW).filter(point=OuterRef("pk")).order_by("act_by", "pk")
    longest = waiting.values("reached", "act_by", "pk")[:LOOKED_AT]
    return (
        InflectionPoint.objects.order_by("pk")
        .annotate(worst=_WorstOf(longest))
        .values_list("pk", "owner", "worst")
    )


_BURDENS: Final = OfScope(_burdens)
_HIDDEN: Final = OfScope(
    lambda scope: (
        _overdue(scope).hidden_from(ANYBODY, _NOW).order_by().values_list("point").annotate(n=Count("pk"))
    )
)
_WORST: Final = OfScope(
    lambda scope: _overdue(scope).visible_to(ANYBODY, _NOW).filter(one_of("pk", Slot("wanted", NUMBERS)))
)


_WANTED: Final = RawSQL("issues_issue.point_id = ANY(wanted.points::bigint[])", (), BooleanField())
_COUNTS: Final = OfScope(  # planned once, however many groups of points there are
    lambda scope: _overdue(scope).filter(_WANTED).order_by().values("pk"),
    around="""
        SELECT (SELECT count(*) FROM ({} LIMIT %s) found)
          FROM unnest(%s::text[]) WITH ORDINALITY wanted (points, place) ORDER BY place
    """,
    slots=(Slot("most", BigIntegerField()), Slot("groups", ArrayField(TextField()))),
)


def counts(
    scope: Scope, found: Sequence[Burden], hidden: Mapping[int, int], now: datetime, *, shown: int, most: int
) -> tuple[Counted, list[Counted]]:
    """How many there are in all that are not `hidden` (by point), and of each of the first `shown`; each up to `most`.

    Every issue is a burden of somebody, so that all of them together need not be counted again. An index alone says how
    many there are when nobody asks whether they are confidential; those are few.
    """
    groups = [one.points for one in found[:shown]]
    if others := tuple(point for one in found[shown:] for point in one.points):
        groups.append(others)
    if not groups:
        return Counted(0), []
    kept = [sum(hidden.get(point, 0) for point in group) for group in groups]
    written = [f"{{{','.join(map(str, group))}}}" for group in groups]
    told = _COUNTS.rows(scope, now=now, most=most + max(kept) + 1, groups=written)
    seen = [n - without for (n,), without in zip(told, kept, strict=True)]
    whole, *each = (Counted(min(n, most), n > most) for n in [sum(seen), *seen[:shown]])
    return whole, each
