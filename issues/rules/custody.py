"""Who had an issue in hand, one interval after the other, and what passing it on looks like."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from issues.rules import events as e
from issues.rules.state import State


def custody_change(before: State | None, after: State, event: e.Event) -> tuple[str, bool]:
    """Why the running custody ends with this event ("" when it does not), and whether a new one begins."""
    held, holds = before is not None and before.is_open, after.is_open
    moved = before is None or (before.holder, before.holder_department) != (
        after.holder,
        after.holder_department,
    )
    ends = held and (moved or not holds)
    reason = (getattr(event, "reason", "") or e.kind_of(event).replace("_", " ")) if ends else ""
    return reason, holds and (moved or not held)


def collapsed(holders: Iterable[int | str | None]) -> list[int | str]:
    """The sequence of holders without repetitions next to each other; unknown ones are left out."""
    return [holder for holder, _ in groupby(h for h in holders if h is not None)]


def handovers(holders: Sequence[object]) -> int:
    """How often the issue changed hands, from its collapsed holders."""
    return max(0, len(holders) - 1)


def ping_pong(holders: Sequence[object]) -> int:
    """How often it came straight back: A, B, A in the collapsed holders."""
    return sum(1 for a, b in zip(holders, holders[2:], strict=False) if a == b)
