"""Who has to move now: whoever answers for the points at which something is past its time to act, the worst first."""

from dataclasses import dataclass
from datetime import datetime

from tests.insights.plain.confiding import Reader
from tests.insights.plain.cycles import Cycle
from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.rows import rows


@dataclass(frozen=True)
class Burden:
    """Of one person: how many the reader may read of, and of the worst of them how it stands."""

    owner: int
    issues: int
    worst: int
    reached: int
    act_by: datetime
    move_by: datetime
    next_at: datetime


@dataclass(frozen=True)
class Moving:
    burdens: list[Burden]
    issues: int
    kept_back: int


def moving(book: Book, asked: Asked, reader: Reader) -> Moving:
    """Spam and tests as well: they wait as long as nobody says so. The worst climbed highest, then waits longest."""
    now, owners = reader.now, dict(rows("SELECT id, owner_id FROM inflection_points_inflectionpoint"))
    waiting = [Cycle(one) for one in book.issues if asked.has(one.spot, one.severity)]
    overdue = [one for one in waiting if one.awaits_act and one.act_by <= now]
    found: dict[int, list[Cycle]] = {}
    for one in overdue:
        if reader.reads(one.told):
            found.setdefault(owners[one.told.spot.pk], []).append(one)
    for theirs in found.values():
        theirs.sort(key=badness)
    burdens = [
        Burden(
            owner,
            len(theirs),
            theirs[0].told.pk,
            theirs[0].reached,
            theirs[0].act_by,
            theirs[0].move_by(now),
            theirs[0].next_at(now),
        )
        for owner, theirs in sorted(found.items(), key=lambda of: badness(of[1][0]))
    ]
    seen = sum(len(theirs) for theirs in found.values())
    return Moving(burdens, seen, len(overdue) - seen)


def badness(one: Cycle) -> tuple[int, datetime, int]:
    return -one.reached, one.act_by, one.told.pk
