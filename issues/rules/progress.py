"""What whoever reported a problem sees of it: received, who has it, what they will do by when, done. Pure.

The rule stands only here: the receipts, home and the list of one's own reports all show these four steps. The words
are those of `templatetags.progress`; nothing in here names anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from issues.rules.events import AlarmKind
from issues.rules.moves import is_held
from issues.rules.state import Phase, State


class StepName(StrEnum):
    RECEIVED = "received"
    TAKEN = "taken"
    PLANNED = "planned"
    DONE = "done"


class Stand(StrEnum):
    """How a step stands: behind us, where it is now, late, still ahead, or never to come."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    AHEAD = "ahead"
    ENDED = "ended"


class Said(StrEnum):
    """What a step says; `at` is when it happened, or by when it has to."""

    RECEIVED = "received"
    NUMBER_FOLLOWS = "number_follows"  # set aside in a burst: it is safe, and taken in later
    TO_BE_TAKEN = "to_be_taken"
    NOT_TAKEN = "not_taken"
    NOBODY_ACTED = "nobody_acted"
    TAKEN = "taken"
    HAS_IT = "has_it"
    TO_ACT = "to_act"
    PLANNED = "planned"
    PLAN_MISSED = "plan_missed"
    WORKING = "working"
    WAITING = "waiting"
    WORK_LATE = "work_late"
    ACTED = "acted"
    NOTHING = "nothing"
    TO_BE_DONE = "to_be_done"
    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    FIXED = "fixed"
    DECLINED = "declined"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Step:
    """`clock` and `rung`: the highest that was reached because nobody did it, where one was."""

    name: StepName
    stand: Stand
    said: Said
    at: datetime | None = None
    clock: AlarmKind | None = None
    rung: int = 0


def set_aside(received_at: datetime) -> tuple[Step, ...]:
    """What is said of a report that has no number yet."""
    return (Step(StepName.RECEIVED, Stand.DONE, Said.NUMBER_FOLLOWS, received_at),)


def progress(
    state: State, now: datetime, *, received_at: datetime, due_at: datetime | None = None
) -> tuple[Step, ...]:
    """The four steps of the issue to which a report belongs now. `due_at` is when the next of its open work is due."""
    received = Step(StepName.RECEIVED, Stand.DONE, Said.RECEIVED, received_at)
    return received, _taken(state, now), _planned(state, now, due_at), _done(state, now)


def _taken(state: State, now: datetime) -> Step:
    if state.accepted_at is not None:
        return Step(StepName.TAKEN, Stand.DONE, Said.TAKEN, state.accepted_at)
    if not state.awaits_act or is_held(state, now) or now >= state.act_by:
        return Step(StepName.TAKEN, Stand.DONE, Said.HAS_IT)
    if now >= state.accept_by:
        return _late(StepName.TAKEN, Said.NOT_TAKEN, state.accept_by, AlarmKind.ACCEPT, state.accept_told)
    return Step(StepName.TAKEN, Stand.NOW, Said.TO_BE_TAKEN, state.accept_by)


def _planned(state: State, now: datetime, due_at: datetime | None) -> Step:
    name = StepName.PLANNED
    if state.phase in {Phase.DECLINED, Phase.MERGED} and state.acted_at is None:
        return Step(name, Stand.ENDED, Said.NOTHING)
    if not state.is_open or state.phase is Phase.RESOLVED:
        return Step(name, Stand.DONE, Said.ACTED, state.acted_at)
    if state.awaits_act:
        return _towards_an_act(state, now, due_at)
    if state.wait is not None:
        return Step(name, Stand.NOW, Said.WAITING, state.wait.until)
    if now >= state.resolve_by:
        return _late(name, Said.WORK_LATE, state.resolve_by, AlarmKind.RESOLVE, state.reached_resolve)
    return Step(name, Stand.NOW, Said.WORKING, due_at if due_at and due_at > now else state.resolve_by)


def _towards_an_act(state: State, now: datetime, due_at: datetime | None) -> Step:
    name = StepName.PLANNED
    if is_held(state, now):
        return Step(name, Stand.NOW, Said.PLANNED, due_at or state.held_until)
    if state.hold is not None:
        return _late(name, Said.PLAN_MISSED, state.hold.until, AlarmKind.ACT, state.reached)
    if now >= state.act_by:
        return _late(name, Said.NOBODY_ACTED, state.act_by, AlarmKind.ACT, state.reached)
    stand = Stand.NOW if state.accepted_at is not None else Stand.AHEAD
    return Step(name, stand, Said.TO_ACT, state.act_by)


def _done(state: State, now: datetime) -> Step:
    name = StepName.DONE
    match state.phase:
        case Phase.VERIFIED:
            return Step(name, Stand.DONE, Said.FIXED, state.closed_at)
        case Phase.DECLINED:
            return Step(name, Stand.ENDED, Said.DECLINED, state.closed_at)
        case Phase.MERGED:
            return Step(name, Stand.ENDED, Said.MERGED, state.closed_at)
        case Phase.RESOLVED:
            said = Said.ASKED_AGAIN if state.asked else Said.ASKED
            return Step(name, Stand.NOW, said, state.resolved_at)
    return Step(name, Stand.AHEAD, Said.TO_BE_DONE, state.resolve_by if now < state.resolve_by else None)


def _late(name: StepName, said: Said, at: datetime, clock: AlarmKind, rung: int) -> Step:
    return Step(name, Stand.LATE, said, at, clock, rung)
