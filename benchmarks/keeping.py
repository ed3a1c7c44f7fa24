"""P3: how long it takes to count a thousand changed issues anew, beside counting all of them."""

from itertools import islice
from time import perf_counter
from typing import Final

from django.db import connection

from benchmarks.figures import Figure, at_most
from benchmarks.filling import AT
from insights.commands.keeping import keep_current
from insights.commands.rebuilding import rebuild
from issues.models import Issue

CHANGES: Final = 1000
REPEAT: Final = 3
BATCHES: Final = 5  # of a rebuild: all of it would take minutes, and each batch is like the others
# Seen a second earlier: the facts of the issue are not as its events say, and what they are counted by is.
_CHANGE: Final = """
    WITH changed AS (
        UPDATE insights_fact SET observed_at = observed_at - interval '1 second' WHERE issue_id = ANY(%s) RETURNING issue_id
    ) INSERT INTO insights_change (kind, number) SELECT 'issue', issue_id FROM changed
"""


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figure at this size; nothing of it has to stay flat, because a rebuild grows with the size."""
    keep_current(now=AT)
    taken = sorted(_kept(n) for n in range(REPEAT))[REPEAT // 2]
    start, counted = perf_counter(), 0
    for batch in islice(rebuild(now=AT), BATCHES):
        counted += batch.issues
    whole = (perf_counter() - start) / counted * Issue.objects.count()
    name = f"P3 keeping {CHANGES:,} changes / rebuild, at {size:,}"
    return [at_most(name, taken, whole, _limit(size), unit="s", n=REPEAT)], {}


def _limit(size: int) -> float:
    """One percent, for which there have to be a hundred thousand issues or more: of 10,000, a thousand are a tenth."""
    return max(0.01, 3 * CHANGES / size)


def _kept(number: int) -> float:
    """The seconds that it takes for others each time, spread over the whole company."""
    every = max(1, Issue.objects.count() // CHANGES)
    issues = Issue.objects.filter(is_counted=True).order_by("pk").values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, [list(issues[number::every][:CHANGES])])
    start = perf_counter()
    keep_current(now=AT)
    return perf_counter() - start
