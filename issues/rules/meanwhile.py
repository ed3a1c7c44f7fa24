"""Two people, one issue: what the one has to know of what the other did before going on."""

from typing import Final

from issues.rules import events as e

# What takes nothing from anybody's next move: further voices, the engine's reminders, clocks that an administrator or
# a calendar moved, somebody's own list. Every other event stops whoever has not seen it, one of their own as well:
# then the same thing was sent twice, from another window or because the first answer was lost.
QUIET: Final[tuple[type[e.Event], ...]] = (
    e.ReportAdded,
    e.Commented,
    e.HolderNudged,
    e.PromiseKept,
    e.Snoozed,
    e.Escalated,
    e.AskedAgain,
    e.Nudged,
    e.WaitExpired,
    e.TakenOver,
    e.PolicyMoved,
    e.CalendarChanged,
)
