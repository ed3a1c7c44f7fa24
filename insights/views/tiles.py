"""The four numbers of the overview, in words."""

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
    """How a number has changed since `then` ("the 12 weeks before"); `words` say what more and less of it are."""

    now: float | None
    before: float | None
    unit: str
    then: str
    words: tuple[str, str] = ("worse", "better")

    @property
    def change(self) -> float:
        return 0 if self.now is None or self.before is None else round(self.now - self.before, 1)

    @property
    def better(self) -> bool:
        return (self.change < 0) != (self.words[0] == "better")

    @property
    def delta(self) -> str:
        if not self.change:
            return ""
        arrow, word = ("▲", self.words[0]) if self.change > 0 else ("▼", self.words[1])
        amount = abs(self.change)
        unit = self.unit.removesuffix("s") if amount == 1 else self.unit
        return f"{arrow} {amount:,g}{unit} {word} than {self.then}"

    @property
    def note(self) -> str:
        """What to say where there is no change to show."""
        if self.before is None:
            return f"Too few in {self.then} to compare. "
        return "" if self.change or self.now is None else f"As in {self.then}. "


def action_rate(now: Bands, before: Bands, links: Links, period: str) -> Tile:
    """With the declined beside it, which it leaves out."""
    declined = now.declined_share
    notes = f"Declined: {percent(declined)} % of what was decided." if declined.n else "Nothing was declined."
    change = Compared(
        _judged(now, 0), _judged(before, 0), " points", f"the {period} before", ("better", "worse")
    )
    return _share_tile("Acted on in time", links.behind(Band.IN_TIME), now, 0, change, notes)


def not_acted_on(now: Bands, before: Bands, links: Links, period: str) -> Tile:
    """The headline, beside what firms admit."""
    notes = f"Reference: {REFERENCE} % of firms admit it."
    change = Compared(_judged(now, 2), _judged(before, 2), " points", f"the {period} before")
    return _share_tile("Reported, not acted on", links.behind(Band.NEVER), now, 2, change, notes)


def time_to_act(now: Duration, before: Duration, links: Links, period: str) -> Tile:
    change = Compared(_hours(now), _hours(before), " h", f"the {period} before")
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
    change = Compared(round(now.at_risk), round(before.at_risk), "", f"{period} ago", ("more", "fewer"))
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
        notes if change.change else f"As many as {period} ago. {notes}",
    )


def _share_tile(label: str, url: str, bands: Bands, position: int, change: Compared, notes: str) -> Tile:
    share = (bands.action_rate, bands.acted_late, bands.not_acted_on)[position]
    return Tile(
        label,
        url,
        str(bands.percentages[position]) if share.n else None,
        "%" if share.n else "",
        change.delta,
        change.better,
        change.note + notes,
        share.n,
        interval(share),
        share.small,
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
