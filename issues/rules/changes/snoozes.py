"""Hiding an issue from one's own list for a while."""

from datetime import datetime

from issues.rules import events as e
from issues.rules.state import Snooze, State, Terms


def snoozed(state: State, event: e.Snoozed, _at: datetime, _terms: Terms) -> State:
    before = state.snoozed_by(event.by)
    mine = Snooze(event.by, event.until, before.times + 1 if before else 1)
    return state._replace(snoozes=(*(s for s in state.snoozes if s.by != event.by), mine))
