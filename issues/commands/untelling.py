"""What nobody was told yet can be taken back, and then nobody ever is told. What somebody was told stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from issues.commands.happening import told_as
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.undoing import Recorded
from notifications.commands import withdrawing
from notifications.commands.withdrawing import Found
from people.rules.words import say

TAKEN_BACK: Final = say("it was taken back").plain()
_TOLD: Final = say("Others have been told of it already. What you did stands; make the next move from here.")


@dataclass(frozen=True, slots=True)
class Untold:
    """The messages about events that may be taken back, by issue: none of them is told until the transaction ends."""

    beginnings: dict[int, list[str]]
    found: Found

    @classmethod
    def of(cls, latest: Mapping[int, Recorded]) -> Self:
        """`latest`: the last event that is written, by issue; the caller holds the rows of the issues."""
        beginnings = {issue: keys_of(issue, last.seq, type(last.event)) for issue, last in latest.items()}
        return cls(beginnings, withdrawing.hold_fast(key for keys in beginnings.values() for key in keys))

    def must_be(self, issue: int) -> None:
        """Raises `TooLateToUndo` when somebody was told what happened to the issue."""
        if self.found.told.intersection(self.beginnings[issue]):
            raise no.TooLateToUndo(_TOLD)

    def stay(self, issues: Iterable[int]) -> None:
        """Nobody is told any more."""
        keys = [key for issue in issues for key in self.beginnings[issue]]
        withdrawing.drop([pk for key in keys for pk in self.found.queued.get(key, ())], TAKEN_BACK)


def keys_of(issue: int, seq: int, event: type[e.Event]) -> list[str]:
    """How the keys begin of the messages that tell what an event did to an issue."""
    return [f"{kind}:{issue}:{seq}:" for kind in (told_as(event), "watched")]
