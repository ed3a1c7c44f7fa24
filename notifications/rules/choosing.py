"""Which ways a message takes to a person, and which way comes next when one fails.

In the application everything can always be read; no choice changes that, and so it is not among the ways.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from notifications.rules.digests import WEEKLY


class Wants(StrEnum):
    """For what somebody wants to be reached on a channel."""

    EVERYTHING = "everything"
    PRESSING = "pressing"
    NOTHING = "nothing"


PRESSING_KINDS: Final = frozenset(
    {
        "escalated",
        "nudged",
        "holder_nudged",
        "wait_expired",
        "still_unconfirmed",
        "promise_due",
        "promise_missed",
        "rung_reaches_nobody",
        "promise_is_broken",
        "set_aside",
        "would_go_wrong",
        "channel_fails",
        "channel_switched_off",
        "chosen_channel_off",
    }
)  # what the ladder or the engine says, or somebody who asks for one's own move; not what a colleague did

OF_CHANNELS: Final = frozenset({"channel_fails", "channel_switched_off", "chosen_channel_off"})


BY_MAIL_ALONE: Final = frozenset({WEEKLY})  # asked for as mail, whatever is chosen for all else


@dataclass(frozen=True, slots=True)
class Way:
    """A channel by its number, or e-mail (None), and for what it is wanted."""

    channel: int | None
    wants: Wants


EMAIL_ALONE: Final = (Way(None, Wants.EVERYTHING),)  # for whoever has chosen nothing


def first_ways(ways: Sequence[Way], *, must_arrive: bool) -> list[int | None]:
    """The ways that a message takes at once. What must arrive takes e-mail when no way that was chosen is there."""
    wanted = {Wants.EVERYTHING, Wants.PRESSING} if must_arrive else {Wants.EVERYTHING}
    chosen = [way.channel for way in ways if way.wants in wanted]
    return chosen or ([None] if must_arrive else [])


def ways_left(ways: Sequence[Way], used: Collection[int | None], *, must_arrive: bool) -> list[int | None]:
    """The ways not used yet that may step in for one that failed, in the person's order; at last e-mail, as above."""
    left = [way.channel for way in ways if way.wants is not Wants.NOTHING and way.channel not in used]
    return left or ([None] if must_arrive and None not in used else [])
