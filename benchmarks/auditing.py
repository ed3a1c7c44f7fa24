"""P1: the auditor's look at every open issue, beside a bare read of the same rows."""

from collections.abc import Callable
from typing import Any, Final

from django.db import connection

from benchmarks.figures import Figure, at_most, interleaved
from benchmarks.filling import AT
from issues.commands.surveying import survey

REPEAT: Final = 5
# It runs every five minutes and may take a twentieth of one core: 15 s, where the bare read of a million takes one.
MOST: Final = 15
MOST_QUERIES: Final = 40  # those of policies and calendars; none for each issue
_READ: Final = """
    SELECT count(*), count(next_due_at), count(memory -> 'regimes') FROM issues_issue
    WHERE phase NOT IN ('verified', 'declined', 'merged')"""


def measure(size: int) -> list[Figure]:
    """How many times the bare read, and how many statements."""
    looked_at = survey(AT).looked_at
    ours, floor = interleaved(REPEAT, lambda: survey(AT), _read)
    at = f"of {looked_at:,} open issues, at {size:,}"
    return [
        at_most(f"P1 audit {at}", ours, floor, MOST, unit="ms", n=REPEAT),
        at_most(f"P1 statements of an audit {at}", _queries(), MOST_QUERIES, 1, unit="in all", n=1),
    ]


def _read() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        cursor.fetchall()


def _queries() -> int:
    sent = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        survey(AT)
    return sent
