"""Which issues each number counts: those of which, all alone, the same loops count something."""

from dataclasses import replace
from datetime import datetime

from tests.insights.plain.answers import RESOLVED, answers, reopening
from tests.insights.plain.bands import band, ever_acted, is_declined, is_open
from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.histories import ACTS, Told, points
from tests.insights.plain.origins import escape
from tests.insights.plain.passing import passing
from tests.insights.plain.prevention import done, prevention, within
from tests.insights.plain.recurrence import cause, recurrence
from tests.insights.plain.rows import rows
from tests.insights.plain.urgency import urgency


def listed(book: Book, asked: Asked) -> dict[str, set[int]]:
    """By the name of the number, the keys of the issues."""
    found: dict[str, set[int]] = {}
    for one in book.issues:
        for name in counts(book, asked, one):
            found.setdefault(name, set()).add(one.pk)
    return found


def counts(book: Book, asked: Asked, one: Told) -> set[str]:
    """The numbers in which this issue is counted."""
    as_of = asked.as_of
    alone = replace(asked, only=lambda other: other is one)
    everywhere = replace(alone, department=None)
    if not one.counted:
        return set()
    found: dict[str, int] = {}
    if asked.has(one.spot, one.severity):
        found |= prevention(within(done([one], remedies=False), asked.since, as_of, asked.until))
        found["open"] = int(one.reported <= as_of and is_open(one, as_of))
        found["unacted"] = found["open"] * (not ever_acted(one, as_of))
        found["open_acted"] = found["open"] - found["unacted"]
        found["acted_in_period"] = first_within(one, ACTS, asked)
        found["resolved_in_period"] = first_within(one, RESOLVED, asked)
    if book.cohort(everywhere):
        found |= passing([one], as_of, asked.department)
    if book.cohort(alone):
        found |= of_cohort(book, one, asked)
    return {name for name, n in found.items() if n}


def of_cohort(book: Book, one: Told, asked: Asked) -> dict[str, int]:
    """One that was reported in the period, at the place."""
    as_of = asked.as_of
    urgent, said = urgency([one], as_of), answers([one], as_of)
    found = {band(one, as_of): 1, "reported": 1, "valid": int(not is_declined(one, as_of))}
    found |= {"acted": urgent["acted"], "born_urgent": urgent["born"], "triggered": urgent["triggered"]}
    found |= {"asked": said["asked"], "said_yes": said["yes"], "not_yes": said["asked"] - said["yes"]}
    found |= {"urgent_only": urgent["born"] + urgent["triggered"]} | unions(found)
    found |= {"opened_again": sum(event.kind == "reopened" for event in one.by(as_of))}
    found |= reopening([one], as_of) | escape([one], as_of) | {"felt_elsewhere": felt_elsewhere(one, as_of)}
    for days in (30, 90):
        again = recurrence([one], book.issues, as_of, days)
        found[f"fixed_{days}"] = again["quick"] + again["rooted"]
        found[f"again_{days}"] = again["quick_again"] + again["rooted_again"]
    return found


def unions(bands: dict[str, int]) -> dict[str, int]:
    """Those whose time to act is over, and those on which somebody decided."""
    judged, decided = ("in_time", "late", "never"), ("in_time", "late", "declined")
    return {"judged": sum(bands.get(n, 0) for n in judged), "decided": sum(bands.get(n, 0) for n in decided)}


def felt_elsewhere(one: Told, as_of: datetime) -> int:
    """Whether its cause is known and lies at a point of another department."""
    known = cause(one)
    if known is None or known[1] > as_of:
        return 0
    origins = dict(rows("SELECT id, origin_id FROM issues_rootcause"))
    return int(points()[origins[known[0]]].department_id != one.spot.department_id)


def first_within(one: Told, kinds: set[str], asked: Asked) -> int:
    """Whether the first of these, in whichever cycle, happened in the period; nothing did before the report."""
    happened = [max(event.at, one.reported) for event in one.events if event.kind in kinds][:1]
    return sum(asked.since <= at <= asked.as_of and (not asked.until or at < asked.until) for at in happened)
