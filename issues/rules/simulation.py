"""What the engine would have done: an issue's history relived under other terms.

People did what they did, when they did it; the rungs fire by the rules at the instants at which they are due, as an
engine that never stood still would have let them. No rule of the ladder is written here a second time.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from issues.rules import events as e
from issues.rules.ladder import overdue
from issues.rules.lifecycle import apply
from issues.rules.state import State, Terms

ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT: Final = timedelta(microseconds=1)
# What the engine did by the terms of then, and moves to terms that are not tried here.
AUTOMATIC: Final = (e.Escalated, e.AskedAgain, e.Nudged, e.WaitExpired, e.PolicyMoved)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rung that fires at `at`, and the issue as it is then."""

    event: e.Escalated
    at: datetime
    state: State


def relive(
    history: Iterable[tuple[e.Event, datetime]],
    terms: Terms,
    *,
    until: datetime,
    since: datetime = ALWAYS,
    silent: int = 0,
) -> Iterator[Fired]:
    """Every rung that fires from `since` to `until`, in order. The first event must be `Reported`, and nothing that was
    taken back is among them.

    What another system recorded, the first `silent` events, was not lived through by the engine: nothing fires there.
    """
    return (one for one in _relived(history, terms, since, until, silent) if one.at >= since)


def caught_up(state: State, terms: Terms, now: datetime) -> State:
    """The state after the engine has looked at `now`, as it does before every command."""
    while (event := overdue(state, terms, now)) is not None:
        state = apply(state, event, max(now, state.last_at), terms)
    return state


def _relived(
    history: Iterable[tuple[e.Event, datetime]],
    terms: Terms,
    since: datetime,
    until: datetime,
    silent: int,
) -> Iterator[Fired]:
    state = None
    for number, (event, at) in enumerate(history):
        if isinstance(event, AUTOMATIC):
            continue
        if state is not None and number >= silent:
            state = yield from _let_fire(state, terms, since, min(at, until))
        state = apply(state, event, at, terms)
    if state is not None:
        yield from _let_fire(state, terms, since, until)


def _let_fire(state: State, terms: Terms, since: datetime, until: datetime) -> Generator[Fired, None, State]:
    """Before `since` the engine looks only when people do something: which rungs are reached does not depend on how
    often it looked, and years of daily repeats need not be lived through one by one."""
    seldom = min(until, since - _INSTANT)
    while state.alarms and state.alarms[0].due <= until:
        at = max(state.alarms[0].due, seldom, state.last_at)
        event = overdue(state, terms, at)
        if event is None:
            break
        state = apply(state, event, at, terms)
        if isinstance(event, e.Escalated):
            yield Fired(event, at, state)
    return state
