"""What people do. Each event is one change, and says what happened, never what follows from it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from inflection_points.rules.policies import Severity
from issues.rules.events.around import (
    AskedAgain,
    CalendarChanged,
    Escalated,
    Nudged,
    PolicyMoved,
    TakenOver,
    WaitExpired,
)
from issues.rules.events.joining import Absorbed, Merged, Released, Unmerged
from issues.rules.events.words import ActionKind, ClosureReason, WaitsFor


@dataclass(frozen=True, slots=True)
class Reported:
    """The problem was told for the first time. Its clocks start."""

    severity: Severity
    holder: int | None
    holder_department: int | None
    reporter: int | None
    customers: int = 0
    is_confidential: bool = False
    by_receipt: bool = False  # somebody without a name, who follows it with a code


@dataclass(frozen=True, slots=True)
class ReportAdded:
    """Somebody says: this happened to me too."""

    reporter: int | None
    customers: int = 0
    by_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A named person says "mine". Not an act: the act clock runs on."""

    by: int
    department: int | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another person or department has it in hand now. Resets nothing. In a re-organisation nobody passed it on."""

    to: int | None
    to_department: int | None
    reason: str = ""
    is_reorganisation: bool = False
    is_correction: bool = False  # mends a misroute: decided then, by the calendar of then


@dataclass(frozen=True, slots=True)
class ActionPlanned:
    """Work with an assignee and a due date. Before anybody acted, it holds the ladder until it is due."""

    action: UUID
    kind: ActionKind
    description: str
    assignee: int
    due_at: datetime
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class ActionStarted:
    """An act."""

    action: UUID
    by: int


@dataclass(frozen=True, slots=True)
class ActionCompleted:
    """An act."""

    action: UUID
    by: int
    evidence: str = ""
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionReassigned:
    """Whoever should have done it has left: somebody else does it by the same date. Not an act."""

    action: UUID
    to: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ContainmentRecorded:
    """An act: the harm was stopped, with evidence."""

    by: int
    evidence: str
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ActedElsewhere:
    """An act that another system recorded; only imports bring it."""

    by: int | None


@dataclass(frozen=True, slots=True)
class Commented:
    """Somebody said something, perhaps to somebody: `mentions` are people. Never an act.

    `client_key` is what the sender called it, so that what is sent twice is said once.
    """

    by: int
    text: str
    mentions: tuple[int, ...] = ()
    attachments: tuple[UUID, ...] = ()
    client_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    to: Severity
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    by: int | None
    reason: ClosureReason
    note: str = ""
    root_cause: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """The reporter says yes. (Imported: another system had closed it.)"""

    by: int | None
    is_reporter: bool = (
        True  # off where no reporter can be asked any more and the accountable owner answers instead
    )
    receipt: int | None = None  # the report of somebody without a name, who answered with its code


@dataclass(frozen=True, slots=True)
class Reopened:
    """Somebody says that it is not fixed, or that declining was wrong. A new cycle begins."""

    by: int | None
    reason: str = ""
    receipt: int | None = None  # as in `Verified`


@dataclass(frozen=True, slots=True)
class Declined:
    by: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class WaitStarted:
    """Somebody outside has to answer first. Pauses *resolve* until then, never *act*."""

    by: int
    waits_for: WaitsFor
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class WaitEnded:
    """They answered, or waiting for them makes no sense any more."""

    by: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Hidden from one person's list until then, or until something happens. Pauses nothing."""

    by: int
    until: datetime


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """What a customer was promised when the problem was reported was done. Never an act: it mends nothing for others."""

    by: int
    report: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class CauseLinked:
    """Why it happened is known, and recorded as a root cause that may explain other issues too."""

    by: int
    cause: int


@dataclass(frozen=True, slots=True)
class CauseUnlinked:
    """It was not the reason after all."""

    by: int
    cause: int


@dataclass(frozen=True, slots=True)
class MadeConfidential:
    """Only those who deal with it see it from here on. Moves no clock."""

    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class MadeOpen:
    """Everybody who signs in sees it again."""

    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class HolderNudged:
    """Somebody asked those whose next move it is to make it. Never an act, and it moves no clock.

    `people` are whom it was told: whose move it was then, or who stood in for them.
    """

    by: int
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """Whoever did it took it back within seconds: all is as it was before event number `of`."""

    by: int
    of: int


Event = (
    Reported
    | ReportAdded
    | Accepted
    | HandedOver
    | ActionPlanned
    | ActionStarted
    | ActionCompleted
    | ActionReassigned
    | ContainmentRecorded
    | ActedElsewhere
    | Commented
    | SeverityChanged
    | Resolved
    | Verified
    | Reopened
    | Declined
    | Escalated
    | AskedAgain
    | TakenOver
    | WaitStarted
    | WaitEnded
    | WaitExpired
    | Nudged
    | Snoozed
    | Merged
    | Absorbed
    | Unmerged
    | Released
    | CauseLinked
    | CauseUnlinked
    | MadeConfidential
    | MadeOpen
    | PolicyMoved
    | CalendarChanged
    | PromiseKept
    | HolderNudged
    | Undone
)

ACTS: Final = (ActionStarted, ActionCompleted, ContainmentRecorded, ActedElsewhere)
