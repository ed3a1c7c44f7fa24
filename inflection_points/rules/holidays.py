"""Days without work: a country's public holidays with what somebody decided about them, and own ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

AHEAD: Final = 2  # public holidays are kept for this year and so many after it


@dataclass(frozen=True, slots=True)
class DayOff:
    """One dated holiday. `public_name` is what the country calls it, empty for an own one.

    `is_worked`: a public holiday that was struck out; it is kept so that it does not come back by itself.
    """

    date: date
    name: str
    public_name: str = ""
    is_worked: bool = False


def years_of(today: date) -> range:
    """The years for which public holidays are kept: this one and those to come."""
    return range(today.year, today.year + AHEAD + 1)


def missing_years(days: Iterable[DayOff], today: date) -> range:
    """The years to come of which no public holiday is known yet."""
    known = max((day.date.year for day in days if day.public_name), default=today.year - 1)
    return range(max(known + 1, today.year), today.year + AHEAD + 1)


def picked(kept: Iterable[DayOff], public: Mapping[date, str], years: range) -> tuple[DayOff, ...]:
    """The public holidays of these years beside what is kept, in order.

    Own days stay. What was decided about a public holiday (another name, struck out) stays and holds for the same one
    in other years. Public holidays of these years that are not among `public` go: they were another country's.
    """
    kept = sorted(kept, key=lambda day: day.date)
    known = {day.date: day for day in kept}
    decided = {day.public_name: day for day in kept if day.public_name}
    found = {day.date: day for day in kept if not day.public_name or day.date.year not in years}
    for at, name in public.items():
        if at.year in years and at not in found:
            is_known = at in known and known[at].public_name == name
            found[at] = known[at] if is_known else _as_decided(DayOff(at, name, name), decided.get(name))
    return tuple(found[at] for at in sorted(found))


def _as_decided(day: DayOff, before: DayOff | None) -> DayOff:
    if before is None:
        return day
    name = before.name if before.name != before.public_name else day.name
    return replace(day, name=name, is_worked=before.is_worked)


def closed(days: Iterable[DayOff]) -> frozenset[date]:
    """The dates on which nobody works."""
    return frozenset(day.date for day in days if not day.is_worked)
