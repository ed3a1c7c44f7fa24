"""Who acts for somebody who is away. Pure: people are their primary keys, no clock is read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from `since` until just before `until`. Without a deputy nobody acts for them."""

    person: int
    since: datetime
    until: datetime
    deputy: int | None = None

    def covers(self, at: datetime) -> bool:
        return self.since <= at < self.until

    def overlaps(self, since: datetime, until: datetime) -> bool:
        return self.since < until and since < self.until


def stand_in(person: int, at: datetime, absences: Iterable[Absence]) -> int | None:
    """Who acts for the person at an instant: the person, or else the deputy, or whoever acts for the deputy.

    None when the chain ends with somebody who is away without a deputy, or (which saving refuses) in a circle.
    """
    away = {absence.person: absence for absence in absences if absence.covers(at)}
    seen: set[int] = set()
    here: int | None = person
    while here is not None and here in away:
        if here in seen:
            return None
        seen.add(here)
        here = away[here].deputy
    return here


def would_close_a_cycle(new: Absence, absences: Iterable[Absence]) -> bool:
    """Whether with `new` somebody would, at some instant, stand in for themselves through others.

    All absences of a circle have an instant in common, and one such instant is the latest of their beginnings.
    """
    absences = [absence for absence in absences if absence.overlaps(new.since, new.until)]
    beginnings = {new.since} | {absence.since for absence in absences if absence.since > new.since}
    return any(_leads_back(new, at, absences) for at in beginnings)


def _leads_back(new: Absence, at: datetime, absences: Iterable[Absence]) -> bool:
    away = {absence.person: absence.deputy for absence in absences if absence.covers(at)}
    seen: set[int] = set()
    here = new.deputy
    while here is not None and here not in seen:
        if here == new.person:
            return True
        seen.add(here)
        here = away.get(here)
    return False
