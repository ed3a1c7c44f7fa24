"""Action rate and *reported, not acted on*, as of any instant."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from insights.querysets.cohorts import cohort
from insights.querysets.groups import By, Key, columns, name_of
from insights.rules.bands import Band, Bands
from insights.rules.periods import Scope
from issues.querysets import IssueQuerySet


@dataclass(frozen=True, slots=True)
class Group:
    """One point, department, severity or week, and what became of what was reported there or then."""

    key: Key
    name: str
    bands: Bands


def bands(scope: Scope) -> Bands:
    """What became of the issues reported in the scope's period, as it stood at its end."""
    return Bands(**cohort(scope).aggregate(**_counts(scope.period.as_of)))


def bands_by(scope: Scope, by: By) -> list[Group]:
    """The same for each group that anything was reported in, in the order of the groups; weeks oldest first."""
    group, name = columns(by)
    rows = (
        cohort(scope)
        .values(group=group, called=name)
        .annotate(**_counts(scope.period.as_of))
        .order_by("group")
        .values_list("group", "called", *Band)
    )
    return [
        Group(key, name_of(called), Bands(**dict(zip(Band, counts, strict=True))))
        for key, called, *counts in rows
    ]


def in_band(scope: Scope, band: Band) -> IssueQuerySet:
    """The issues behind one of the counts."""
    return cohort(scope).filter(_conditions(scope.period.as_of)[band])


def _counts(as_of: datetime) -> dict[str, Count]:
    return {band: Count("pk", filter=condition) for band, condition in _conditions(as_of).items()}


def _conditions(as_of: datetime) -> dict[Band, Q]:
    """What puts an issue into each band. W is the act target that its first cycle ended with."""
    matured = Q(first_act_by__lte=as_of)
    declined = Q(declined_at__isnull=False, declined_at__lte=as_of)
    valid = matured & ~declined
    in_time = Q(first_acted_at__isnull=False, first_acted_at__lte=F("first_act_by"))
    acted = Q(first_acted_at__isnull=False, first_acted_at__lte=as_of)
    return {
        Band.IN_TIME: valid & in_time,
        Band.LATE: valid & ~in_time & acted,
        Band.NEVER: valid & ~acted,
        Band.DECLINED: matured & declined,
        Band.MATURING: ~matured,
    }
