"""What a point needs so that what happens there can be known and answered for."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from insights.rules.shares import Share

SILENCE: Final = timedelta(days=90)  # without a report; silence is not health


class Lack(StrEnum):
    """What a point can lack, in the order in which it is mended."""

    OWNER = "owner"  # an active accountable owner
    DEPUTY = "deputy"  # an active deputy
    POLICY = "policy"  # one that is not retired
    STANDARD = "standard"  # one that is in force
    REPORT = "report"  # within the last 90 days


@dataclass(frozen=True, slots=True)
class Covered:
    """One active point and what it lacks."""

    point: int
    slug: str
    name: str
    lacks: tuple[Lack, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.lacks


@dataclass(frozen=True, slots=True)
class Coverage:
    """All active points that were asked for, along the chain."""

    points: tuple[Covered, ...] = ()

    @property
    def share(self) -> Share:
        return Share(sum(point.whole for point in self.points), len(self.points))

    @property
    def silent(self) -> list[Covered]:
        """Those from which nobody has heard, whatever else they have."""
        return [point for point in self.points if Lack.REPORT in point.lacks]

    @property
    def lacking(self) -> list[Covered]:
        return [point for point in self.points if point.lacks]
