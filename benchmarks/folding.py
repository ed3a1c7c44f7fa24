"""P5: folding stored events."""

from itertools import groupby
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure, at_least
from issues.commands.recording import terms_of
from issues.models import Event, Issue
from issues.rules.events import decode
from issues.rules.lifecycle import fold

REPEAT = 5
ISSUES = 5_000
TARGET = 20_000  # events a second in one process


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figures at this size."""
    runs = [_events_a_second() for _ in range(REPEAT + 1)][1:]
    speed = median(runs)
    return [
        at_least(f"P5 fold of stored events, at {size:,}", speed, TARGET, 1, unit="events/s", n=REPEAT)
    ], {}


def _events_a_second() -> float:
    """Read the rows of some thousand issues and fold them: decoding counts, the network does too."""
    start = perf_counter()
    terms = {
        issue.pk: terms_of(issue)
        for issue in Issue.objects.order_by("pk")
        .select_related("calendar", "policy_version")
        .defer("memory")[:ISSUES]
    }
    rows = list(
        Event.objects.filter(issue__in=list(terms))
        .order_by("issue", "seq")
        .values_list("issue_id", "kind", "payload", "at")
    )
    for issue, history in groupby(rows, key=lambda row: row[0]):
        fold(((decode(kind, payload), at) for _, kind, payload, at in history), terms[issue])
    return len(rows) / (perf_counter() - start)
