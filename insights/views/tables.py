"""The lines under the numbers: week by week, and where it is worst."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateformat import format as write
from django.utils.translation import gettext as _

from insights.querysets.bands import Group
from insights.querysets.groups import By
from insights.querysets.measures import Measure
from insights.rules.bands import Band, Bands
from insights.rules.periods import Period, iso_name
from insights.rules.ranking import worst_first
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


def chart(lines: Iterable[Line], reference: int, still: Iterable[Gap] = ()) -> dict[str, Any]:
    """What `static/js/charts.js` draws. Weeks in which nothing has matured yet have no shares."""
    lines = list(lines)
    mondays = [line.starts for line in lines if line.starts]
    shares = [line.bands.percentages if line.bands.matured else [None] * 3 for line in lines]
    return {
        "labels": [[write(monday, "j"), write(monday, "M")] for monday in mondays],
        "titles": [f"{line.name}, n = {line.bands.matured}" for line in lines],
        "small": [line.small for line in lines],
        "urls": [line.urls["reported"] for line in lines],
        "in_time": [share[0] for share in shares],
        "late": [share[1] for share in shares],
        "never": [share[2] for share in shares],
        "reference": reference,
        "words": {
            "in_time": _("in time"),
            "late": _("late"),
            "never": _("not acted on"),
            "stood_still": _("stood still"),
        },
        "gaps": marks(still, mondays),
    }


def _line(name: str, bands: Bands, links: Links, narrower: dict[str, str], **rest: Any) -> Line:
    urls = {band.value: links.behind(band, **narrower) for band in Band}
    urls["reported"] = links.behind("", **narrower)
    return Line(name, links.overview(**narrower), bands, urls, **rest)
