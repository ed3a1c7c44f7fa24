"""What became of the issues that were reported: in time, late, never, declined, or still within their time.

An issue counts by its first cycle, so that reopening it neither adds it twice nor takes its act away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from insights.rules.shares import Share, to_hundred


class Band(StrEnum):
    """Every issue that was reported is in exactly one."""

    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"
    DECLINED = "declined"
    MATURING = "maturing"


JUDGED: Final = (Band.IN_TIME, Band.LATE, Band.NEVER)  # matured and valid: what the three shares are of


class Percentages(NamedTuple):
    """The judged bands in whole percent that add up to 100; all 0 of nothing."""

    in_time: int
    late: int
    never: int

    def of(self, band: Band) -> int:
        """Of a judged one."""
        return self[JUDGED.index(band)]


@dataclass(frozen=True, slots=True)
class Bands:
    """Counts of issues as of one instant. `in_time`, `late` and `never` are the matured valid ones.

    Matured means that the act target has passed since the report, whether or not anybody acted: the early acts of
    a young cohort would flatter it. Whatever has not matured is `maturing`, whatever became of it. `declined` are
    matured issues that are not valid, because the accountable owner decided not to act.
    """

    in_time: int = 0
    late: int = 0
    never: int = 0
    declined: int = 0
    maturing: int = 0

    @property
    def matured(self) -> int:
        """n of the three shares."""
        return self.in_time + self.late + self.never

    @property
    def reported(self) -> int:
        return self.matured + self.declined + self.maturing

    def share(self, band: Band) -> Share:
        """Of a judged one."""
        return Share(getattr(self, band), self.matured)

    @property
    def action_rate(self) -> Share:
        """Acted on within the act target."""
        return self.share(Band.IN_TIME)

    @property
    def acted_late(self) -> Share:
        return self.share(Band.LATE)

    @property
    def not_acted_on(self) -> Share:
        """The headline: reported, and nobody ever acted."""
        return self.share(Band.NEVER)

    @property
    def declined_share(self) -> Share:
        """Of the matured issues about which something was decided: acted on, in time or late, or declined."""
        return Share(self.declined, self.declined + self.in_time + self.late)

    @property
    def percentages(self) -> Percentages:
        return Percentages(*to_hundred([self.in_time, self.late, self.never]))


def together(parts: Iterable[Bands]) -> Bands:
    """Of several places as of one."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    of_each = [(one.in_time, one.late, one.never, one.declined, one.maturing) for one in parts]
    return Bands(*map(sum, zip(*of_each, strict=True)))
