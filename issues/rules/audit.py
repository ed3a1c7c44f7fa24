"""The auditor's own reckoning: which rung an unacted issue must have reached, told from elapsed working time.

On purpose not the way of `ladder`: that adds targets to the report and compares instants, this measures what has
elapsed and compares durations. When the two disagree, one of them is wrong, and the screen says so.
"""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Final

from inflection_points.rules.calendars import WorkingCalendar, between
from inflection_points.rules.policies import Clock, Severity, calendar_for
from issues.rules.state import Phase, State, Terms

PATIENCE = timedelta(minutes=5)  # a sweep runs every minute; what is later than this was missed


def expected_rung(state: State, terms: Terms, clock: Clock, now: datetime) -> int:
    """The highest rung of the clock's ladder whose share of the target has elapsed since it began to run."""
    calendar = calendar_for(state.severity, terms.calendar)
    began = state.reported_at if clock is Clock.RESOLVE else state.started_at
    elapsed = between(calendar, began, now)
    if clock is Clock.RESOLVE:  # what was waited for, so far
        waits = [*state.pauses, *([(state.wait.since, state.wait.until)] if state.wait else [])]
        elapsed -= sum((between(calendar, a, min(b, now)) for a, b in waits if a < now), timedelta())
    halved = state.cycle > 1 and clock is not Clock.RESOLVE
    shares = _shares(terms, state.severity, clock, halved=halved)
    return max((position for position, share in shares if elapsed >= share), default=0)


def _shares(terms: Terms, severity: Severity, clock: Clock, *, halved: bool) -> list[tuple[int, timedelta]]:
    """The working time after which each rung of the ladder is due, by its position."""
    target = terms.policy.target(severity, clock, terms.calendar)
    if halved:
        target /= 2
    return [(rung.position, target * rung.percent / 100) for rung in terms.policy.ladders[clock]]


def is_plain(state: State, now: datetime) -> bool:
    """Whether age alone decides the rung: no commitment, no change of severity, no history from elsewhere."""
    return (
        state.hold is None
        and len(state.regimes) == 1
        and state.not_before is None
        and (state.grace_until is None or state.grace_until <= now - PATIENCE)
        and state.regimes[0].since == state.started_at
    )


def wrong_rung(state: State, terms: Terms, now: datetime) -> str:
    """What is wrong with the rung that the issue has reached, or "" when nothing is."""
    if not is_plain(state, now):
        return ""
    if state.awaits_act:
        clock, reached, surely = Clock.ACT, state.reached, max((state.restart, *state.stood[:1]))
    elif state.phase is Phase.ACTING and state.cycle == 1:
        clock, reached, surely = Clock.RESOLVE, state.reached_resolve, max((0, *state.stood[1:]))
    else:
        return ""
    due_since = max(now - PATIENCE, state.started_at)
    is_new = clock is Clock.RESOLVE and state.acted_at is not None and state.acted_at > now - PATIENCE
    if reached < expected_rung(state, terms, clock, due_since) and not is_new:
        return "a rung is due and was not fired"
    if reached > max(expected_rung(state, terms, clock, now), surely):
        return "a rung fired before it was due"
    return ""


_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)


def latest_beginnings(
    terms: Terms, severity: Severity, clock: Clock, now: datetime, *, halved: bool
) -> list[datetime]:
    """For each number of rungs reached, from none on: what began by then has reached more by `now`.

    Thousands of issues share a severity, a clock, a policy and a calendar: one look at these instants instead of a
    measurement of each. The last one lies before every beginning.
    """
    calendar = calendar_for(severity, terms.calendar)
    shares = _shares(terms, severity, clock, halved=halved)
    began = {position: _latest_beginning(calendar, share, now) for position, share in shares}
    highest = max(began, default=0)
    by_position = [began.get(position, _NEVER) for position in range(highest, 0, -1)]
    return [*reversed(list(accumulate(by_position, max))), _NEVER]


def _latest_beginning(calendar: WorkingCalendar, share: timedelta, now: datetime) -> datetime:
    """The last instant since which so much working time has elapsed by `now`, to the microsecond."""
    reach = max(share, _SECOND)
    while between(calendar, now - reach, now) < share:
        reach *= 2
        if now - reach < _NEVER:
            return _NEVER
    micros = reach // timedelta(microseconds=1)
    has_elapsed = partial(_elapsed_at_least, calendar, share, now)
    return now - timedelta(microseconds=bisect_left(range(micros), True, key=has_elapsed))


def _elapsed_at_least(calendar: WorkingCalendar, share: timedelta, now: datetime, micros: int) -> bool:
    return between(calendar, now - timedelta(microseconds=micros), now) >= share
