"""What became of the issues that were reported: in time, late, never, declined, or still within their time.

An issue counts by its first cycle, so that reopening it neither adds it twice nor takes its act away.
"""

from dataclasses import dataclass
from enum import StrEnum

from insights.rules.shares import Share, to_hundred


class Band(StrEnum):
    """Every issue that was reported is in exactly one."""

    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"
    DECLINED = "declined"
    MATURING = "maturing"


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

    def __add__(self, other: "Bands") -> "Bands":
        return Bands(
            self.in_time + other.in_time,
            self.late + other.late,
            self.never + other.never,
            self.declined + other.declined,
            self.maturing + other.maturing,
        )

    @property
    def matured(self) -> int:
        """n of the three shares."""
        return self.in_time + self.late + self.never

    @property
    def reported(self) -> int:
        return self.matured + self.declined + self.maturing

    @property
    def action_rate(self) -> Share:
        """Acted on within the act target."""
        return Share(self.in_time, self.matured)

    @property
    def acted_late(self) -> Share:
        return Share(self.late, self.matured)

    @property
    def not_acted_on(self) -> Share:
        """The headline: reported, and nobody ever acted."""
        return Share(self.never, self.matured)

    @property
    def declined_share(self) -> Share:
        """Of the matured issues about which something was decided: acted on, in time or late, or declined."""
        return Share(self.declined, self.declined + self.in_time + self.late)

    @property
    def percentages(self) -> list[int]:
        """In time, late and never in whole percent that add up to 100."""
        return to_hundred([self.in_time, self.late, self.never])
