"""A ladder as a picture over working time: where each rung of each severity stands.

The axis is logarithmic, because a critical issue has hours where a low one has weeks, and equal shares of a target
then lie equally far apart in every row. Widths are shares of the picture in percent, heights are in pixels.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import log
from typing import Final

from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.policies import Clock, Policy, Rung, Severity

LEFT: Final = 4.0  # percent kept free at both ends, so that a mark is whole
RIGHT: Final = 94.0
NEAR: Final = 8.5  # percent: two marks nearer than that would touch on a narrow screen
HEAD: Final = 24  # pixels above a row's first lane, for its name
LANE: Final = 24
FOOT: Final = 8
_HOURS: Final = (0.25, 0.5, 1, 2, 4, 8, 16, 40, 80, 160, 400, 800, 1600, 4000, 8000, 16000)
_TICK_GAP: Final = 13.0


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
    """A round amount of working hours on the axis."""

    hours: float
    x: float

    @property
    def words(self) -> str:
        return f"{self.hours:,.0f} h" if self.hours >= 1 else f"{self.hours * 60:.0f} min"


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
    axis = _Axis(
        min(targets.values()) * min(shares) / 100,
        max(targets.values()) * max(shares) / 100,
    )
    rows: list[Row] = []
    for severity, target in targets.items():
        top = rows[-1].bottom if rows else 0
        rows.append(_row(axis, severity, target, ladder, top=top, repeats=clock is not Clock.ACCEPT))
    return Picture(clock, tuple(rows), axis.ticks(), rows[-1].bottom)


class _Axis:
    """Places an amount of working time between the edges."""

    def __init__(self, shortest: timedelta, longest: timedelta) -> None:
        self._low = log(shortest.total_seconds())
        self._width = log(longest.total_seconds()) - self._low or 1.0

    def x(self, amount: timedelta) -> float:
        return round(LEFT + (RIGHT - LEFT) * (log(amount.total_seconds()) - self._low) / self._width, 2)

    def ticks(self) -> tuple[Tick, ...]:
        """Round amounts, none so near to the one before that their words would touch."""
        kept: list[Tick] = []
        for hours in _HOURS:
            tick = Tick(hours, self.x(timedelta(hours=hours)))
            if LEFT <= tick.x <= RIGHT and (not kept or tick.x - kept[-1].x >= _TICK_GAP):
                kept.append(tick)
        return tuple(kept)


def _row(
    axis: _Axis, severity: Severity, target: timedelta, ladder: tuple[Rung, ...], *, top: int, repeats: bool
) -> Row:
    """The rungs in as many lanes as keep them apart, each in the highest lane that has room."""
    ends: list[float] = []
    marks: list[Mark] = []
    for rung in ladder:
        after = target * rung.percent / 100
        x = axis.x(after)
        lane = next((n for n, end in enumerate(ends) if x - end >= NEAR), len(ends))
        ends[lane:] = [x, *ends[lane + 1 :]]
        y = top + HEAD + LANE * lane + LANE // 2
        last = repeats and rung is ladder[-1]
        marks.append(Mark(rung, after, x, y, _kind(rung.percent), last))
    bottom = top + HEAD + LANE * max(1, len(ends)) + FOOT
    return Row(severity, target, axis.x(target), top, bottom, tuple(marks))


def _kind(percent: int) -> str:
    if percent == 100:
        return "at"
    return "before" if percent < 100 else "beyond"
