"""The four numbers of the overview, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from insights.forms import UNACTED
from insights.rules.bands import Band, Bands
from insights.rules.inaction import Inaction
from insights.rules.shares import Share
from insights.rules.survival import Duration
from insights.views.links import Links

REFERENCE: Final = 29  # % of firms that admit that they report and do not act


@dataclass(frozen=True, slots=True)
class Tile:
    """What `components/_tile.html` shows. Without a value there is a dash."""

    label: str
    url: str
    value: str | None
    unit: str
    delta: str
    better: bool
    notes: str
    n: int | None = None
    interval: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """How a number has changed since the period before, which is called `period` ("12 weeks")."""

    now: float | None
    before: float | None
    unit: str
    period: str
    more_is_better: bool = False

    @property
    def change(self) -> float:
        return 0 if self.now is None or self.before is None else round(self.now - self.before, 1)

    @property
    def better(self) -> bool:
        return (self.change > 0) == self.more_is_better

    @property
    def delta(self) -> str:
        if not self.change:
            return ""
        arrow, word = "▲" if self.change > 0 else "▼", "better" if self.better else "worse"
        return f"{arrow} {abs(self.change):,g} {self.unit} {word} than the {self.period} before"

    @property
    def note(self) -> str:
        """What to say where there is no change to show."""
        if self.before is None:
            return f"The {self.period} before had too few to compare. "
        return "" if self.change or self.now is None else f"As in the {self.period} before. "


def shares(now: Bands, before: Bands, links: Links, period: str) -> Iterator[Tile]:
    """Action rate, with the declined beside it, and the headline."""
    declined = now.declined_share
    beside = (
        f"Declined: {percent(declined)} % of what was decided." if declined.n else "Nothing was declined."
    )
    for band, label, share, position, notes in (
        (Band.IN_TIME, "Acted on in time", now.action_rate, 0, beside),
        (
            Band.NEVER,
            "Reported, not acted on",
            now.not_acted_on,
            2,
            f"Reference: {REFERENCE} % of firms admit it.",
        ),
    ):
        change = Compared(
            _judged(now, position), _judged(before, position), "points", period, band is Band.IN_TIME
        )
        yield Tile(
            label,
            links.behind(band),
            str(now.percentages[position]) if share.n else None,
            "%" if share.n else "",
            change.delta,
            change.better,
            change.note + notes,
            share.n,
            interval(share),
            share.small,
        )


def time_to_act(now: Duration, before: Duration, links: Links, period: str) -> Tile:
    change = Compared(_hours(now), _hours(before), "h", period)
    limits = f"{hours(now.low)}–{hours(now.high)} h" if now.low is not None and now.high is not None else ""
    reached = [(75, now.p75), (90, now.p90)]
    quantiles = [f"{share} % within {hours(took)} h" for share, took in reached if took is not None]
    notes = ("; ".join(quantiles) or "75 % not reached yet") + ". Open issues are counted in."
    return Tile(
        "Median time to act",
        links.behind(),
        hours(now.p50),
        "working h" if now.p50 is not None else "",
        change.delta,
        change.better,
        change.note + notes,
        now.n,
        limits,
        now.small,
    )


def customers_at_risk(now: Inaction, before: Inaction, links: Links, period: str) -> Tile:
    change = Compared(round(now.at_risk), round(before.at_risk), "people", period)
    notes = (
        f"Between {now.at_least:,.0f} and {now.at_most:,.0f} of {now.customers:,} customers behind "
        f"{now.issues:,} open issues that nobody ever acted on."
    )
    return Tile(
        "Customers at risk",
        links.behind(UNACTED),
        f"{now.at_risk:,.0f}",
        "people",
        change.delta,
        change.better,
        change.note + notes,
    )


def hours(took: timedelta | None) -> str | None:
    """Working hours with one decimal, from 100 on whole ones; None for what was not reached."""
    if took is None:
        return None
    value = took / timedelta(hours=1)
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def percent(share: Share) -> str | None:
    return None if share.value is None else f"{100 * share.value:.0f}"


def interval(share: Share) -> str:
    """Where the true share lies with 95 % confidence; empty of nothing."""
    return f"{100 * share.low:.0f}–{100 * share.high:.0f} %" if share.n else ""


def _judged(bands: Bands, position: int) -> int | None:
    return None if bands.action_rate.small else bands.percentages[position]


def _hours(took: Duration) -> float | None:
    return None if took.small or took.p50 is None else took.p50 / timedelta(hours=1)
