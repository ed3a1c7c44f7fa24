"""Why it happened."""

from datetime import datetime

from issues.rules import events as e
from issues.rules.state import State, Terms


def cause_linked(state: State, event: e.CauseLinked, _at: datetime, _terms: Terms) -> State:
    return state._replace(root_cause=event.cause)


def cause_unlinked(state: State, _event: e.CauseUnlinked, _at: datetime, _terms: Terms) -> State:
    return state._replace(root_cause=None)
