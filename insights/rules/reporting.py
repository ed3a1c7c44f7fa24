"""How hard it is to report, and whether what customers were promised is kept."""

from dataclasses import dataclass
from datetime import timedelta

from insights.rules.shares import SMALL, Share


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of n durations: the shortest by which half of them were over. None of nothing."""

    n: int = 0
    p50: timedelta | None = None
    p99: timedelta | None = None

    @property
    def small(self) -> bool:
        """Too few to judge."""
        return self.n < SMALL


@dataclass(frozen=True, slots=True)
class ReportingGap:
    """Report pages that somebody began to fill in at least a day ago, and those that were never sent."""

    began: int = 0
    never_sent: int = 0

    @property
    def share(self) -> Share:
        return Share(self.never_sent, self.began)


@dataclass(frozen=True, slots=True)
class Promises:
    """What customers were promised by a date that has passed, and of it what was kept by then."""

    due: int = 0
    kept: int = 0

    @property
    def keeping(self) -> Share:
        return Share(self.kept, self.due)

    @property
    def missed(self) -> int:
        return self.due - self.kept


@dataclass(frozen=True, slots=True)
class Blocked:
    """Promises that were missed, and of their time from promise to date the part in which one department had the issue."""

    promises: int = 0  # those of which it had the issue for some of the time
    held: timedelta = timedelta()
    time: timedelta = timedelta()  # of all that were missed, whoever had them

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None when nothing was missed."""
        return self.held / self.time if self.time else None
