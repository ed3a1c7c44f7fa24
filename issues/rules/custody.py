"""Who had an issue in hand, one interval after the other."""

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
