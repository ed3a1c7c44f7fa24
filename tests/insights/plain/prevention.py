"""The work that was completed, and how much of it prevents."""

from datetime import datetime
from typing import NamedTuple

from tests.insights.plain.histories import Spot, Told, points
from tests.insights.plain.rows import rows


class Done(NamedTuple):
    """A piece of work that was completed: on an issue, or against a root cause, which has no severity."""

    spot: Spot
    severity: str
    at: datetime
    prevents: bool


def done(issues: list[Told], *, remedies: bool = True) -> list[Done]:
    """All of it that counts, with or without what is of no issue."""
    found = []
    for one in issues:
        planned = {e.payload["action"]: e.payload["kind"] for e in one.events if e.kind == "action_planned"}
        found += [
            Done(one.spot, one.severity, e.at, planned[e.payload["action"]] == "preventive")
            for e in one.events
            if one.counted and e.kind == "action_completed"
        ]
    if not remedies:
        return found
    spots = points()
    return found + [
        Done(spots[origin], "", at, kind == "preventive")
        for origin, at, kind in rows(
            "SELECT c.origin_id, r.completed_at, r.kind FROM issues_remedy r"
            " JOIN issues_rootcause c ON c.id = r.cause_id WHERE r.completed_at IS NOT NULL"
        )
    ]


def within(work: list[Done], since: datetime, as_of: datetime, until: datetime | None = None) -> list[Done]:
    """Completed in the period."""
    return [one for one in work if since <= one.at <= as_of and (until is None or one.at < until)]


def prevention(work: list[Done]) -> dict[str, int]:
    return {"completed": len(work), "preventive": sum(one.prevents for one in work)}
