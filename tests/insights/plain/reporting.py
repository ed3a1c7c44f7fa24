"""What was begun and never sent; how long sending took, and how late it was told."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.histories import Telling, points
from tests.insights.plain.rates import middle
from tests.insights.plain.rows import rows

DAY = timedelta(days=1)


def gap(asked: Asked) -> dict[str, int]:
    """Report pages that somebody began to fill in on days that were over a day before, and of them those without a report."""
    spots = points()
    sent = dict(rows("SELECT client_key, received_at FROM issues_report"))
    found = {"began": 0, "never_sent": 0}
    for key, point, at in rows("SELECT client_key, point_id, started_at FROM issues_reportstart"):
        spot = spots.get(point)
        day = at.astimezone(UTC).date()
        if not asked.within(at) or datetime(day.year, day.month, day.day, tzinfo=UTC) + 2 * DAY > asked.as_of:
            continue
        if asked.has(spot, None) if spot else asked.is_everywhere:
            found["began"] += 1
            found["never_sent"] += key not in sent or sent[key] > asked.as_of
    return found


def received(book: Book, asked: Asked) -> list[Telling]:
    """The reports of the cohort that had come in by then."""
    return [
        telling
        for one in book.cohort(asked)
        for telling in one.tellings
        if telling.received_at <= asked.as_of
    ]


def seconds_to_send(book: Book, asked: Asked) -> dict[str, Any]:
    """What devices measured."""
    took = [timedelta(seconds=one.took) for one in received(book, asked) if one.took is not None]
    return {"n": len(took), "p50": middle(took)}


def lag(book: Book, asked: Asked) -> dict[str, Any]:
    """From observed to received."""
    lags = [one.received_at - one.observed_at for one in received(book, asked)]
    return {"n": len(lags), "p50": middle(lags)}


def lag_of_rungs(book: Book, asked: Asked) -> dict[str, Any]:
    """How long after it was due each rung fired that fired in the period, those that were passed by with it."""
    late = []
    for one in book.issues:
        if not one.counted or not asked.has(one.spot, one.severity):
            continue
        for event in one.events:
            if event.kind == "escalated" and asked.within(event.at):
                rungs = [event.payload, *event.payload.get("passed", [])]
                late += [event.at - datetime.fromisoformat(rung["due_at"]) for rung in rungs]
    return {"n": len(late), "p50": middle(late), "p99": middle(late, 0.99)}
