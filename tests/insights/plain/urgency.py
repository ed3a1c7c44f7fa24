"""Whether something urgent had to happen before anybody acted; and how much of the work that was done prevents."""

from datetime import datetime

from tests.insights.plain.bands import acted_at, is_declined
from tests.insights.plain.histories import ACTS, RANK, Event, Told

URGENT = {"critical", "high"}


def urgency(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = {"acted": 0, "born": 0, "triggered": 0}
    for one in issues:
        if is_declined(one, as_of) or acted_at(one, as_of) is None:
            continue
        found["acted"] += 1
        if one.events[0].payload["severity"] in URGENT:
            found["born"] += 1
        else:
            found["triggered"] += is_triggered(one)
    return found


def is_triggered(one: Told) -> bool:
    """Whether it was raised to urgent, or a rung of breach was reached, before the first act."""
    severity, version = one.events[0].payload["severity"], first_version(one)
    for event in one.events[1:]:
        if event.kind in ACTS:
            return False
        to = raised_to(event, severity)
        if to in URGENT and RANK.index(to) > RANK.index(severity):
            return True
        severity = to or severity
        version = event.payload["version"] if event.kind == "policy_moved" else version
        if event.kind == "escalated" and is_breach(one, event, version):
            return True
    return False


def first_version(one: Told) -> int:
    moves = [event.payload["before"] for event in one.events if event.kind == "policy_moved"]
    return moves[0] if moves else one.version


def raised_to(event: Event, severity: str) -> str | None:
    """The severity after the event; None when it says nothing of it."""
    match event.kind:
        case "severity_changed":
            return str(event.payload["to"])
        case "released":
            return event.payload.get("severity")
        case "absorbed":
            brought = event.payload.get("severity") or severity
            return max(brought, severity, key=RANK.index)
    return None


def is_breach(one: Told, event: Event, version: int) -> bool:
    """A rung of the ladder on *act* at or past the whole target, told of or passed on the way."""
    rungs = [event.payload, *event.payload.get("passed", [])]
    percents = one.policies[version].percents
    return any(rung["clock"] == "act" and percents[rung["rung"]] >= 100 for rung in rungs)
