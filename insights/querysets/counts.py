"""Plain counts as of an instant."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from insights.querysets.cohorts import counted
from insights.querysets.standing import was_acted_on, was_closed


@dataclass(frozen=True, slots=True)
class Counts:
    """Issues reported by an instant, and how they stood then. `open` + `closed` = `reported`."""

    reported: int
    acted: int  # an act had happened, in whichever cycle
    open: int
    closed: int
    not_acted: int  # open, and nobody had ever acted


def counts_as_of(as_of: datetime) -> Counts:
    """What was known at `as_of`. An act that another system dated before its report counts from when it was."""
    issues = counted().filter(reported_at__lte=as_of)
    stood = issues.annotate(was_closed=was_closed(as_of), was_acted_on=was_acted_on(as_of))
    return Counts(
        **stood.aggregate(
            reported=Count("pk"),
            acted=Count("pk", filter=Q(was_acted_on=True)),
            open=Count("pk", filter=Q(was_closed=False)),
            closed=Count("pk", filter=Q(was_closed=True)),
            not_acted=Count("pk", filter=Q(was_closed=False, was_acted_on=False)),
        )
    )
