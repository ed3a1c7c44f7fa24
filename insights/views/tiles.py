"""The four numbers of the overview, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from insights.rules.bands import Band, Bands
from insights.rules.behind import Behind
from insights.rules.company import Targets
from insights.rules.inaction import Inaction
from insights.rules.shares import Share
from insights.rules.survival import Duration
from insights.views.comparing import Compared
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
    target: str = ""
    met: bool | None = None  # None where there is no target, or too few to judge


@dataclass(frozen=True, slots=True)
class Aim:
    """What the company aims at, and how far a number is from it. At most so much, unless `at_least`."""

    goal: float | None
    now: float | None
    amount: Callable[[float], str]  # how it and the way to it are written
    goal_words: str = ""
    at_least: bool = False

    @property
    def over(self) -> float:
        return 0 if self.goal is None or self.now is None else round(self.now - self.goal, 1)

    @property
    def met(self) -> bool | None:
        if self.goal is None or self.now is None:
            return None
        return self.over >= 0 if self.at_least else self.over <= 0

    @property
    def words(self) -> str:
        if self.goal is None:
            return ""
        facts = {"goal": self.goal_words or self.amount(self.goal), "by": self.amount(abs(self.over))}
        match self.at_least, self.met:
            case True, None:
                return _("Target: at least %(goal)s.") % facts
            case True, True:
                return _("Target: at least %(goal)s, met.") % facts
            case True, _:
                return _("Target: at least %(goal)s, missed by %(by)s.") % facts
            case False, None:
                return _("Target: at most %(goal)s.") % facts
            case False, True:
                return _("Target: at most %(goal)s, met.") % facts
        return _("Target: at most %(goal)s, missed by %(by)s.") % facts


def action_rate(now: Bands, before: Bands, links: Links, weeks: int, targets: Targets) -> Tile:
    """With the declined beside it, which it leaves out."""
    declined = now.declined_share
    share = {"share": percent(declined)}
    notes = (
        _("Declined: %(share)s %% of what was decided.") % share if declined.n else _("Nothing was declined.")
    )
    change = Compared(_judged(now, 0), _judged(before, 0), _points, weeks, links.against, more_is_better=True)
    aim = _percent_aim(targets.action_rate, _judged(now, 0), at_least=True)
    return _share_tile(_("Acted on in time"), links.behind(Band.IN_TIME), now, 0, change, aim, notes)


def not_acted_on(now: Bands, before: Bands, links: Links, weeks: int, targets: Targets) -> Tile:
    """The headline, beside what firms admit."""
    notes = _("Reference: %(share)s %% of firms admit it.") % {"share": REFERENCE}
    change = Compared(_judged(now, 2), _judged(before, 2), _points, weeks, links.against)
    aim = _percent_aim(targets.not_acted_on, _judged(now, 2))
    return _share_tile(_("Reported, not acted on"), links.behind(Band.NEVER), now, 2, change, aim, notes)


def time_to_act(now: Duration, before: Duration, links: Links, weeks: int, targets: Targets) -> Tile:
    goal = None if targets.hours_to_act is None else float(targets.hours_to_act)
    aim = Aim(goal, _hours(now), _working_hours)
    change = Compared(_hours(now), _hours(before), _working_hours, weeks, links.against)
    limits = f"{hours(now.low)}–{hours(now.high)} h" if now.low is not None and now.high is not None else ""
    reached = [(75, now.p75), (90, now.p90)]
    quantiles = [
        _("%(share)s %% within %(hours)s h") % {"share": share, "hours": hours(took)}
        for share, took in reached
        if took is not None
    ]
    notes = ("; ".join(quantiles) or _("75 % not reached yet")) + ". " + _("Open issues are counted in.")
    return Tile(
        _("Median time to act"),
        links.behind(Behind.VALID),
        hours(now.p50),
        _("working h") if now.p50 is not None else "",
        change.delta,
        change.better,
        _joined(change.note, notes),
        now.n,
        limits,
        now.small,
        aim.words,
        aim.met,
    )


def customers_at_risk(now: Inaction, before: Inaction, links: Links, weeks: int, targets: Targets) -> Tile:
    """The cost of inaction: people, and beside them money where the company knows what a customer is worth."""
    aim = Aim(targets.at_risk, round(now.at_risk), _number)
    before = before.assuming(now.assumed)  # so that only customers differ, not what is assumed of them
    change = Compared(round(now.at_risk), round(before.at_risk), _number, weeks, links.against)
    notes = _(
        "Between %(least)s and %(most)s of %(customers)s customers behind %(issues)s open issues that nobody ever "
        "acted on."
    ) % {
        "least": _number(now.at_least),
        "most": _number(now.at_most),
        "customers": _number(now.customers),
        "issues": _number(now.issues),
    }
    return Tile(
        _("Customers at risk"),
        links.behind(Behind.UNACTED),
        _number(now.at_risk),
        _("people"),
        change.more_or_fewer,
        change.better,
        _joined(
            _money(now),
            change.as_many,
            notes,
            _("Whenever it was reported: the period does not narrow it."),
        ),
        target=aim.words,
        met=aim.met,
    )


def _money(cost: Inaction) -> str:
    if cost.money is None:
        return ""
    amount = {"amount": _number(float(cost.money)), "currency": cost.assumed.currency}
    return _("About %(amount)s %(currency)s a year.") % amount


def _share_tile(
    label: str, url: str, bands: Bands, position: int, change: Compared, aim: Aim, notes: str
) -> Tile:
    share = (bands.action_rate, bands.acted_late, bands.not_acted_on)[position]
    return Tile(
        label,
        url,
        str(bands.percentages[position]) if share.n else None,
        "%" if share.n else "",
        change.delta,
        change.better,
        _joined(change.note, notes),
        share.n,
        interval(share),
        share.small,
        aim.words,
        aim.met,
    )


def _percent_aim(goal: int | None, now: float | None, *, at_least: bool = False) -> Aim:
    return Aim(goal, now, _points, f"{goal} %", at_least)


def hours(took: timedelta | None) -> str | None:
    """Working hours with one decimal, from 100 on whole ones; None for what was not reached."""
    if took is None:
        return None
    value = took / timedelta(hours=1)
    return _number(value) if value >= 100 else number_format(round(value, 1), 1)


def percent(share: Share) -> str | None:
    return None if share.value is None else f"{100 * share.value:.0f}"


def interval(share: Share) -> str:
    """Where the true share lies with 95 % confidence; empty of nothing."""
    return f"{100 * share.low:.0f}–{100 * share.high:.0f} %" if share.n else ""


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _number(value: float) -> str:
    """Whole, as the reader groups its digits."""
    return number_format(round(value), force_grouping=True)


def _few_digits(value: float) -> str:
    return _number(value) if value == round(value) else number_format(round(value, 1), 1, force_grouping=True)


def _points(value: float) -> str:
    words = npgettext("of percent", "%(n)s point", "%(n)s points", round(value))
    return words % {"n": _few_digits(value)}


def _working_hours(value: float) -> str:
    return f"{_few_digits(value)} h"


def _judged(bands: Bands, position: int) -> int | None:
    return None if bands.action_rate.small else bands.percentages[position]


def _hours(took: Duration) -> float | None:
    return None if took.small or took.p50 is None else took.p50 / timedelta(hours=1)
