"""In time, late, never, declined, maturing; and how many were open, closed, acted on."""

from datetime import datetime

from tests.insights.plain.histories import ACTS, Told


def is_declined(one: Told, as_of: datetime) -> bool:
    """In its first cycle."""
    declined = one.first("declined")
    return declined is not None and declined <= as_of


def acted_at(one: Told, as_of: datetime) -> datetime | None:
    """When it was first acted on in its first cycle, if that had happened."""
    acted = one.first(*ACTS)
    return acted if acted is not None and acted <= as_of else None


def bands(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = dict.fromkeys(("in_time", "late", "never", "declined", "maturing"), 0)
    for one in issues:
        found[band(one, as_of)] += 1
    return found


def band(one: Told, as_of: datetime) -> str:
    if one.act_by > as_of:
        return "maturing"
    if is_declined(one, as_of):
        return "declined"
    acted = acted_at(one, as_of)
    if acted is None:
        return "never"
    return "in_time" if acted <= one.act_by else "late"


def is_open(one: Told, as_of: datetime) -> bool:
    turns = [event.kind for event in one.by(as_of) if event.kind in {"verified", "declined", "reopened"}]
    return not turns or turns[-1] == "reopened"


def ever_acted(one: Told, as_of: datetime) -> bool:
    """In any cycle."""
    return any(event.kind in ACTS for event in one.by(as_of))


def counts(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = dict.fromkeys(("reported", "acted", "open", "closed", "not_acted"), 0)
    for one in issues:
        if not one.counted or one.reported > as_of:
            continue
        found["reported"] += 1
        found["acted"] += ever_acted(one, as_of)
        found["open" if is_open(one, as_of) else "closed"] += 1
        found["not_acted"] += is_open(one, as_of) and not ever_acted(one, as_of)
    return found
