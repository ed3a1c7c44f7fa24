"""What may be called a change, and which changes are worth a sentence. Places are many, so that by chance alone some
differ: a share has changed only where the 99 % interval of the difference leaves out nought."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from insights.rules.bands import Bands
from insights.rules.shares import Z99, Share, difference, wilson

WEEK: Final = 7  # days
WEEKS: Final = 35  # the week, and the four before it
MONTH: Final = 28
SILENCE: Final = 91  # thirteen weeks
MOST: Final = 6  # sentences
MOST_WORSE: Final = 2  # places
LONG: Final = 10  # issues make a queue
MANY: Final = 200  # issues: how many more than so many reached the sponsor is not counted


class What(StrEnum):
    """In the order in which they are told."""

    WORSE = "worse"
    SPONSOR = "sponsor"
    QUEUE = "queue"
    FIRST = "first"
    BETTER = "better"
    STEADY = "steady"  # nowhere surely worse or better
    DECLINED = "declined"


class Of(StrEnum):
    WHOLE = "whole"
    DEPARTMENT = "department"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Place:
    """`within` is the key of the department that a point is of. Everything together has no key."""

    of: Of
    key: str = ""
    name: str = ""
    within: str = ""


@dataclass(frozen=True)  # without slots: the same is asked of it several times
class Compared:
    """What became of the reports of so many days at a place, and of the weeks before them, each as it stood when over."""

    place: Place
    days: int
    now: Bands
    before: Bands

    @cached_property
    def reach(self) -> float:
        """By how much at least the share not acted on has grown, or shrunk when negative; 0 when neither is sure."""
        share, earlier = self.now.not_acted_on, self.before.not_acted_on
        if share.small or earlier.small:
            return 0.0
        low, high = difference(share, earlier, Z99)
        return low if low > 0 else min(high, 0.0)


@dataclass(frozen=True, slots=True)
class Counted:
    """So many at a place now, and so many a week ago."""

    place: Place
    now: int
    before: int = 0

    @property
    def has_doubled(self) -> bool:
        """At least, and not by chance."""
        if self.now < LONG or self.now < 2 * self.before:
            return False
        return wilson(self.now, self.now + self.before, Z99)[0] > 1 / 2


@dataclass(frozen=True, slots=True)
class Found:
    """What the sentences are chosen from: the shares of places, of the shorter time first; the issues that reached the
    sponsor (counted up to one more than `MANY`) and those declined this week; the open ones that nobody ever acted on, and the reports of this week at
    points that had been silent.
    """

    compared: Sequence[Compared] = ()
    sponsor: int = 0
    declined: int = 0
    queues: Sequence[Counted] = ()
    first: Sequence[Counted] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence: `count`, of the share's n where it is one. `before` is its count a week ago; `places` how many."""

    what: What
    count: int
    place: Place = Place(Of.WHOLE)
    days: int = WEEK
    n: int = 0
    points: int = 0  # of percent, by which it is better or worse
    before: int = 0
    places: int = 1
    is_more: bool = False  # than so many


def changes(found: Found) -> list[Change]:
    """The few that are worth telling, the bad ones first; what matters least is left out."""
    shifts = _surest_first(found.compared)
    worse = [_shift(What.WORSE, one) for one in _apart(one for one in shifts if one.reach > 0)]
    better = [_shift(What.BETTER, one) for one in _apart(one for one in shifts if one.reach < 0)]
    by_weight = [
        *worse[:1],
        *_of_sponsor(found.sponsor),
        *better[:1],
        *worse[1:MOST_WORSE],
        *([] if shifts else [Change(What.STEADY, 0)]),
        *_longest(found.queues),
        *_broken_silence(found.first),
        Change(What.DECLINED, found.declined),
    ]
    order = list(What)
    return sorted(by_weight[:MOST], key=lambda change: order.index(change.what))


def _surest_first(compared: Iterable[Compared]) -> list[Compared]:
    """One a place, of the shortest time in which it has surely changed; those that changed most first."""
    found: dict[Place, Compared] = {}
    for one in compared:
        if one.reach:
            found.setdefault(one.place, one)
    return sorted(found.values(), key=lambda one: -abs(one.reach))


def _apart(shifts: Iterable[Compared]) -> Iterator[Compared]:
    """Without those that tell the same again: the department of a point that was told, or a point of one that was."""
    departments, of_points = set(), set()
    for one in shifts:
        place = one.place
        if place.of is Of.POINT and place.within not in departments:
            of_points.add(place.within)
            yield one
        elif place.of is Of.DEPARTMENT and place.key not in of_points:
            departments.add(place.key)
            yield one
        elif place.of is Of.WHOLE:
            yield one


def _shift(what: What, one: Compared) -> Change:
    share, earlier = one.now.not_acted_on, one.before.not_acted_on
    points = abs(_percent(share) - _percent(earlier))
    return Change(what, share.count, one.place, one.days, n=share.n, points=points)


def _percent(share: Share) -> int:
    return round(100 * (share.value or 0))


def _of_sponsor(issues: int) -> list[Change]:
    return [Change(What.SPONSOR, min(issues, MANY), is_more=issues > MANY)] if issues else []


def _longest(queues: Iterable[Counted]) -> list[Change]:
    doubled = sorted((one for one in queues if one.has_doubled), key=lambda one: one.before - one.now)
    return [Change(What.QUEUE, one.now, one.place, before=one.before) for one in doubled[:1]]


def _broken_silence(first: Sequence[Counted]) -> list[Change]:
    """One sentence for all of them; it names the place when there is only one."""
    if not first:
        return []
    place = first[0].place if len(first) == 1 else Place(Of.WHOLE)
    return [Change(What.FIRST, sum(one.now for one in first), place, places=len(first))]
