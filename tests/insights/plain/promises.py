"""What customers were promised with reports: whether it was kept, and whose hands it lay in when it was not."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from tests.insights.plain.histories import Telling, Told

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
TAKES = {"reported": "holder_department", "accepted": "department", "handed_over": "to_department"}
ENDS = {"verified", "declined", "merged"}


def due(issues: list[Told], as_of: datetime) -> Iterator[tuple[Told, Telling]]:
    """The promises that had a date, and whose date had come by then."""
    for one in issues:
        for telling in one.tellings:
            if telling.promised_by is not None and telling.promised_by <= as_of:
                yield one, telling


def is_kept(telling: Telling) -> bool:
    """By its own date."""
    kept, by = telling.kept_at, telling.promised_by
    return kept is not None and by is not None and kept <= by


def promises(issues: list[Told], as_of: datetime) -> dict[str, int]:
    found = {"due": 0, "kept": 0}
    for _, telling in due(issues, as_of):
        found["due"] += 1
        found["kept"] += is_kept(telling)
    return found


def blocked_by(issues: list[Told], as_of: datetime) -> dict[int, Fraction]:
    """Of the promises not kept in time, the share of the time from promise to date in which each department had them."""
    total = timedelta()
    had: dict[int, timedelta] = defaultdict(timedelta)
    for one, telling in due(issues, as_of):
        if is_kept(telling) or telling.promised_by is None:
            continue
        total += telling.promised_by - telling.received_at
        for department, since, until in holding(one):
            overlap = min(until, telling.promised_by) - max(since, telling.received_at)
            had[department] += max(timedelta(), overlap)
    second = timedelta(seconds=1)
    return {pk: Fraction(lasted // second, total // second) for pk, lasted in had.items() if total and lasted}


def holding(one: Told) -> Iterator[tuple[int, datetime, datetime]]:
    """Which department had it from when to when, whatever was mended later; nobody while it was closed."""
    department: int | None = None
    since = one.events[0].at
    is_open = True
    for event in [*one.events, None]:
        until = event.at if event else NEVER
        if event is None or event.kind in {*TAKES, *ENDS, "reopened", "unmerged"}:
            if is_open and department is not None and until > since:
                yield department, since, until
            since = until
        if event is None:
            return
        if event.kind in TAKES:
            department = event.payload.get(TAKES[event.kind])
        is_open = event.kind not in ENDS and (is_open or event.kind in {"reopened", "unmerged"})
