"""What became of resolutions: whether the reporter said yes, and whether they held."""

from datetime import datetime, timedelta

from tests.insights.plain.histories import Event, Told

LONG_ENOUGH = timedelta(days=7)
RESOLVED = {"resolved", "verified"}  # another system may have closed what it never called resolved


def answers(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = {"asked": 0, "yes": 0}
    for one in issues:
        asked = first_asked(one)
        if asked is None or asked + LONG_ENOUGH > as_of:
            continue
        found["asked"] += 1
        found["yes"] += any(is_yes(event) and event.at <= as_of for event in one.events)
    return found


def first_asked(one: Told) -> datetime | None:
    """When it was resolved for the first time while somebody was there to be asked. Another system asked nobody."""
    people: set[int] = set()
    guests = 0
    for event in one.events:
        told = event.payload
        people |= set(filter(None, [told.get("reporter")]))
        match event.kind:
            case "reported" | "report_added":
                guests += told.get("by_receipt", False)
            case "absorbed":
                people |= set(told.get("reporters", ()))
                guests += told.get("guests", 0)
            case "released":
                people -= set(told.get("reporters", ()))
                guests -= told.get("guests", 0)
            case "resolved" if (people or guests > 0) and not event.is_imported:
                return event.at
    return None


def is_yes(event: Event) -> bool:
    """The reporter's own: neither another system's closing nor somebody's in place of a reporter."""
    told = event.payload
    said_by = told.get("by") is not None or told.get("receipt") is not None
    return event.kind == "verified" and said_by and told.get("is_reporter", True)


def reopening(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = {"resolved": 0, "reopened": 0}
    for one in issues:
        kinds = [event.kind for event in one.by(as_of)]
        ends = [n for n, kind in enumerate(kinds) if kind in RESOLVED]
        if ends:
            found["resolved"] += 1
            found["reopened"] += "reopened" in kinds[ends[0] :]
    return found
