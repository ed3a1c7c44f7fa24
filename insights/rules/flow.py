"""What came in, what was acted on and what was resolved, week by week; and how old what is open has become."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Final


@dataclass(frozen=True, slots=True)
class Flow:
    """Counts of issues in a week, or in all weeks up to it."""

    reported: int = 0
    acted: int = 0  # first acted on, in whichever cycle
    resolved: int = 0  # for the first time

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(self.reported + other.reported, self.acted + other.acted, self.resolved + other.resolved)

    @property
    def net(self) -> int:
        """By how many more came in than were resolved; below nothing when fewer did."""
        return self.reported - self.resolved


def cumulative(weeks: Iterable[Flow]) -> list[Flow]:
    """Each week with all weeks before it."""
    return list(accumulate(weeks))


class Age(StrEnum):
    """How long ago something was reported. Values stand in addresses: days from-to."""

    UNDER_1 = "0-1"
    UNDER_3 = "1-3"
    UNDER_10 = "3-10"
    UNDER_30 = "10-30"
    OLDER = "30-"

    @property
    def least(self) -> timedelta:
        """An issue of this age was reported so long ago, or longer."""
        return timedelta(days=int(self.partition("-")[0]))

    @property
    def most(self) -> timedelta | None:
        """An issue of this age was reported less long ago; None for the oldest."""
        days = self.partition("-")[2]
        return timedelta(days=int(days)) if days else None


HIGHEST: Final = 4  # rungs beyond count as this one: its word is "or beyond"


@dataclass(frozen=True, slots=True)
class Standing:
    """Open issues, and of them those on which nobody had ever acted."""

    open: int = 0
    unacted: int = 0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(self.open + other.open, self.unacted + other.unacted)

    @property
    def acted(self) -> int:
        return self.open - self.unacted


@dataclass(frozen=True, slots=True)
class Ageing:
    """What was open at an instant, by age and by the highest rung of the act ladder that had been reached."""

    cells: dict[tuple[Age, int], Standing]

    def of_age(self, age: Age) -> Standing:
        return sum((one for (a, _), one in self.cells.items() if a is age), Standing())

    def at_rung(self, rung: int) -> Standing:
        return sum((one for (_, r), one in self.cells.items() if r == rung), Standing())

    @property
    def all(self) -> Standing:
        return sum(self.cells.values(), Standing())
