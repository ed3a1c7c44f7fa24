"""The auditor's own reckoning: which rung an unacted issue must have reached, told from elapsed working time.

On purpose not the way of `ladder`: that adds targets to the report and compares instants, this measures what has
elapsed and compares durations. When the two disagree, one of them is wrong, and the screen says so.
"""

from datetime import datetime, timedelta

from inflection_points.rules.calendars import between
from inflection_points.rules.policies import Clock, calendar_for
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
    target = terms.policy.target(state.severity, clock, terms.calendar)
    if state.cycle > 1 and clock is not Clock.RESOLVE:
        target /= 2
    reached = [r.position for r in terms.policy.ladders[clock] if elapsed >= target * r.percent / 100]
    return max(reached, default=0)


def is_plain(state: State) -> bool:
    """Whether age alone decides the rung: no commitment, no change of severity, no history from elsewhere."""
    return (
        state.hold is None
        and len(state.regimes) == 1
        and state.not_before is None
        and state.grace_until is None
        and state.regimes[0].since == state.started_at
    )


def wrong_rung(state: State, terms: Terms, now: datetime) -> str:
    """What is wrong with the rung that the issue has reached, or "" when nothing is."""
    if not is_plain(state):
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
