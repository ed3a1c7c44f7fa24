"""The measures of one department in words, each with what it is of, how sure it is, and where it leads."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.company import Targets
from insights.rules.figures import Figures
from insights.rules.shares import Share
from insights.rules.survival import Duration
from insights.views.links import Links
from insights.views.measures import MEASURES, Measure
from insights.views.tiles import hours, interval, limits, percent

TIME_TO_ACT: Final = "time_to_act"
BY_KEY: Final = {measure.key: measure for measure in MEASURES}
# Their whole percentages add up to 100; those of other measures are rounded each for itself.
_BANDS: Final = {"action_rate": Band.IN_TIME, "late": Band.LATE, "never": Band.NEVER}


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure of one department. Without a value there is a dash."""

    key: str
    label: str
    value: str | None
    unit: str
    n: int
    small: bool
    badness: float  # the greatest is the worst; whoever has too few is never compared
    url: str
    count: int | None = None  # behind `url`; None where the value is no share
    n_url: str = ""
    interval: str = ""
    target: str = ""
    meets_target: bool | None = None  # None where it cannot be told
    reference: int | None = None
    is_part: bool = False
    short_unit: str = ""  # where there is little room


def cells(figures: Figures, links: Links, slug: str, aims: Targets) -> list[Cell]:
    """All measures of a department, in their order."""
    told = [_cell(measure, figures, links, slug, aims) for measure in MEASURES]
    before = next(at for at, cell in enumerate(told) if cell.key == "declined") + 1
    return [*told[:before], _time_to_act(figures.time_to_act, links, slug, aims), *told[before:]]


def cell(key: str, figures: Figures, links: Links, slug: str, aims: Targets) -> Cell:
    """One of them, by its key."""
    if key == TIME_TO_ACT:
        return _time_to_act(figures.time_to_act, links, slug, aims)
    return _cell(BY_KEY[key], figures, links, slug, aims)


def _cell(measure: Measure, figures: Figures, links: Links, slug: str, aims: Targets) -> Cell:
    share = measure.share(figures)
    band = _BANDS.get(measure.key)
    value = str(figures.bands.percentages.of(band)) if band is not None and share.n else percent(share)
    target, meets = _aimed(measure, share, aims)
    return Cell(
        measure.key,
        str(measure.label),
        value,
        str(measure.unit) if share.n else "",
        share.n,
        share.small,
        (share.value or 0) * (-1 if measure.more_is_better else 1),
        measure.counted(links, slug),
        share.count,
        measure.of(links, slug),
        interval(share),
        target,
        meets,
        measure.reference,
        measure.is_part,
        str(measure.unit) if measure.unit == "%" else "",
    )


def _time_to_act(took: Duration, links: Links, slug: str, aims: Targets) -> Cell:
    target, meets = "", None
    if (most := aims.hours_to_act) is not None:
        target = _("at most %(n)s h") % {"n": number_format(most)}
        if not took.small and took.high is not None and _hours(took.high) <= most:
            meets = True
        elif not took.small and took.low is not None and _hours(took.low) > most:
            meets = False
    valid = links.behind(Behind.VALID, department=slug)
    return Cell(
        TIME_TO_ACT,
        _("Median time to act"),
        hours(took.p50),
        _("working h") if took.p50 is not None else "",
        took.n,
        took.small,
        float("inf") if took.p50 is None else took.p50.total_seconds(),
        valid,
        n_url=valid,
        interval=limits(took),
        target=target,
        meets_target=meets,
        short_unit="h",
    )


def _aimed(measure: Measure, share: Share, aims: Targets) -> tuple[str, bool | None]:
    """The target in words, and whether the whole interval lies on its good side, on its bad side, or on both."""
    aim = {"action_rate": aims.action_rate, "never": aims.not_acted_on}.get(measure.key)
    if aim is None:
        return "", None
    words = _("at least %(n)s %%") if measure.more_is_better else _("at most %(n)s %%")
    said = words % {"n": aim}
    if share.small:
        return said, None
    low, high = 100 * share.low, 100 * share.high
    if measure.more_is_better:
        return said, True if low >= aim else False if high < aim else None
    return said, True if high <= aim else False if low > aim else None


def _hours(took: Any) -> Any:
    return Decimal(took.total_seconds()) / 3600
