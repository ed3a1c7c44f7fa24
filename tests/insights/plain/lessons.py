"""What came back at a point although it had been fixed, and what was done there so that it would not."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.histories import Told
from tests.insights.plain.recurrence import cause, fixes, observed, signature
from tests.insights.plain.rows import rows

WITHIN = timedelta(days=90)
MOST = 8


class Prevented(NamedTuple):
    """When it was done, for which issue or cause, and how often the same was reported since."""

    at: datetime
    issue: int | None
    cause: int | None
    since: int


def returned(book: Book, asked: Asked, point: int, seen: Collection[int]) -> dict[Any, tuple[int, datetime]]:
    """By kind and site: how many fixes of issues that one may read did not last, and when one last read of it."""
    as_of = asked.as_of
    found: dict[Any, tuple[int, datetime]] = {}
    for fix in fixes([one for one in book.cohort(replace(asked, point=point)) if one.pk in seen]):
        if fix.reopened_at and fix.reopened_at <= as_of:
            continue
        heard = [
            other.reported
            for other in book.issues
            if other.counted
            and other.pk in seen
            and other is not fix.one
            and signature(other) == signature(fix.one)
            and fix.at < observed(other) <= fix.at + WITHIN
        ]
        heard += [
            telling.received_at
            for telling in fix.one.tellings
            if fix.at < telling.observed_at <= fix.at + WITHIN
        ]
        if heard := [at for at in heard if at <= as_of]:
            times, last = found.get(signature(fix.one)[1:], (0, min(heard)))
            found[signature(fix.one)[1:]] = times + 1, max(last, min(heard))
    first = sorted(found.items(), key=lambda one: one[1], reverse=True)[:MOST]
    return dict(first)


def prevented(book: Book, point: int, as_of: datetime, seen: Collection[int]) -> list[Prevented]:
    """The newest preventive work: of its issues, by what is of the same kind; against causes, by what they explain."""
    known = [one for one in book.issues if one.pk in seen]
    again = [one for one in known if one.counted and one.reported <= as_of]
    found = []
    for one in [one for one in known if one.spot.pk == point]:
        alike = [other for other in again if other.kind == one.kind is not None and other.spot.pk == point]
        found += [Prevented(at, one.pk, None, since(alike, at)) for at in prevented_by(one) if at <= as_of]
    for key, origin, at in rows(
        "SELECT c.id, c.origin_id, r.completed_at FROM issues_remedy r JOIN issues_rootcause c ON c.id = r.cause_id"
        " WHERE r.completed_at IS NOT NULL AND r.kind = 'preventive'"
    ):
        if origin == point and at <= as_of:
            explained = [other for other in again if (has := cause(other)) and has[0] == key]
            found.append(Prevented(at, None, key, since(explained, at)))
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def prevented_by(one: Told) -> list[datetime]:
    planned = {e.payload["action"]: e.payload["kind"] for e in one.events if e.kind == "action_planned"}
    done = [e for e in one.events if e.kind == "action_completed"]
    return [event.at for event in done if planned[event.payload["action"]] == "preventive"]


def since(issues: list[Told], at: datetime) -> int:
    return sum(one.reported > at for one in issues)
