"""One move in a story, and moves in the order in which they can have happened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issues.management.demo.company import Company
from issues.management.demo.schedule import Seed
from issues.models import Report
from issues.rules import events as e
from people.models import User


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


def looked_into(company: Company, seed: Seed, owner: User, at: datetime, *, rooted: bool) -> Iterator[Move]:
    """Whoever resolves it may know why it happens: always where it went to the root, else for one in two."""
    cause = company.causes.get((seed.point.slug, seed.trouble.name if seed.trouble else ""))
    if cause is not None and (rooted or seed.number % 2):
        yield Move(at + timedelta(minutes=10), e.CauseLinked(owner.pk, cause.pk), owner.pk)
