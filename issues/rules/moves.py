"""What has to happen next on an issue, whose move it is, and by when. Pure: no clock is read here.

The rule stands only here: the inbox, the issue page, the lists and the receipt all ask `next_move`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from issues.rules.answering import waits_for_guest
from issues.rules.state import Phase, State
from people.rules.words import say


class MoveKind(StrEnum):
    """The moves in the order in which an issue asks for them."""

    ACCEPT = "accept"
    PLAN = "plan"  # or act at once
    ACT = "act"
    COMPLETE = "complete"
    RESOLVE = "resolve"
    VERIFY = "verify"
    HEAR = "hear"  # from a customer or supplier who is waited for


class Whose(StrEnum):
    HOLDER = "holder"
    OWNER = "owner"
    ASSIGNEE = "assignee"
    REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class Move:
    """One required move. `people` names assignees or reporters; holder and owner stand in the issue."""

    kind: MoveKind
    whose: Whose
    deadline: datetime
    people: tuple[int, ...] = ()


class Standing(StrEnum):
    """How an issue stands with the promise, in the four words of the screen."""

    ACTED = "acted"
    WAITING = "waiting"
    UNACTED = "unacted"
    DECLINED = "declined"


LAST_TOLD: Final = (
    say("nobody told yet"),
    say("holder told"),
    say("owner told"),
    say("head told"),
    say("executive told"),
)


def last_told(reached: int) -> str:
    """Who was told last, by the highest rung that was reached; rungs beyond the last word count as the last."""
    return str(LAST_TOLD[min(reached, len(LAST_TOLD) - 1)])


def next_move(state: State, now: datetime) -> Move | None:
    """The move that the issue waits for at `now`; None once it is closed."""
    if not state.is_open:
        return None
    if state.phase is Phase.RESOLVED:
        whose = Whose.REPORTER if state.reporters or waits_for_guest(state) else Whose.OWNER
        return Move(MoveKind.VERIFY, whose, state.next_due or state.last_at, state.reporters)
    if state.awaits_act:
        return _move_towards_an_act(state, now)
    if state.wait is not None:
        return Move(MoveKind.HEAR, Whose.HOLDER, state.wait.until)
    at_work = _assignees(state, only_required=True)
    if at_work:
        return Move(MoveKind.COMPLETE, Whose.ASSIGNEE, state.resolve_by, at_work)
    return Move(MoveKind.RESOLVE, Whose.HOLDER, state.resolve_by)


def standing(state: State, now: datetime) -> Standing:
    """A commitment that holds the ladder waits; past the act target without one, nobody acted."""
    if state.phase in {Phase.DECLINED, Phase.MERGED}:
        return Standing.DECLINED
    if not state.awaits_act:
        return Standing.ACTED
    return Standing.UNACTED if now >= state.act_by and not is_held(state, now) else Standing.WAITING


def is_held(state: State, now: datetime) -> bool:
    """Whether a commitment holds the ladder at `now`."""
    return state.held_until is not None and now < state.held_until


def _move_towards_an_act(state: State, now: datetime) -> Move:
    if state.held_until is not None and is_held(state, now):
        return Move(MoveKind.ACT, Whose.ASSIGNEE, state.held_until, _assignees(state, only_required=False))
    if now >= state.act_by:  # any acceptance has lapsed
        return Move(MoveKind.ACT, Whose.OWNER, state.act_by)
    if state.accepted_at is None:
        return Move(MoveKind.ACCEPT, Whose.HOLDER, state.accept_by)
    return Move(MoveKind.PLAN, Whose.HOLDER, state.act_by)


def _assignees(state: State, *, only_required: bool) -> tuple[int, ...]:
    """Who has work open on the issue, each once, in the order of planning."""
    open_work = (a for _, a in state.actions if not a.completed and (a.is_required or not only_required))
    return tuple(dict.fromkeys(action.assignee for action in open_work))
