"""Plain counts as of an instant."""

from dataclasses import dataclass
from datetime import datetime

from insights.querysets import counters
from insights.querysets.tables import facts, spells


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
    reported = facts().filter(reported_at__lte=as_of)
    all_of_them, still_open = reported.count(), spells().filter(counters.open_spell(as_of)).count()
    return Counts(
        reported=all_of_them,
        acted=reported.filter(counters.happened("ever_acted_at", as_of)).count(),
        open=still_open,
        closed=all_of_them - still_open,
        not_acted=spells().filter(counters.unacted(as_of)).count(),
    )
