"""What customers were promised with reports: whether it was kept, and whose hands it lay in when it was not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.histories import Telling, Told

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
TAKES = {"reported": "holder_department", "accepted": "department", "handed_over": "to_department"}
PERSONS = {"reported": "holder", "accepted": "by", "handed_over": "to"}
ENDS = {"verified", "declined", "merged"}
BEGINS = {"reopened", "unmerged"}
Held = tuple[int | None, int | None, datetime, datetime]  # person, department, since, until


def due(book: Book, asked: Asked) -> Iterator[tuple[Told, Telling]]:
    """The promises that had a date, and whose date had come by then."""
    for one in book.cohort(asked):
        for telling in one.tellings:
            by = telling.promised_by
            if by is not None and by <= asked.as_of and telling.received_at <= asked.as_of:
                yield one, telling


def is_kept(telling: Telling) -> bool:
    """By its own date."""
    kept, by = telling.kept_at, telling.promised_by
    return kept is not None and by is not None and kept <= by


def promises(book: Book, asked: Asked) -> dict[str, int]:
    found = {"due": 0, "kept": 0}
    for _, telling in due(book, asked):
        found["due"] += 1
        found["kept"] += is_kept(telling)
    return found


def blocked_by(book: Book, asked: Asked) -> dict[int, dict[str, Any]]:
    """Of the promises not kept in time: how many each department had for some of the time, how long, and of how long."""
    whole = timedelta()
    found: dict[int, dict[str, Any]] = {}
    for one, telling in due(book, asked):
        if is_kept(telling) or telling.promised_by is None:
            continue
        whole += telling.promised_by - telling.received_at
        for department, lasted in _overlaps(one, telling.received_at, telling.promised_by).items():
            had = found.setdefault(department, {"promises": 0, "held": timedelta()})
            had["promises"] += 1
            had["held"] += lasted
    return {pk: had | {"time": whole} for pk, had in found.items()}


def _overlaps(one: Told, since: datetime, until: datetime) -> dict[int, timedelta]:
    """How long each department had it between two instants."""
    found: dict[int, timedelta] = {}
    for _, department, begun, ended in holding(one):
        lasted = min(ended, until) - max(begun, since)
        if department is not None and lasted > timedelta():
            found[department] = found.get(department, timedelta()) + lasted
    return found


def holding(one: Told) -> Iterator[Held]:
    """Who had it from when to when, whatever was mended later; nobody while it was closed."""
    person = department = None
    since, is_open = one.events[0].at, True
    for event in one.events:
        if event.kind not in {*TAKES, *ENDS, *BEGINS}:
            continue
        if is_open and (person, department) != (None, None):
            yield person, department, since, event.at
        since = event.at
        if event.kind in TAKES:
            person, department = (event.payload.get(names[event.kind]) for names in (PERSONS, TAKES))
        is_open = event.kind not in ENDS and (is_open or event.kind in BEGINS)
    if is_open and (person, department) != (None, None):
        yield person, department, since, NEVER
