"""The mapping as values. Texts of the source are compared `folded`: case and runs of blanks do not count."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from inflection_points.rules.policies import Severity
from issues.rules.events import ClosureReason
from issues.rules.state import Phase

MEANINGS: Final = (Phase.REPORTED, Phase.ACTING, Phase.RESOLVED, Phase.VERIFIED, Phase.DECLINED)
ISO: Final = "iso"
LONGEST_NAME: Final = 120  # of points, departments, kinds, sites and people


class Layout(StrEnum):
    EVENTS = "events"  # one row for each change of a case
    CASES = "cases"  # one row for each case, with a column for each date


def squeezed(text: str) -> str:
    """Without blanks around it and with single ones inside: "Opened by  8" is "Opened by 8"."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """The form in which two texts of a source are compared."""
    return squeezed(text).casefold()


@dataclass(frozen=True, slots=True)
class Columns:
    """The source's name of each column that is read. Those left empty are not there."""

    case: str
    reported_at: str
    state: str
    at: str = ""  # events: when the row became true
    order: tuple[str, ...] = ()  # events: decides between rows of one instant, before the order of the file
    acted_at: str = ""  # cases
    resolved_at: str = ""  # cases
    closed_at: str = ""  # cases
    severity: str = ""
    point: str = ""
    kind: str = ""
    site: str = ""
    department: str = ""
    person: str = ""
    reporter: str = ""
    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    def named(self) -> Iterator[str]:
        """Every column that has to be in the file."""
        for name in self.__slots__:
            value = getattr(self, name)
            yield from (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Condition:
    """When a row says that somebody acted: all that is given must hold. States are folded texts of the source."""

    states: frozenset[str] = frozenset()
    not_states: frozenset[str] = frozenset()
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """How one sort of name is matched: `names` maps folded texts of the source to ours."""

    names: dict[str, str] = field(default_factory=dict)
    create: bool = True


@dataclass(frozen=True, slots=True)
class Points:
    """Where issues go, and what a point that has to be made gets."""

    naming: Naming = Naming()
    chain: str = ""
    stage: str = "Imported"
    fallback: str = ""  # for rows without a point; without it such cases are refused
    department: str = ""  # of made points; without it that of the first case
    owner: str = ""  # e-mail; without it whoever imports
    policy: str = "Default"
    calendar: str = "Round the clock"


@dataclass(frozen=True, slots=True)
class Hours:
    """The calendar to make when the one that `Points` names is not there. Minutes of the day."""

    zone: str = "UTC"
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    spans: tuple[tuple[int, int], ...] = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True)
class People:
    """What a person who has to be made gets. Nobody can sign in with it: there is no password."""

    naming: Naming = Naming()
    domain: str = "import.invalid"
    active: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """One way to read one sort of file."""

    source: str
    name: str
    layout: Layout
    columns: Columns
    zone: ZoneInfo
    formats: tuple[str, ...]
    states: dict[str, Phase]  # folded texts of the source
    acted: Condition
    delimiter: str = ""  # found in the header when empty
    encoding: str = "utf-8"
    missing: frozenset[str] = frozenset({""})  # folded
    severities: dict[str, Severity] = field(default_factory=dict)  # folded texts of the source
    severity: Severity = Severity.NORMAL  # of cases that name none
    closure: ClosureReason = ClosureReason.FIXED
    points: Points = Points()
    hours: Hours = Hours()
    departments: Naming = Naming()
    sites: Naming = Naming()
    people: People = People()
