"""The four numbers of the overview, in words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insights.rules.bands import Band, Bands
from insights.rules.behind import Behind
from insights.rules.figures import REFERENCE_NOT_ACTED
from insights.rules.inaction import Inaction
from insights.rules.periods import Against
from insights.rules.shares import Share, differ
from insights.rules.survival import Duration
from insights.views.beside import Aim, Beside, Compared, number, points, working_hours
from insights.views.links import Links

ALONE: Final = Beside()


@dataclass(frozen=True, slots=True)
class Tile:
    """What `components/_tile.html` shows. Without a value there is a dash."""

    label: str
    url: str
    value: str | None
    unit: str
    delta: str
    better: bool | None  # None where chance alone may have changed it
    notes: str
    n: int | None = None
    interval: str = ""
    small: bool = False
    target: str = ""
    met: bool | None = None  # None where there is no target, or too few to judge
    issues: int | None = None  # how many are behind a number that counts something else


def action_rate(now: Bands, before: Bands, *, links: Links, weeks: int, beside: Beside = ALONE) -> Tile:
    """With the declined beside it, which it leaves out."""
    declined = now.declined_share
    share = {"share": percent(declined)}
    notes = (
        _("Declined: %(share)s %% of what was decided.") % share if declined.n else _("Nothing was declined.")
    )
    sure = differ(now.action_rate, before.action_rate)
    rate, earlier = _judged(now, Band.IN_TIME), _judged(before, Band.IN_TIME)
    change = Compared(rate, earlier, points, weeks, beside.against, more_is_better=True, is_sure=sure)
    aim = _percent_aim(beside.targets.action_rate, rate, at_least=True)
    words = _Words(_("Acted on in time"), change, aim, notes)
    return _share_tile(now, Band.IN_TIME, words=words, url=links.behind(Band.IN_TIME))


def not_acted_on(now: Bands, before: Bands, *, links: Links, weeks: int, beside: Beside = ALONE) -> Tile:
    """The headline, beside what firms admit."""
    notes = _("Reference: %(share)s %% of firms admit it.") % {"share": REFERENCE_NOT_ACTED}
    sure = differ(now.not_acted_on, before.not_acted_on)
    share, earlier = _judged(now, Band.NEVER), _judged(before, Band.NEVER)
    change = Compared(share, earlier, points, weeks, beside.against, is_sure=sure)
    aim = _percent_aim(beside.targets.not_acted_on, share)
    words = _Words(_("Reported, not acted on"), change, aim, notes)
    return _share_tile(now, Band.NEVER, words=words, url=links.behind(Band.NEVER))


def time_to_act(now: Duration, before: Duration, *, links: Links, weeks: int, beside: Beside = ALONE) -> Tile:
    """Half of them, with those that wait still; beside it three quarters and nine tenths."""
    goal = None if beside.targets.hours_to_act is None else float(beside.targets.hours_to_act)
    aim = Aim(goal, _hours(now), working_hours)
    sure = now.differs_from(before)
    change = Compared(_hours(now), _hours(before), working_hours, weeks, beside.against, is_sure=sure)
    return Tile(
        _("Median time to act"),
        links.behind(Behind.VALID),
        hours(now.p50),
        _("working h") if now.p50 is not None else "",
        change.delta,
        change.better,
        _joined(change.note, _quantiles(now)) if now.n else _("Nothing was reported."),
        now.n,
        limits(now),
        now.small,
        aim.words,
        aim.met,
    )


def _quantiles(took: Duration) -> str:
    reached = [
        _("%(share)s %% within %(hours)s h") % {"share": share, "hours": hours(within)}
        for share, within in [(75, took.p75), (90, took.p90)]
        if within is not None
    ]
    return ("; ".join(reached) or _("75 % not reached yet")) + ". " + _("Open issues are counted in.")


def customers_at_risk(
    now: Inaction, before: Inaction, *, links: Links, weeks: int, beside: Beside = ALONE
) -> Tile:
    """The cost of inaction: people, and beside them money where the company knows what a customer is worth."""
    judged = round(now.at_risk) if now.issues else None
    aim = Aim(beside.targets.at_risk, judged, number, is_of_whole=beside.is_part)
    change = risk_compared(now, before, weeks=weeks, against=beside.against)
    return Tile(
        _("Customers at risk"),
        links.behind(Behind.UNACTED),
        number(now.at_risk),
        _("people"),
        change.growth,
        change.better,
        _joined(_money(now), change.sameness, _behind_them(now), _("The period does not narrow it.")),
        target=aim.words,
        met=aim.met,
        issues=now.issues,
    )


def risk_compared(now: Inaction, before: Inaction, *, weeks: int, against: Against) -> Compared:
    """Judged by the same assumptions, so that only customers differ; with nothing where nothing was counted."""
    earlier = round(before.assuming(now.assumed).at_risk) if before.issues else None
    return Compared(round(now.at_risk), earlier, number, weeks, against, is_sure=now.differs_from(before))


def _behind_them(cost: Inaction) -> str:
    if not cost.issues:
        return _("There is no open issue here that nobody ever acted on.")
    words = ngettext(
        "Between %(least)s and %(most)s of %(customers)s customer of what nobody ever acted on.",
        "Between %(least)s and %(most)s of %(customers)s customers of what nobody ever acted on.",
        cost.customers,
    )
    return words % {
        "least": number(cost.at_least),
        "most": number(cost.at_most),
        "customers": number(cost.customers),
    }


def _money(cost: Inaction) -> str:
    if cost.money is None:
        return ""
    amount = {"amount": number(float(cost.money)), "currency": cost.assumed.currency}
    return _("About %(amount)s %(currency)s a year.") % amount


class _Words(NamedTuple):
    """What a tile says beside its number."""

    label: str
    change: Compared
    aim: Aim
    notes: str


def _share_tile(bands: Bands, band: Band, *, words: _Words, url: str) -> Tile:
    share = bands.share(band)
    return Tile(
        words.label,
        url,
        str(bands.percentages.of(band)) if share.n else None,
        "%" if share.n else "",
        words.change.delta,
        words.change.better,
        _joined(words.change.note, words.notes),
        share.n,
        interval(share),
        share.small,
        words.aim.words,
        words.aim.met,
    )


def _percent_aim(goal: int | None, now: float | None, *, at_least: bool = False) -> Aim:
    return Aim(goal, now, points, f"{goal} %", at_least)


def hours(took: timedelta | None) -> str | None:
    """Working hours with one decimal, from 100 on whole ones; None for what was not reached."""
    if took is None:
        return None
    value = took / timedelta(hours=1)
    return number(value) if value >= 100 else number_format(round(value, 1), 1)


def limits(took: Duration) -> str:
    """Between which hours the true median lies with 95 % confidence; empty where that is not known."""
    return f"{hours(took.low)}–{hours(took.high)} h" if took.low is not None and took.high is not None else ""


def percent(share: Share) -> str | None:
    return None if share.value is None else f"{100 * share.value:.0f}"


def interval(share: Share) -> str:
    """Where the true share lies with 95 % confidence; empty of nothing."""
    return f"{100 * share.low:.0f}–{100 * share.high:.0f} %" if share.n else ""


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _judged(bands: Bands, band: Band) -> int | None:
    return None if bands.share(band).small else bands.percentages.of(band)


def _hours(took: Duration) -> float | None:
    return None if took.small or took.p50 is None else took.p50 / timedelta(hours=1)
