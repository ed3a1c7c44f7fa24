"""Two issues that tell the same problem become one, and are taken apart again."""

from dataclasses import dataclass
from datetime import datetime

from inflection_points.rules.policies import Severity


@dataclass(frozen=True, slots=True)
class Merged:
    """It is a duplicate: its reports and reporters go to the issue `into`. Never an act."""

    by: int | None
    into: int


@dataclass(frozen=True, slots=True)
class _Brought:
    """What a duplicate brings to the issue that it is merged into, or takes back from it."""

    issue: int
    reported_at: datetime
    reporters: tuple[int, ...] = ()
    reports: int = 1
    customers: int = 0
    severity: Severity | None = None
    first_act_by: datetime | None = None
    guests: int = 0  # of the reports, those of people without a name


@dataclass(frozen=True, slots=True)
class Absorbed(_Brought):
    """The duplicate `issue` was merged into this one, which takes what is stricter of either."""


@dataclass(frozen=True, slots=True)
class Unmerged:
    """It was no duplicate after all: it is open again, and its clocks never stopped."""

    by: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Released(_Brought):
    """The issue that was merged into this one takes back what it brought. The rest is as it would be without it."""
