"""What came in and went out, week by week; what stands open, how old it is, and how far it has climbed."""

from datetime import datetime, timedelta
from typing import Any

from tests.insights.plain.bands import ever_acted, is_open
from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.histories import ACTS, Told

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
AGES = (DAY, 3 * DAY, 10 * DAY, 30 * DAY)
HEATS = (3 * DAY, 10 * DAY, 30 * DAY)
HIGHEST = 4
RESOLVED = {"resolved", "verified"}  # another system may have closed what it never called resolved
MOVES = ("reported", "acted", "resolved")


def moved(one: Told) -> dict[str, datetime]:
    """When it was reported, first acted on in whichever cycle, and first resolved."""
    found = {"reported": one.reported}
    for name, kinds in {"acted": ACTS, "resolved": RESOLVED}.items():
        when = [event.at for event in one.events if event.kind in kinds]
        if when:
            found[name] = when[0]
    if "acted" in found:  # nobody knew of it before it was reported
        found["acted"] = max(found["acted"], one.reported)
    return found


def flow(book: Book, asked: Asked) -> list[dict[str, int]]:
    """Of each week of the period, with the net of it and what had come together by then."""
    monday = asked.since.replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= monday.weekday() * DAY
    weeks = []
    while monday <= asked.as_of and (asked.until is None or monday < asked.until):
        weeks.append(monday)
        monday += WEEK
    counts = [dict.fromkeys(MOVES, 0) for _ in weeks]
    for one in here(book, asked):
        for name, at in moved(one).items():
            if asked.within(at):
                counts[(at - weeks[0]) // WEEK][name] += 1
    return [*_with_sums(counts)]


def _with_sums(counts: list[dict[str, int]]) -> Any:
    so_far = dict.fromkeys(MOVES, 0)
    for one in counts:
        so_far = {name: so_far[name] + one[name] for name in MOVES}
        sums = {f"{name}_so_far": n for name, n in so_far.items()}
        yield {**one, **sums, "net": one["reported"] - one["resolved"]}


def here(book: Book, asked: Asked) -> list[Told]:
    """The counted issues at the places, whenever they were reported."""
    return [one for one in book.issues if one.counted and asked.has(one.spot, one.severity)]


def standing(book: Book, asked: Asked) -> list[Told]:
    """Those that were open then."""
    return [one for one in here(book, asked) if one.reported <= asked.as_of and is_open(one, asked.as_of)]


def waiting(book: Book, asked: Asked) -> list[Told]:
    """Of them those on which nobody had ever acted."""
    return [one for one in standing(book, asked) if not ever_acted(one, asked.as_of)]


def ageing(book: Book, asked: Asked) -> dict[tuple[int, int], tuple[int, int]]:
    """By age (under 1 day, 1–3, 3–10, 10–30, over 30 days) and rung: how many were open, and how many of them unacted."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for one in standing(book, asked):
        age = sum(asked.as_of - one.reported >= step for step in AGES)
        key = age, rung(one, asked.as_of)
        were, alone = found.get(key, (0, 0))
        found[key] = were + 1, alone + (not ever_acted(one, asked.as_of))
    return found


def rung(one: Told, as_of: datetime) -> int:
    """The highest of the act ladder that had fired, in whichever cycle; none beyond the fourth has a word of its own."""
    fired = [0]
    for event in one.by(as_of):
        if event.kind == "escalated":
            rungs = [event.payload, *event.payload.get("passed", [])]
            fired += [rung["rung"] for rung in rungs if rung["clock"] == "act"]
    return min(HIGHEST, max(fired))


def by_point(book: Book, asked: Asked) -> dict[int, dict[str, Any]]:
    """What stood open at each point, what of it waited for its first act, how old that had become, and how hot it is."""
    found: dict[int, dict[str, Any]] = {}
    for one in standing(book, asked):
        at = found.setdefault(one.spot.pk, {"open": 0, "unacted": 0, "oldest": None, "heat": 0})
        at["open"] += 1
        if ever_acted(one, asked.as_of):
            continue
        at["unacted"] += 1
        at["oldest"] = max(at["oldest"] or timedelta(), asked.as_of - one.reported)
        at["heat"] = 1 + sum(at["oldest"] >= step for step in HEATS)
    return found
