"""Who had an issue in turn, and who passed it on although nobody had acted."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from tests.insights.plain.histories import ACTS, Told
from tests.insights.plain.rows import rows

TAKES = {"reported": "holder_department", "accepted": "department", "handed_over": "to_department"}


@dataclass
class Held:
    """An interval in which one department had it (None: not known which), and how it began."""

    department: int | None
    since: datetime
    how: str  # reported, accepted, counted, mended, rearranged
    acted: bool = False


@dataclass
class Turn:
    """Intervals of one department next to each other."""

    department: int
    since: datetime
    came_back: bool
    acted: bool = False
    passed_at: datetime | None = None
    passed_to: int | None = None


def intervals(one: Told) -> list[Held]:
    """In order; what a misroute brought, up to its mending, is left out."""
    found: list[Held] = []
    for event in one.events:
        if event.kind in ACTS:
            found[-1].acted = True
        if event.kind not in TAKES:
            continue
        how = event.kind
        if how == "handed_over":
            how = "rearranged" if event.payload.get("is_reorganisation") else "counted"
            how = "mended" if event.payload.get("is_correction") else how
        if how == "mended":
            found = without_misroute(found)
        found.append(Held(event.payload.get(TAKES[event.kind]), event.at, how))
    return found


def without_misroute(found: list[Held]) -> list[Held]:
    """Back to what was before the last hand-over that counted."""
    last = max(n for n, held in enumerate(found) if held.how == "counted")
    return found[:last]


def turns(one: Told) -> list[Turn]:
    found: list[Turn] = []
    had: set[int] = set()
    for held in intervals(one):
        if held.department is None:
            continue
        if held.how == "rearranged" and found and found[-1].department != held.department:
            had = set()  # counted anew: nobody passed it on
        last = found[-1] if found and had else None
        if last is None or last.department != held.department:
            if last is not None and held.how in {"counted", "mended"}:
                last.passed_at, last.passed_to = held.since, held.department
            found.append(Turn(held.department, held.since, held.department in had))
        found[-1].acted |= held.acted
        had.add(held.department)
    return found


def passing(issues: list[Told], as_of: datetime, department: int | None = None) -> dict[str, int]:
    """Of everybody's turns, or of those of one department."""
    found = {"received": 0, "passed": 0, "returned": 0}
    for one in issues:
        for turn in turns(one):
            if turn.since > as_of or department not in {None, turn.department}:
                continue
            found["received"] += 1
            found["returned"] += turn.came_back
            found["passed"] += bool(turn.passed_at and turn.passed_at <= as_of and not turn.acted)
    return found


def partners(issues: list[Told], as_of: datetime, department: int) -> dict[int, tuple[int, int]]:
    """Whom a department passed issues to although nobody had acted in its turn, and whom it got them back from: how often."""
    to, back = Counter[int](), Counter[int]()
    for one in issues:
        went = turns(one)
        for before, turn in zip([None, *went], went, strict=False):
            if turn.department != department or turn.since > as_of:
                continue
            if turn.came_back and before is not None and before.passed_to:  # who takes it got it from nobody
                back[before.department] += 1
            if turn.passed_to and turn.passed_at and turn.passed_at <= as_of and not turn.acted:
                to[turn.passed_to] += 1
    return {pk: (to[pk], back[pk]) for pk in {*to, *back}}


def departments() -> dict[int, str]:
    """What each is called."""
    return dict(rows("SELECT id, name FROM people_department"))
