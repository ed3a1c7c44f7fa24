"""The auditor's own reckoning: which rung an unacted issue must have reached, told from elapsed working time.

On purpose not the way of `ladder`: that adds targets to the report and compares instants, this measures what has
elapsed and compares durations. When the two disagree, one of them is wrong, and the screen says so.
"""

from datetime import datetime, timedelta

from inflection_points.rules.calendars import between
from inflection_points.rules.policies import Clock, calendar_for
from issues.rules.state import State, Terms

PATIENCE = timedelta(minutes=5)  # a sweep runs every minute; what is later than this was missed


def expected_rung(state: State, terms: Terms, now: datetime) -> int:
    """The highest rung of the act ladder whose share of the target has elapsed since the cycle began."""
    elapsed = between(calendar_for(state.severity, terms.calendar), state.started_at, now)
    target = terms.policy.target(state.severity, Clock.ACT, terms.calendar)
    if state.cycle > 1:
        target /= 2
    reached = [r.position for r in terms.policy.ladders[Clock.ACT] if elapsed >= target * r.percent / 100]
    return max(reached, default=0)


def is_plain(state: State) -> bool:
    """Whether age alone decides the rung: no commitment, no change of severity, no history from elsewhere."""
    unheld = state.hold is None
    return (
        state.awaits_act
        and unheld
        and len(state.regimes) == 1
        and state.not_before is None
        and (state.regimes[0].since == state.started_at)
    )


def wrong_rung(state: State, terms: Terms, now: datetime) -> str:
    """What is wrong with the rung that the issue has reached, or "" when nothing is."""
    if not is_plain(state):
        return ""
    if state.reached < expected_rung(state, terms, now - PATIENCE):
        return "a rung is due and was not fired"
    if state.reached > max(expected_rung(state, terms, now), state.restart):
        return "a rung fired before it was due"
    return ""
