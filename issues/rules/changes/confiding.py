"""Who may read of an issue. Moves no clock."""

from datetime import datetime

from issues.rules import events as e
from issues.rules.state import State, Terms


def made_confidential(state: State, _event: e.MadeConfidential, _at: datetime, _terms: Terms) -> State:
    return state._replace(is_confidential=True)


def made_open(state: State, _event: e.MadeOpen, _at: datetime, _terms: Terms) -> State:
    return state._replace(is_confidential=False)
