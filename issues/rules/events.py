"""What can happen to an issue. Events are the truth: everything else about an issue is computed from them.
`encode` and `decode` turn an event into what the database keeps and back, losing nothing.
"""

import typing
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final
from uuid import UUID

from inflection_points.rules.policies import Severity


class ActionKind(StrEnum):
    CONTAINMENT = "containment"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


class ClosureReason(StrEnum):
    FIXED = "fixed"
    PARTLY_FIXED = "partly_fixed"
    NOT_REPRODUCIBLE = "not_reproducible"
    OUTSIDE_OUR_CONTROL = "outside_our_control"


class AlarmKind(StrEnum):
    """What the engine waits for: a rung on one of the clocks, or to ask the reporter again."""

    ACCEPT = "accept"
    ACT = "act"
    RESOLVE = "resolve"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Reported:
    """The problem was told for the first time. Its clocks start."""

    severity: Severity
    holder: int | None
    holder_department: int | None
    reporter: int | None
    customers: int = 0


@dataclass(frozen=True, slots=True)
class ReportAdded:
    """Somebody says: this happened to me too."""

    reporter: int | None
    customers: int = 0


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


@dataclass(frozen=True, slots=True)
class ActedElsewhere:
    """An act that another system recorded; only imports bring it."""

    by: int | None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The end of a history from another system. Our own rules apply from here; rungs are never due before it."""

    source: str


@dataclass(frozen=True, slots=True)
class Commented:
    by: int
    text: str


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
    is_reporter: bool = True  # off where no reporter is left to ask and the accountable owner answers instead


@dataclass(frozen=True, slots=True)
class Reopened:
    """Somebody says that it is not fixed, or that declining was wrong. A new cycle begins."""

    by: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    by: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A rung that became due below the one that fired: reached, but nobody was told."""

    clock: AlarmKind
    rung: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Escalated:
    """A rung was reached because nobody acted. Automatic, so never an act."""

    clock: AlarmKind
    rung: int
    due_at: datetime
    passed: tuple[Passed, ...] = ()
    again: bool = False  # the last rung, once more


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The reporter did not answer whether it is fixed. No answer is never a yes."""

    due_at: datetime


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
)

ACTS: Final = (ActionStarted, ActionCompleted, ContainmentRecorded, ActedElsewhere)

_KINDS: Final[dict[str, type[Any]]] = {
    "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).strip("_"): cls
    for cls in typing.get_args(Event)
}
_NAMES: Final = {cls: kind for kind, cls in _KINDS.items()}


def kind_of(event: Event | type[Event]) -> str:
    """The name under which the database keeps it."""
    return _NAMES[event if isinstance(event, type) else type(event)]


def encode(event: Event | Passed) -> dict[str, Any]:
    """The event's facts as JSON values; fields that hold their default are left out."""
    payload = {}
    for name, default in _FIELDS[type(event)]:
        value = getattr(event, name)
        if value == default and default is not _REQUIRED:
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, UUID):
            value = str(value)
        elif isinstance(value, tuple):
            value = [encode(one) for one in value]
        payload[name] = value
    return payload


def decode(kind: str, payload: dict[str, Any]) -> Event:
    """The event that `encode` had. Raises `KeyError` for a kind that does not exist."""
    event: Event = _decode_any(_KINDS[kind], payload)
    return event


def _decode_any(cls: type[Any], payload: dict[str, Any]) -> Any:
    readers = _READERS[cls]
    if not readers:
        return cls(**payload)
    read_ones = {name: read(payload[name]) for name, read in readers if payload.get(name) is not None}
    return cls(**payload | read_ones)


def _decode_rows(cls: type[Any], rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(_decode_any(cls, row) for row in rows)


_REQUIRED: Final = object()


def _readers(cls: type[object]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """For each field that JSON cannot hold as it is, the function that reads it."""
    readers: list[tuple[str, Callable[[Any], Any]]] = []
    for name, hint in typing.get_type_hints(cls).items():
        if hint is datetime:
            readers.append((name, datetime.fromisoformat))
        elif typing.get_origin(hint) is tuple:
            inner = typing.get_args(hint)[0]
            readers.append((name, partial(_decode_rows, inner)))
        elif isinstance(hint, type) and issubclass(hint, (UUID, StrEnum)):
            readers.append((name, hint))
    return tuple(readers)


_ALL: Final = (*_KINDS.values(), Passed)
_FIELDS: Final = {
    cls: [(f.name, _REQUIRED if f.default is MISSING else f.default) for f in fields(cls)] for cls in _ALL
}
_READERS: Final = {cls: _readers(cls) for cls in _ALL}
