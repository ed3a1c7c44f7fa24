"""When the engine stood still: said beside the weeks in which it did, because late rungs are then not the people's doing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import DateTimeField, QuerySet

from insights.rules.periods import WEEK, Period
from issues.models import SweepRun
from people.querysets.prepared import Prepared, Slot
from people.templatetags.times import span

SHORTEST: Final = timedelta(hours=1)  # a restart is no matter for a chart; /status/ shows every gap
NARROWEST: Final = 0.12  # of a week's bar, so that an hour can be seen


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody looked at the deadlines from `since` to `until`."""

    since: datetime
    until: datetime

    @property
    def length(self) -> str:
        return span(self.until - self.since)

    def within(self, monday: datetime) -> timedelta:
        """How much of it lies in the week that begins then."""
        return max(timedelta(), min(self.until, monday + WEEK) - max(self.since, monday))


def gaps(period: Period) -> list[Gap]:
    """Those of an hour or more that touch the period's weeks, the oldest first."""
    found = _ENDED.rows(since=period.cohorts[0], as_of=period.as_of)
    return [Gap(at - timedelta(seconds=seconds), at) for at, seconds in found]


def _ended() -> QuerySet[SweepRun, tuple[datetime, float]]:
    since, as_of = Slot("since", DateTimeField()), Slot("as_of", DateTimeField())
    runs = SweepRun.objects.gaps().filter(gap_seconds__gte=SHORTEST.total_seconds())
    return runs.filter(at__gt=since, at__lte=as_of).order_by("at").values_list("at", "gap_seconds")


_ENDED: Final = Prepared(_ended)


def in_week(found: Iterable[Gap], monday: datetime) -> str:
    """How long nobody looked within the week, in words; "" when somebody always did."""
    length = sum((gap.within(monday) for gap in found), timedelta())
    return span(length) if length else ""


def marks(found: Iterable[Gap], mondays: Sequence[datetime]) -> list[dict[str, Any]]:
    """What `static/js/charts.js` draws: each gap from and to, in bars, the middle of the first being 0."""
    first, most = mondays[0], len(mondays) - 0.5
    drawn = []
    for gap in found:
        start, end = ((at - first) / WEEK - 0.5 for at in (gap.since, gap.until))
        middle, half = (start + end) / 2, max(end - start, NARROWEST) / 2
        drawn.append({"from": max(-0.5, middle - half), "to": min(most, middle + half), "length": gap.length})
    return drawn
