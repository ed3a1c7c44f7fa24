"""When problems are reported, where, and of what kind: the seeds from which histories grow.

Everything is drawn relative to the day of `now`, so that two loads on one day tell the same past.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from inflection_points.models import Site
from inflection_points.rules.policies import Severity
from issues.management.demo.chain import Point, Trouble
from issues.management.demo.company import Company
from issues.management.demo.points import POINTS

DAYS: Final = 120
_A_DAY: Final = 24.2  # reports on an average weekday
_WEEKDAYS: Final = (1.25, 1.12, 1.05, 1.0, 1.0, 0.5, 0.12)
_HOURS: Final = dict(
    zip(range(6, 22), (2, 5, 8, 10, 11, 10, 7, 8, 9, 9, 8, 6, 4, 2, 1, 1), strict=True)
)  # local hour: weight
_ZONE: Final = ZoneInfo("Europe/Berlin")

_SEVERITIES: Final = (Severity.CRITICAL, Severity.HIGH, Severity.NORMAL, Severity.LOW)
_MIX: Final = (3, 19, 50, 28)
_DANGEROUS: Final = {"Leak", "Appliance not connected", "Damage in the house"}
_DANGEROUS_MIX: Final = (14, 42, 34, 10)

Signature = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Seed:
    """A problem about to be reported. `progress` runs from 0 (120 days ago) to 1 (now)."""

    number: int
    at: datetime
    progress: float
    point: Point
    trouble: Trouble | None
    site: Site | None
    severity: Severity
    rng: random.Random

    @property
    def area(self) -> str:
        """The town where it happened, when the site is an area; else nothing."""
        return (
            self.site.name.removeprefix("Area ") if self.site and self.site.name.startswith("Area ") else ""
        )

    @property
    def signature(self) -> Signature:
        """What a recurrence has in common with what was fixed."""
        return (
            self.point.slug,
            self.trouble.name if self.trouble else None,
            self.site.name if self.site else None,
        )


def start_of_day(now: datetime) -> datetime:
    """Midnight at the works before `now`: the fixed grid on which the demo's past is laid out."""
    return datetime.combine(now.astimezone(_ZONE).date(), time(), _ZONE).astimezone(UTC)


def instants(now: datetime) -> Iterator[tuple[int, datetime, float]]:
    """Number, instant and progress of every report from 120 days before today until `now`, in order."""
    rng = random.Random("lindenholm:calendar")
    today = now.astimezone(_ZONE).date()
    number = 0
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        expected = _A_DAY * _WEEKDAYS[day.weekday()]
        count = max(0, round(rng.gauss(expected, expected**0.5 * 0.7)))
        for at in sorted(_instant(rng, datetime.combine(day, time(), _ZONE)) for _ in range(count)):
            number += 1
            if at <= now:
                yield number, at, 1 - back / DAYS


def _instant(rng: random.Random, midnight: datetime) -> datetime:
    hour = rng.choices(list(_HOURS), list(_HOURS.values()))[0]
    local = midnight.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))
    return local.astimezone(UTC)


def seeds(
    company: Company, now: datetime, last_fix: dict[Signature, tuple[datetime, bool]]
) -> Iterator[Seed]:
    """The seeds in order. `last_fix` is read as it grows: when each signature was last fixed, and how deeply."""
    for number, at, progress in instants(now):
        rng = random.Random(f"lindenholm:{number}")
        for _ in range(8):
            seed = _seed(rng, company, number, at, progress)
            fixed = last_fix.get(seed.signature)
            # What was fixed seldom comes back, and what was fixed at the root hardly ever.
            if fixed is None or fixed[0] > at or rng.random() < (0.04 if fixed[1] else 0.25):
                break
        yield seed


def _seed(rng: random.Random, company: Company, number: int, at: datetime, progress: float) -> Seed:
    point = rng.choices(POINTS, [p.volume for p in POINTS])[0]
    trouble: Trouble | None = rng.choices(point.troubles, [t.often for t in point.troubles])[0]
    if rng.random() < 0.04:
        trouble = None
    at_desk = point.places == "office"
    known = rng.random() < (0.6 if at_desk else 0.96)
    site = rng.choice(company.sites["areas" if at_desk else point.places]) if known else None
    dangerous = trouble is not None and trouble.name in _DANGEROUS
    severity = rng.choices(_SEVERITIES, _DANGEROUS_MIX if dangerous else _MIX)[0]
    return Seed(number, at, progress, point, trouble, site, severity, rng)
