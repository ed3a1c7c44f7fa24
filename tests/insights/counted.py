"""How many there were at an instant, as the lists behind the numbers say it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from insights.models import Holding
from insights.querysets.behind import behind
from insights.rules.behind import Behind
from insights.rules.periods import Period, Scope

FIRST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Counts:
    """Issues reported by an instant, and how they stood then. `open` + `closed` = `reported`."""

    reported: int
    acted: int  # an act had happened, in whichever cycle
    open: int
    closed: int
    not_acted: int  # open, and nobody had ever acted


def counts_as_of(as_of: datetime) -> Counts:
    """An act that another system dated before its report counts from when it was reported."""
    scope = Scope(Period(FIRST, as_of))
    lists = (Behind.REPORTED, Behind.ACTED_IN_PERIOD, Behind.OPEN, Behind.UNACTED)
    reported, acted, still_open, not_acted = (behind(scope, what).count() for what in lists)
    return Counts(reported, acted, still_open, reported - still_open, not_acted)


def came_back(as_of: datetime) -> list[int]:
    """The issues that a department had had before it had them again."""
    numbers = behind(Scope(Period(FIRST, as_of)), Behind.RETURNED).values_list("pk", flat=True)
    return sorted(numbers)


def handovers(as_of: datetime) -> int:
    """How often an issue had passed from one department to another."""
    return Holding.objects.filter(passed_at__lte=as_of).count()
