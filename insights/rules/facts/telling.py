"""What facts are derived from: one issue, and what happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from inflection_points.rules.calendars import WorkingCalendar
from issues.rules import events as e

URGENT: Final = frozenset({"critical", "high"})
ACTS: Final = frozenset(e.kind_of(act) for act in e.ACTS)
REPORTED: Final = e.kind_of(e.Reported)
REPORT_ADDED: Final = e.kind_of(e.ReportAdded)
TELLINGS: Final = frozenset({REPORTED, REPORT_ADDED})
ABSORBED: Final = e.kind_of(e.Absorbed)
RELEASED: Final = e.kind_of(e.Released)
SEVERITY_CHANGED: Final = e.kind_of(e.SeverityChanged)
ESCALATED: Final = e.kind_of(e.Escalated)
POLICY_MOVED: Final = e.kind_of(e.PolicyMoved)
RESOLVED: Final = e.kind_of(e.Resolved)
VERIFIED: Final = e.kind_of(e.Verified)
DECLINED: Final = e.kind_of(e.Declined)
REOPENED: Final = e.kind_of(e.Reopened)
ACCEPTED: Final = e.kind_of(e.Accepted)
HANDED_OVER: Final = e.kind_of(e.HandedOver)
ACTION_PLANNED: Final = e.kind_of(e.ActionPlanned)
ACTION_COMPLETED: Final = e.kind_of(e.ActionCompleted)
CAUSE_LINKED: Final = e.kind_of(e.CauseLinked)
CAUSE_UNLINKED: Final = e.kind_of(e.CauseUnlinked)
UNDONE: Final = e.kind_of(e.Undone)

# What the derivation reads of an issue's events.
READ: Final = (
    ACTS
    | TELLINGS
    | {ABSORBED, RELEASED, SEVERITY_CHANGED, ESCALATED, POLICY_MOVED, RESOLVED, VERIFIED, DECLINED, REOPENED}
    | {ACCEPTED, HANDED_OVER, ACTION_PLANNED, ACTION_COMPLETED, CAUSE_LINKED, CAUSE_UNLINKED, UNDONE}
)


class Happened(NamedTuple):
    """An event as the database keeps it; its payload undecoded JSON values."""

    seq: int
    kind: str
    at: datetime
    payload: Mapping[str, Any]
    is_imported: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A counted issue. `events` in their order; `breach` are the rungs of act, at or past the target, by policy version.

    `also_told` are the reports of its duplicates: when each was received, and how many customers it named.
    """

    issue: int
    point: int
    kind: int | None
    site: int | None
    severity: str
    reported_at: datetime
    act_by: datetime
    acted_at: datetime | None
    declined_at: datetime | None
    calendar: int
    version: int
    origin: int | None
    observed_at: datetime
    hours: WorkingCalendar
    breach: Mapping[int, frozenset[int]]
    events: Sequence[Happened]
    also_told: Sequence[tuple[datetime, int]] = ()


def standing(events: Sequence[Happened]) -> Sequence[Happened]:
    """Without what was taken back, and without the taking back: it never happened."""
    undone = [(int(one.payload["of"]), one.seq) for one in events if one.kind == UNDONE]
    if not undone:
        return events
    return [one for one in events if not any(first <= one.seq <= last for first, last in undone)]
