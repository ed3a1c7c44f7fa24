"""What may be told of the last whole week: shares that surely changed, queues, silence, declines, and the sponsor."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.insights.plain.bands import bands
from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.flow import here, waiting
from tests.insights.plain.histories import Told
from tests.insights.plain.prevention import Done
from tests.insights.plain.rates import Z99, Rate, has_changed, interval

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
Place = tuple[str, str]  # of what, and its slug
OF: dict[str, Callable[[Told | Done], str]] = {
    "whole": lambda _: "",
    "department": lambda one: one.spot.department,
    "point": lambda one: one.spot.name,
}


def monday(as_of: datetime) -> datetime:
    """With which the last whole week ended."""
    midnight = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - midnight.weekday() * DAY


def of_days(asked: Asked, days: int, back: int = 0) -> Asked:
    """So many days before the Monday, or so many times as many before; as they stood when they were over."""
    end = monday(asked.as_of) - back * days * DAY
    return replace(asked, since=end - days * DAY, as_of=end, until=end)


def not_acted_on(book: Book, asked: Asked, place: Place) -> Rate:
    of, name = place
    alone = replace(asked, only=lambda one: OF[of](one) == name)
    found = bands(book.cohort(alone), asked.as_of)
    return found["never"], found["in_time"] + found["late"] + found["never"]


def shifts(book: Book, asked: Asked, place: Place) -> dict[int, tuple[Rate, Rate, int]]:
    """By how many days: the share not acted on now, before, and whether it has surely grown or shrunk."""
    weeks = [not_acted_on(book, of_days(asked, 7, back), place) for back in range(5)]
    before = sum(count for count, _ in weeks[1:]), sum(n for _, n in weeks[1:])
    months = [not_acted_on(book, of_days(asked, 28, back), place) for back in range(2)]
    pairs = {7: (weeks[0], before), 28: (months[0], months[1])}
    return {days: (now, was, has_changed(now, was, Z99)) for days, (now, was) in pairs.items()}


def events(book: Book, asked: Asked) -> dict[str, Any]:
    """What the other sentences count, in the last whole week."""
    week = of_days(asked, 7)
    return {
        "sponsor": _reached_sponsor(book, week),
        "declined": sum(1 for one in here(book, week) if _declined_in(one, week)),
        "first": _after_silence(book, week),
        "queues": _queues(book, week),
    }


def _reached_sponsor(book: Book, week: Asked) -> int:
    """The issues of which the sponsor was told in the week for the first time in a cycle. Who is caught up with was told nothing."""
    found = 0
    for one in here(book, week):
        firsts: dict[int, datetime] = {}
        cycle, policy = 1, one.policies[one.first_version]
        for event in one.events:
            cycle += event.kind == "reopened"
            if event.kind == "policy_moved":
                policy = one.policies[event.payload["version"]]
            if (
                event.kind == "escalated"
                and event.payload["clock"] == "act"
                and event.payload["rung"] in policy.sponsor
            ):
                firsts.setdefault(cycle, event.at)
        found += any(week.within(at) for at in firsts.values())
    return found


def _declined_in(one: Told, week: Asked) -> bool:
    declined = one.first("declined")
    return declined is not None and week.within(declined)


def _after_silence(book: Book, week: Asked) -> dict[str, int]:
    """By point: the reports of the week where nothing was reported in the thirteen weeks before."""
    silence = replace(week, since=week.since - 13 * WEEK, until=week.since)
    now, earlier = (Counter(one.point for one in book.cohort(time)) for time in (week, silence))
    return {point: n for point, n in now.items() if not earlier[point]}


def _queues(book: Book, week: Asked) -> dict[str, tuple[int, int, bool]]:
    """By point: what nobody ever acted on when the week was over and when it began, and whether it doubled."""
    now, before = (
        Counter(one.point for one in waiting(book, replace(week, as_of=at)))
        for at in (week.as_of, week.since)
    )
    return {point: (n, before[point], _doubled(n, before[point])) for point, n in now.items()}


def _doubled(now: int, before: int) -> bool:
    return now >= 10 and now >= 2 * before and interval((now, now + before), Z99)[0] > 0.5
