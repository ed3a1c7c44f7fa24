"""What moving an issue to another policy version takes along."""

from datetime import datetime, timedelta
from typing import Final

from inflection_points.rules.calendars import Target, Unit, add
from inflection_points.rules.policies import Clock, Policy, calendar_for
from issues.rules.events import PolicyMoved
from issues.rules.ladder import NO_SHARE, climbed, share_reached
from issues.rules.refusals import GraceTooLong
from issues.rules.state import State, Terms
from people.rules.words import say

MOST_GRACE: Final = {Unit.MINUTES: 4_800, Unit.HOURS: 80, Unit.DAYS: 10}  # working days, of eight hours


def within_reason(grace: Target) -> Target:
    """The grace itself. Raises `GraceTooLong`: a longer one would be a way to silence a ladder."""
    if grace.amount > MOST_GRACE[grace.unit]:
        raise GraceTooLong(
            say(
                "A grace is at most 10 working days. Write %(most)s or less.",
                most=f"{MOST_GRACE[grace.unit]:,}",
            )
        )
    return grace


def policy_moved(
    state: State, terms: Terms, after: Policy, *, now: datetime, grace: timedelta | None = None
) -> PolicyMoved:
    """The event that moves an issue from `terms` to the policy version `after`, whether it is recorded or foreseen."""
    calendar, before = calendar_for(state.severity, terms.calendar), terms.policy
    known = state.shares or (NO_SHARE, NO_SHARE, NO_SHARE)
    share = share_reached(before, Clock.ACT, state.reached, known[0])
    share_resolve = share_reached(before, Clock.RESOLVE, state.reached_resolve, known[1])
    return PolicyMoved(
        version=after.version,
        before=before.version,
        grace_until=add(calendar, now, calendar.day_length if grace is None else grace),
        reached=climbed(after, Clock.ACT, share),
        reached_resolve=climbed(after, Clock.RESOLVE, share_resolve),
        share=share,
        share_resolve=share_resolve,
        accept_told=state.accept_told > 0 or known[2] > NO_SHARE,
    )
