"""Lindenholm's value chain: stages, points and what they depend on, places and working hours. Plain data."""

from dataclasses import dataclass
from typing import Final

from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import (
    DEFAULT_RUNGS,
    DEFAULT_TARGETS,
    Clock,
    Recipient,
    Rung,
    Severity,
    Whom,
)
from issues.management.demo import BRAND


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of problem at a point: how often it comes (relative), and how people tell it."""

    name: str
    often: int
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """An inflection point: who answers for it, and what goes wrong there. `volume` weighs it among the points."""

    name: str
    slug: str
    team: str
    owner: str
    deputy: str
    weight: int
    exposure: int
    volume: int
    places: str  # "showrooms", "plant", "areas" (which sites it happens at) or "office" (seldom at one)
    promise: str
    guidance: str
    troubles: tuple[Trouble, ...]
    upstream: tuple[str, ...] = ()
    policy: str = "house"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the chain with its sponsor on the board."""

    name: str
    sponsor: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """A working calendar: spans in minutes by weekday, and whose public holidays count."""

    name: str
    zone: str
    country: str
    region: str
    week: dict[int, tuple[tuple[int, int], ...]]


def _clock(*spans: str) -> tuple[tuple[int, int], ...]:
    """("08:30-12:30", …) as minutes of the day."""

    def minutes(time: str) -> int:
        hours, rest = time.split(":")
        return int(hours) * 60 + int(rest)

    return tuple((minutes(a), minutes(b)) for a, b in (span.split("-") for span in spans))


_DESK = _clock("08:30-12:30", "13:15-17:15")
_SHOP = _clock("10:00-19:00")
_DEPOT = _clock("06:30-12:00", "12:30-17:00")
_LEEDS = _clock("09:00-17:30")

OFFICE: Final = f"{BRAND} office hours"
SHOP: Final = f"{BRAND} showroom hours"
DEPOT: Final = f"{BRAND} depot hours"
LEEDS: Final = f"{BRAND} Leeds hours"

CALENDARS: Final = (
    Hours(
        OFFICE,
        "Europe/Berlin",
        "DE",
        "HH",
        {**dict.fromkeys(range(4), _DESK), 4: _clock("08:30-12:30", "13:00-15:00")},
    ),
    Hours(SHOP, "Europe/Berlin", "DE", "HH", dict.fromkeys(range(6), _SHOP)),
    Hours(DEPOT, "Europe/Berlin", "DE", "HH", dict.fromkeys(range(6), _DEPOT)),
    Hours(LEEDS, "Europe/London", "GB", "ENG", dict.fromkeys(range(6), _LEEDS)),
)

_SHOWROOMS = ("Hamburg", "Leipzig", "Cologne", "Bremen", "Kiel")
_AREAS = (
    "Altona",
    "Harburg",
    "Lübeck",
    "Halle",
    "Bonn",
    "Uelzen",
    "Celle",
    "Magdeburg",
    "Bremerhaven",
    "Jena",
)
_BRITISH_AREAS = ("Leeds", "York", "Bradford")

# Site, its calendar, and what it is. An area is where customers live; its depot's hours count there.
SITES: Final = (
    *((f"Showroom {town}", SHOP, "showrooms") for town in _SHOWROOMS),
    ("Showroom Leeds", LEEDS, "showrooms"),
    ("Works Lüneburg", OFFICE, "plant"),
    ("Worktop hall Celle", OFFICE, "plant"),
    *((f"Area {town}", DEPOT, "areas") for town in _AREAS),
    *((f"Area {town}", LEEDS, "areas") for town in _BRITISH_AREAS),
)

CALENDAR_OF: Final = {"showrooms": SHOP, "plant": OFFICE, "areas": DEPOT, "office": OFFICE}

HOUSE: Final = f"{BRAND} house policy"
AT_HOME: Final = f"{BRAND} in the customer's home"
POLICY_NAMES: Final = {"house": HOUSE, "home": AT_HOME}


def _act(position: int, percent: int, *whom: Whom) -> Rung:
    return Rung(Clock.ACT, position, percent, tuple(Recipient(one) for one in whom))


_REST = tuple(rung for rung in DEFAULT_RUNGS if rung.clock is not Clock.ACT)
_HOME_TARGETS = {
    **DEFAULT_TARGETS,
    (Severity.NORMAL, Clock.ACT): Target(2, Unit.DAYS),
    (Severity.LOW, Clock.ACT): Target(6, Unit.DAYS),
}
_HOME_LADDER = (
    _act(1, 75, Whom.HOLDER),
    _act(2, 100, Whom.OWNER, Whom.DEPUTY),
    _act(3, 150, Whom.DEPARTMENT_HEAD),
    _act(4, 200, Whom.STAGE_SPONSOR, Whom.EXECUTIVE_SPONSOR),
    *_REST,
)

# Policy, how many days before now the version was saved, its targets, its rungs.
VERSIONS: Final = (
    (HOUSE, 200, DEFAULT_TARGETS, DEFAULT_RUNGS),
    (AT_HOME, 200, DEFAULT_TARGETS, DEFAULT_RUNGS),
    (AT_HOME, 62, _HOME_TARGETS, _HOME_LADDER),
)
