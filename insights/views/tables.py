"""The lines under the numbers: week by week, and where it is worst."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from insights.querysets.figures import Line as Found
from insights.querysets.groups import By, Key
from insights.rules.bands import Band, Bands
from insights.rules.behind import Behind
from insights.rules.company import Targets
from insights.rules.figures import REFERENCE_NOT_ACTED
from insights.rules.periods import Period, Scope, iso_name
from insights.rules.ranking import worst_first
from insights.views.charts import WHOLE, Axis, Kind, Level, Series, chart, week_of
from insights.views.gaps import Gap, in_week, marks
from insights.views.links import Links
from insights.views.tiles import hours, interval
from people.templatetags.counts import grouped
from people.templatetags.times import written

NO_TARGETS: Final = Targets()


@dataclass(frozen=True, slots=True)
class Line:
    """One week or place: its bands in numbers and percent, each number with its address."""

    name: str
    url: str  # the page of the place; a week has none
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


def weeks(groups: Iterable[Found], period: Period, links: Links, still: Iterable[Gap] = ()) -> list[Line]:
    """Every week of the period, whether or not anything was reported in it. `still`: when the engine stood still."""
    found = {one.key: one.figures.bands for one in groups}
    still = list(still)
    return [
        Line(
            iso_name(monday),
            "",
            found.get(monday, Bands()),
            _urls(links, iso_name(monday)),
            starts=monday,
            stood_still=in_week(still, monday),
        )
        for monday in period.cohorts
    ]


def places(found: Iterable[Found], by: By, links: Links) -> tuple[list[Line], list[Line]]:
    """Those with enough to judge, the worst first; and those with too few."""
    lines = [
        Line(
            one.name,
            _page(by, one.key, links),
            one.figures.bands,
            {what: links.behind(what, **links.of(by, one.key)) for what in (Behind.NEVER, Behind.JUDGED)},
            median=hours(one.figures.time_to_act.p50),
        )
        for one in found
        if one.figures.bands.reported
    ]
    return worst_first(lines, lambda line: line.bands.not_acted_on)


def _page(by: By, key: Key, links: Links) -> str:
    """The page of a place: what to do about it stands there."""
    return links.point(str(key)) if by is By.POINT else links.department(str(key))


def trend(
    lines: Iterable[Line], scope: Scope, still: Iterable[Gap] = (), aims: Targets = NO_TARGETS
) -> dict[str, Any]:
    """What became of each week's reports. Weeks in which nothing has matured yet have no shares."""
    lines = list(lines)
    mondays = [line.starts for line in lines if line.starts]
    axis = Axis(
        [[written(monday, "j"), written(monday, "M")] for monday in mondays],
        [f"{week_of(line.starts)}, n = {grouped(line.bands.matured)}" for line in lines if line.starts],
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
        lines=list(_levels(aims)),
        unit="%",
        most=WHOLE,
    )


def _levels(aims: Targets) -> Iterator[Level]:
    yield Level(REFERENCE_NOT_ACTED, _("Reference: %(share)s %%") % {"share": REFERENCE_NOT_ACTED})
    if aims.not_acted_on is not None:
        yield Level(aims.not_acted_on, _("Target: %(share)s %%") % {"share": aims.not_acted_on}, "target")


def _band(lines: Sequence[Line], band: Band, label: str, paint: str, pattern: str = "") -> Series:
    """One band of every week, with the counts behind the shares."""
    shares = [line.bands.percentages.of(band) if line.bands.matured else None for line in lines]
    told = [_told(line.bands, band, share) for line, share in zip(lines, shares, strict=True)]
    urls = [line.urls[band] for line in lines]
    return Series(label, shares, paint, pattern, urls=urls, texts=told)


def _told(bands: Bands, band: Band, share: int | None) -> str:
    if share is None:
        return _("nothing to judge yet")
    counts = {"share": share, "count": grouped(getattr(bands, band)), "n": grouped(bands.matured)}
    return _("%(share)s %% (%(count)s of %(n)s)") % counts


def _urls(links: Links, week: str) -> dict[str, str]:
    kinds = (Behind.REPORTED, *Band)
    return {kind.value: links.behind(kind, week=week) for kind in kinds}
