"""Which issues each number counts: those of which, all alone, the same loops count something."""

from dataclasses import replace

from tests.insights.plain.answers import answers, reopening
from tests.insights.plain.bands import band, ever_acted, is_declined, is_open
from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.histories import Told
from tests.insights.plain.origins import escape
from tests.insights.plain.passing import passing
from tests.insights.plain.prevention import done, prevention, within
from tests.insights.plain.recurrence import recurrence
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
    found |= reopening([one], as_of) | escape([one], as_of)
    for days in (30, 90):
        again = recurrence([one], book.issues, as_of, days)
        found[f"fixed_{days}"] = again["quick"] + again["rooted"]
        found[f"again_{days}"] = again["quick_again"] + again["rooted_again"]
    return found
