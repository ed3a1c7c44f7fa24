"""What can be wanted of many issues at once, and what became of one of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from issues.models import BulkItem
from issues.rules import events as e
from people.models import User

State = BulkItem.State


class Bulk(StrEnum):
    """The commands that can be given for many issues at once, by their names."""

    ACCEPT = "accept"
    HAND_OVER = "hand_over"
    PLAN_ACTION = "plan_action"
    CHANGE_SEVERITY = "change_severity"
    MERGE = "merge"
    SNOOZE = "snooze"


LEAVES: Final[dict[Bulk, type[e.Event]]] = {  # the event of each issue that is taken back
    Bulk.ACCEPT: e.Accepted,
    Bulk.HAND_OVER: e.HandedOver,
    Bulk.PLAN_ACTION: e.ActionPlanned,
    Bulk.CHANGE_SEVERITY: e.SeverityChanged,
    Bulk.MERGE: e.Merged,
    Bulk.SNOOZE: e.Snoozed,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of many issues: a command and its own arguments."""

    command: Bulk
    facts: dict[str, Any]
    actor: User
    into: int | None = None
    seen: dict[int, int] = field(default_factory=dict)  # up to which event the actor knows the issues


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one issue."""

    state: BulkItem.State
    sentence: str = ""
    seq: int | None = None
