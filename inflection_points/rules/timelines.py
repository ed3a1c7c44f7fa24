"""Working time laid out on the time line, so that a question about it is a binary search.

Moments and durations are whole microseconds, moments since 1970-01-01 UTC. Nothing here knows days or zones.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

FIRST_YEAR, LAST_YEAR = 1900, 2500
DRY_SPELL = 30 * 24 * 3600 * 1_000_000
_YEAR = 31_556_952 * 1_000_000  # the mean Gregorian year


class BeyondTimeline(OverflowError):
    """An instant or a deadline outside the years for which working time is known."""


@dataclass(frozen=True, slots=True)
class Line:
    """The working time of some years as disjoint stretches [starts[i], ends[i]).

    `elapsed[i]` is the working time before stretch i, counted from the first; its last element is the total.
    Nothing is known before the first start or after the last end, where a gap may go on into the next year.
    """

    years: range
    spans: list[tuple[int, int]]
    starts: list[int]
    ends: list[int]
    elapsed: list[int]

    @classmethod
    def of(cls, years: range, spans: list[tuple[int, int]]) -> "Line":
        """Spans in order and disjoint; adjacent ones become one stretch, gaps that run dry are filled."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in spans:
            if ends and start - ends[-1] > DRY_SPELL:
                ends[-1] = start - DRY_SPELL  # works on until a span is in sight again
            if ends and start == ends[-1]:
                ends[-1] = end
            else:
                starts.append(start)
                ends.append(end)
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        return cls(years, spans, starts, ends, list(accumulate(lengths, initial=0)))

    def worked(self, moment: int) -> int:
        """The working time before a moment that the line covers."""
        index = bisect_right(self.starts, moment) - 1
        return self.elapsed[index] + min(moment, self.ends[index]) - self.starts[index]

    def reached(self, worked: int) -> int:
        """The earliest moment before which so much working time lies: more than none, at most the total."""
        index = bisect_left(self.elapsed, worked) - 1
        return self.starts[index] + worked - self.elapsed[index]

    def next_working(self, moment: int) -> int:
        """The moment itself within a stretch, else the next start."""
        return max(moment, self.starts[bisect_right(self.ends, moment)])


class Timeline:
    """A line that grows when a question reaches beyond it.

    `spans(year, until)` gives the spans of the years [year, until). Threads need no lock: a line never
    changes, and one that two threads lengthen at once is only computed twice.
    """

    def __init__(self, spans: Callable[[int, int], list[tuple[int, int]]]) -> None:
        self._spans = spans
        self._line: Line | None = None

    def covering(self, one: int, other: int) -> Line:
        """Raises `BeyondTimeline`."""
        first, last = (one, other) if one <= other else (other, one)
        line = self._line or self._around(first)
        while not line.starts or first < line.starts[0]:
            line = self._grown(line, back=True)
        while last >= line.ends[-1]:
            line = self._grown(line, back=False)
        return line

    def after(self, moment: int, working: int) -> int:
        """The earliest moment at which so much working time, more than none, has elapsed since `moment`."""
        line = self.covering(moment, moment)
        while (due := line.worked(moment) + working) > line.elapsed[-1]:
            line = self._grown(line, back=False)
        return line.reached(due)

    def _grown(self, line: Line, *, back: bool) -> Line:
        # Twice the years each time, so that a question that reaches far rebuilds the line a few times only.
        old, count = line.years, len(line.years)
        start, stop = (old.start - count, old.stop) if back else (old.start, old.stop + count)
        years = range(max(start, FIRST_YEAR), min(stop, LAST_YEAR + 1))
        if years == old:
            raise BeyondTimeline(f"Working time is known from {FIRST_YEAR} to {LAST_YEAR}; this lies beyond.")
        before, after = self._spans(years.start, old.start), self._spans(old.stop, years.stop)
        self._line = grown = Line.of(years, before + line.spans + after)
        return grown

    def _around(self, moment: int) -> Line:
        year = min(
            max(1970 + moment // _YEAR, FIRST_YEAR + 1), LAST_YEAR - 1
        )  # a day off at New Year is no matter
        self._line = line = Line.of(range(year - 1, year + 2), self._spans(year - 1, year + 2))
        return line
