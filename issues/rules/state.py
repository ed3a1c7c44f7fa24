"""What an issue is at one instant: the values that its events fold into."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.policies import Policy, Severity
from issues.rules.events import AlarmKind, WaitsFor


class Phase(StrEnum):
    REPORTED = "reported"
    ACCEPTED = "accepted"
    COMMITTED = "committed"
    ACTING = "acting"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    DECLINED = "declined"
    MERGED = "merged"


CLOSED: Final = (Phase.VERIFIED, Phase.DECLINED, Phase.MERGED)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an issue is measured by: its pinned policy version and the calendar of its place."""

    policy: Policy
    calendar: WorkingCalendar


class Regime(NamedTuple):
    """A severity and since when it counts. Raising adds one (the earlier deadline wins), lowering replaces all."""

    severity: Severity
    since: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """A commitment that holds the ladder until `until`; past it, the hold is void and `rung` is due."""

    first_at: datetime  # the limit counts from the first commitment of the cycle
    until: datetime
    rung: int
    extended: bool = False
    void: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """For a customer or supplier, who is named. It pauses *resolve* until then, unless it ends sooner."""

    waits_for: WaitsFor
    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Snooze:
    """That one person does not want to see the issue until then; `times` counts how often so far."""

    by: int
    until: datetime
    times: int = 1


class Alarm(NamedTuple):
    """What the engine will do unless something happens before `due`."""

    due: datetime
    kind: AlarmKind
    rung: int


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """What the rules need to know of an action; the rest stands in its row."""

    assignee: int
    is_required: bool
    started: bool = False
    completed: bool = False


class State(NamedTuple):
    """The fold of an issue's events. All instants are UTC.

    A tuple, because folding is making thousands of them a second, each from the one before.
    """

    phase: Phase
    severity: Severity
    regimes: tuple[Regime, ...]
    reported_at: datetime
    started_at: datetime
    last_at: datetime
    accept_by: datetime
    act_by: datetime
    resolve_by: datetime
    first_act_by: datetime
    holder: int | None
    holder_department: int | None
    cycle: int = 1
    accepted_at: datetime | None = None
    acted_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    first_acted_at: datetime | None = None
    declined_at: datetime | None = None
    hold: Hold | None = None
    reached: int = 0  # the highest rung of the act ladder
    restart: int = 0  # the rung with which a reopened cycle begins
    reached_resolve: int = 0
    stood: tuple[int, ...] = ()  # the rungs of act and resolve that were reached when the calendar changed
    accept_told: int = 0  # the highest rung of the accept ladder that was reached
    repeat_due: datetime | None = None  # when the last rung speaks again
    ask_due: datetime | None = None
    asked: int = 0
    not_before: datetime | None = None  # an imported issue: our own rules start here
    shares: tuple[
        int, ...
    ] = ()  # the highest that spoke before a move: % to act, % to resolve, whether to accept
    grace_until: datetime | None = None  # moved to another policy version: no rung before that
    chain: tuple[int, ...] = ()  # people who have or had it
    chain_departments: tuple[int, ...] = ()
    handovers: int = 0  # since the last act, without those that only mended a misroute
    handed_at: datetime | None = (
        None  # when the holder was handed it; empty once that can be no misroute any more
    )
    nudge_due: datetime | None = None  # when the receiver of a hand-over is reminded
    wait: Wait | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()  # the waits that ended, each from and until
    snoozes: tuple[Snooze, ...] = ()
    merged_into: int | None = None
    merged_in: Phase | None = None  # the phase that it was in then
    root_cause: int | None = None
    is_confidential: bool = False
    reporters: tuple[int, ...] = ()
    guests: int = 0  # reports of people without a name, who can answer with their receipts
    report_count: int = 1
    customers: int = 0
    actions: tuple[tuple[UUID, PlannedAction], ...] = ()
    alarms: tuple[Alarm, ...] = ()
    seq: int = 0

    @property
    def is_open(self) -> bool:
        return self.phase not in CLOSED

    @property
    def awaits_act(self) -> bool:
        """The act clock runs: open, and nobody has acted in this cycle."""
        return self.acted_at is None and self.is_open and self.phase is not Phase.RESOLVED

    @property
    def next_due(self) -> datetime | None:
        return self.alarms[0].due if self.alarms else None

    @property
    def held_until(self) -> datetime | None:
        """Until when a commitment that is not void holds the ladder."""
        return self.hold.until if self.hold is not None and not self.hold.void else None

    @property
    def waits_until(self) -> datetime | None:
        """Until when a customer or supplier is waited for at the most."""
        return self.wait.until if self.wait is not None else None

    def snoozed_by(self, person: int) -> Snooze | None:
        return next((snooze for snooze in self.snoozes if snooze.by == person), None)

    def action(self, wanted: UUID) -> PlannedAction | None:
        return dict(self.actions).get(wanted)


_PLACES: Final = {name: place for place, name in enumerate(State._fields)}


def made_of(values: list[Any]) -> State:
    """The state whose fields, in their order, have these values."""
    return tuple.__new__(State, values)


def _replace(state: State, /, **changes: Any) -> State:
    """What `_replace` of every named tuple does, in a third of the time: folding is little else."""
    values = list(state)
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return made_of(values)


State._replace = _replace  # type: ignore[assignment, method-assign]
