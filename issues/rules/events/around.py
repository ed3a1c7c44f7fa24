"""Events that nobody at the issue brings about: the engine's own, and changes of what the issue is measured by."""

from dataclasses import dataclass
from datetime import datetime

from issues.rules.events.words import AlarmKind


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The end of a history from another system. Our own rules apply from here; rungs are never due before it."""

    source: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A rung that became due below the one that fired: reached, but nobody was told."""

    clock: AlarmKind
    rung: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Escalated:
    """A rung was reached because nobody acted. Automatic, so never an act."""

    clock: AlarmKind
    rung: int
    due_at: datetime
    passed: tuple[Passed, ...] = ()
    again: bool = False  # the last rung, once more


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The reporter did not answer whether it is fixed. No answer is never a yes."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class WaitExpired:
    """They did not answer in time: *resolve* runs on."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Nudged:
    """Whoever was handed the issue has done nothing with it since."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyMoved:
    """Measured by another policy version from here on. `reached` are the rungs of the new ladders that count as climbed."""

    version: int
    before: int
    grace_until: datetime
    reached: int = 0
    reached_resolve: int = 0
    reason: str = ""
    share: int = -1  # in %, of the act target: the highest at which any rung spoke
    share_resolve: int = -1
    accept_told: bool = False


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """The working time of its place was changed, and every deadline computed anew.

    `first_act_by` is what it was counted by before: what was late or in time stays so.
    """

    calendar: str
    first_act_by: datetime
    reason: str = ""
