"""The lines under the numbers: week by week, and where it is worst."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateformat import format as write
from django.utils.translation import gettext as _

from insights.querysets.bands import Group
from insights.querysets.groups import By
from insights.querysets.measures import Measure
from insights.rules.bands import Band, Bands
from insights.rules.figures import REFERENCE_NOT_ACTED
from insights.rules.periods import Period, Scope, iso_name
from insights.rules.ranking import worst_first
from insights.views.charts import WHOLE, Axis, Kind, Level, Series, chart
from insights.views.gaps import Gap, in_week, marks
from insights.views.links import Links
from insights.views.tiles import hours, interval


@dataclass(frozen=True, slots=True)
class Line:
    """One week or place: its bands in numbers and percent, each number with its address."""

    name: str
    url: str
    bands: Bands
    urls: dict[str, str]
    starts: datetime | None = None
    median: str | None = None
    stood_still: str = ""  # how long, when the engine did

    @property
    def small(self) -> bool:
        return self.bands.action_rate.small

    @property
    def interval(self) -> str:
        return interval(self.bands.not_acted_on)


def weeks(groups: Iterable[Group], period: Period, links: Links, still: Iterable[Gap] = ()) -> list[Line]:
    """Every week of the period, whether or not anything was reported in it. `still`: when the engine stood still."""
    found = {group.key: group.bands for group in groups}
    still = list(still)
    return [
        _line(
            iso_name(monday),
            found.get(monday, Bands()),
            links,
            {By.WEEK: iso_name(monday)},
            starts=monday,
            stood_still=in_week(still, monday),
        )
        for monday in period.cohorts
    ]


def places(measures: Iterable[Group | Measure], by: By, links: Links) -> tuple[list[Line], list[Line]]:
    """Those with enough to judge, the worst first; and those with too few."""
    lines = [
        _line(
            m.name,
            m.bands,
            links,
            links.of(by, m.key),
            median=hours(m.time_to_act.p50) if isinstance(m, Measure) else None,
        )
        for m in measures
    ]
    return worst_first(lines, lambda line: line.bands.not_acted_on)


def trend(lines: Iterable[Line], scope: Scope, still: Iterable[Gap] = ()) -> dict[str, Any]:
    """What became of each week's reports. Weeks in which nothing has matured yet have no shares."""
    lines = list(lines)
    mondays = [line.starts for line in lines if line.starts]
    axis = Axis(
        [[write(monday, "j"), write(monday, "M")] for monday in mondays],
        [f"{line.name}, n = {line.bands.matured}" for line in lines],
        [line.urls["reported"] for line in lines],
        [line.small for line in lines],
        marks(still, mondays),
    )
    return chart(
        Kind.STACKED,
        axis,
        [
            _band(lines, Band.NEVER, _("not acted on"), "--unacted-fill"),
            _band(lines, Band.LATE, _("late"), "--waiting-fill", "hatched"),
            _band(lines, Band.IN_TIME, _("in time"), "--acted-fill"),
        ],
        as_of=scope.period.as_of,
        lines=[Level(REFERENCE_NOT_ACTED, _("Reference: %(share)s %%") % {"share": REFERENCE_NOT_ACTED})],
        unit="%",
        most=WHOLE,
    )


def _band(lines: Sequence[Line], band: Band, label: str, paint: str, pattern: str = "") -> Series:
    """One band of every week, with the counts behind the shares."""
    at = (Band.IN_TIME, Band.LATE, Band.NEVER).index(band)
    shares = [line.bands.percentages[at] if line.bands.matured else None for line in lines]
    told = [_told(line.bands, band, share) for line, share in zip(lines, shares, strict=True)]
    urls = [line.urls[band] for line in lines]
    return Series(label, shares, paint, pattern, urls=urls, texts=told)


def _told(bands: Bands, band: Band, share: int | None) -> str:
    if share is None:
        return _("nothing to judge yet")
    counts = {"share": share, "count": getattr(bands, band), "n": bands.matured}
    return _("%(share)s %% (%(count)s of %(n)s)") % counts


def _line(name: str, bands: Bands, links: Links, narrower: dict[str, str], **rest: Any) -> Line:
    urls = {band.value: links.behind(band, **narrower) for band in Band}
    urls["reported"] = links.behind("", **narrower)
    return Line(name, links.overview(**narrower), bands, urls, **rest)
