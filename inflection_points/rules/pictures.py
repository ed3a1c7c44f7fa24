"""A ladder as a picture: where each rung of each severity stands.

The axis is time on the wall from the first work of a week on, so that the hours of a critical issue, which run round
the clock, and those of the others, which stand still at night, lie on it side by side. It is logarithmic, because a
critical issue has hours where a low one has weeks. Widths are shares of the picture in percent, heights are in pixels.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import log
from typing import Final

from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.elapsing import elapsed
from inflection_points.rules.policies import Clock, Policy, Rung, Severity
from people.rules.words import Words, say, say_many

LEFT: Final = 4.0  # percent kept free at both ends, so that a mark is whole
RIGHT: Final = 94.0
NEAR: Final = 8.5  # percent: two marks nearer than that would touch on a narrow screen
HEAD: Final = 24  # pixels above a row's first lane, for its name
LANE: Final = 24
FOOT: Final = 8
_MINUTES: Final = (1, 2, 5, 10, 15, 30)
_HOURS: Final = (1, 2, 4, 8, 12)
_DAYS: Final = (1, 2, 4)
_WEEKS: Final = (1, 2, 4, 8, 13, 26, 52, 104, 260, 520, 1040, 2600, 5200)
_YEAR: Final = 52  # weeks
_TICK_GAP: Final = 13.0
_LETTER: Final = 2.2  # percent: how wide one of a tick's words is on a narrow screen


@dataclass(frozen=True, slots=True)
class Mark:
    """A rung where it is due. `after` is working time; `kind` is before, at or beyond the target."""

    rung: Rung
    after: timedelta
    x: float
    y: int
    kind: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One severity: its target, where it lies, and its rungs. `top` to `bottom` in pixels."""

    severity: Severity
    target: timedelta
    x: float
    top: int
    bottom: int
    marks: tuple[Mark, ...]

    @property
    def height(self) -> int:
        """Of its lanes, below its name."""
        return self.bottom - self.top - HEAD


@dataclass(frozen=True, slots=True)
class Tick:
    """A round amount of time on the axis."""

    words: str
    x: float


@dataclass(frozen=True, slots=True)
class Picture:
    """All rows of one clock over one axis."""

    clock: Clock
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    height: int


def draw(policy: Policy, clock: Clock, calendar: WorkingCalendar) -> Picture:
    """The picture of one clock's ladder, its days counted on the calendar."""
    ladder = policy.ladders[clock]
    targets = {severity: policy.target(severity, clock, calendar) for severity in Severity}
    shares = [100, *(rung.percent for rung in ladder)]
    ends = [
        elapsed(severity, target * share / 100, calendar)
        for severity, target in targets.items()
        for share in (min(shares), max(shares))
    ]
    axis = _Axis(min(ends), max(ends))
    rows: list[Row] = []
    for severity, target in targets.items():
        top = rows[-1].bottom if rows else 0
        places = [axis.x(elapsed(severity, target * share / 100, calendar)) for share in shares]
        rows.append(_row(severity, target, places, ladder, top=top, repeats=clock is not Clock.ACCEPT))
    return Picture(clock, tuple(rows), axis.ticks(), rows[-1].bottom)


class _Axis:
    """Places an amount of time between the edges."""

    def __init__(self, shortest: timedelta, longest: timedelta) -> None:
        self._low = log(shortest.total_seconds())
        self._width = log(longest.total_seconds()) - self._low or 1.0

    def x(self, amount: timedelta) -> float:
        return round(LEFT + (RIGHT - LEFT) * (log(amount.total_seconds()) - self._low) / self._width, 2)

    def ticks(self) -> tuple[Tick, ...]:
        """Round amounts, none so near to the one before that their words would touch."""
        kept: list[Tick] = []
        for words, amount in _ROUND:
            tick = Tick(str(words), self.x(amount))
            if LEFT <= tick.x <= RIGHT and (not kept or tick.x - kept[-1].x >= _gap(kept[-1], tick)):
                kept.append(tick)
        return tuple(kept)


def _gap(left: Tick, right: Tick) -> float:
    return max(_TICK_GAP, _LETTER * (len(left.words) + len(right.words) + 1) / 2)


def _row(
    severity: Severity,
    target: timedelta,
    places: list[float],
    ladder: tuple[Rung, ...],
    *,
    top: int,
    repeats: bool,
) -> Row:
    """The rungs in as many lanes as keep them apart, each in the highest lane that has room. `places` has the target's
    x and then those of the rungs."""
    ends: list[float] = []
    marks: list[Mark] = []
    for rung, x in zip(ladder, places[1:], strict=True):
        after = target * rung.percent / 100
        lane = next((n for n, end in enumerate(ends) if x - end >= NEAR), len(ends))
        ends[lane:] = [x, *ends[lane + 1 :]]
        y = top + HEAD + LANE * lane + LANE // 2
        last = repeats and rung is ladder[-1]
        marks.append(Mark(rung, after, x, y, _kind(rung.percent), last))
    bottom = top + HEAD + LANE * max(1, len(ends)) + FOOT
    return Row(severity, target, places[0], top, bottom, tuple(marks))


def _kind(percent: int) -> str:
    if percent == 100:
        return "at"
    return "before" if percent < 100 else "beyond"


def _weeks_in_words(weeks: int) -> Words:
    if weeks % _YEAR == 0:
        return say_many("%(count)s year", "%(count)s years", weeks // _YEAR)
    return say_many("%(count)s week", "%(count)s weeks", weeks)


_ROUND: Final = (
    *((say("%(count)s min", count=n), timedelta(minutes=n)) for n in _MINUTES),
    *((say("%(count)s h", count=n), timedelta(hours=n)) for n in _HOURS),
    *((say_many("%(count)s day", "%(count)s days", n), timedelta(days=n)) for n in _DAYS),
    *((_weeks_in_words(n), timedelta(weeks=n)) for n in _WEEKS),
)
