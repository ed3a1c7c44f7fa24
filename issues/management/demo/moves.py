"""One move in a story, and moves in the order in which they can have happened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from issues.models import Report
from issues.rules import events as e


@dataclass(frozen=True, slots=True)
class Move:
    """One event by one person, with the report that belongs to it, if it is one."""

    at: datetime
    event: e.Event
    actor: int
    report: Report | None = None


def in_order(moves: Iterator[Move]) -> Iterator[Move]:
    """No move before the one that it follows: hurried people do at once what was planned for earlier."""
    last: datetime | None = None
    for move in moves:
        late = move if last is None or move.at >= last else replace(move, at=last)
        last = late.at
        yield late
