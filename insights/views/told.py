"""Figures that were kept as plain values (`insights/commands/snapshots.py`), in words and charts: for mails and paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.dateformat import format as write
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insights.commands.snapshots import read_change, read_duration, read_targets
from insights.querysets.figures import Line
from insights.rules.bands import Band, Bands
from insights.rules.behind import Behind
from insights.rules.figures import REFERENCE_NOT_ACTED, Figures
from insights.rules.periods import Against, Scope, monday_of
from insights.rules.shares import Share
from insights.rules.survival import Duration
from insights.views import tables
from insights.views.beside import few_digits, number
from insights.views.changes import Sentence, sentence_of
from insights.views.charts import Axis, Kind, Level, Series, chart, week_of
from insights.views.gaps import gaps, marks
from insights.views.links import Links
from insights.views.pictures import in_words
from insights.views.tiles import hours, interval
from people.templatetags.counts import grouped

_HOUR: Final = timedelta(hours=1)
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Number:
    """One of the four: what it is of, and what it is to be measured by."""

    label: str
    value: str
    unit: str
    url: str
    of: str = ""
    beside: list[str] = field(default_factory=list)
    opens: str = ""  # what the link opens, where that is not what the number counts


def titles() -> dict[str, str]:
    """What the charts are called."""
    return {
        "weeks": _("What became of what was reported, by week"),
        "times": _("Working hours until somebody acted, by week of the report"),
    }


def numbers(told: Told, links: Links) -> list[Number]:
    """The four of the overview."""
    risk = told["risk"]
    before = number(risk["before"]) if risk["before"] is not None else None
    behind = {"customers": number(risk["customers"]), "issues": number(risk["issues"])}
    return [
        _share(told, links, Band.IN_TIME),
        _share(told, links, Band.NEVER),
        _median(told, links),
        Number(
            _("Customers at risk"),
            number(risk["at_risk"]),
            _("people"),
            links.behind(Behind.UNACTED),
            ngettext(
                "of %(customers)s behind %(issues)s open issue that nobody ever acted on",
                "of %(customers)s behind %(issues)s open issues that nobody ever acted on",
                risk["issues"],
            )
            % behind,
            _beside(told, before, "", aim=told["targets"]["at_risk"]),
            _("The open issues behind it"),
        ),
    ]


def _share(told: Told, links: Links, band: Band) -> Number:
    """Acted on in time, or never: as the page rounds it, and the period before only where it can be judged."""
    now, before = (Bands(**told[name]["bands"]) for name in ("now", "before"))
    is_headline = band is Band.NEVER
    label = _("Reported, not acted on") if is_headline else _("Acted on in time")
    share = now.share(band)
    return Number(
        label,
        *_with_unit(str(now.percentages.of(band)) if share.n else None, "%"),
        links.behind(band),
        _of(share),
        _beside(
            told,
            None if before.action_rate.small else str(before.percentages.of(band)),
            "%",
            aim=told["targets"]["not_acted_on" if is_headline else "action_rate"],
            at_least=not is_headline,
            reference=REFERENCE_NOT_ACTED if is_headline else None,
        ),
    )


def _median(told: Told, links: Links) -> Number:
    took, before = (read_duration(told[name]["took"]) for name in ("now", "before"))
    return Number(
        _("Median time to act"),
        *_with_unit(hours(took.p50), _("working h")),
        links.behind(Behind.VALID),
        _of_times(took),
        _beside(told, None if before.small else hours(before.p50), "h", aim=told["targets"]["hours_to_act"]),
    )


def _with_unit(value: str | None, unit: str) -> tuple[str, str]:
    return (value, unit) if value is not None else ("–", "")


def _of(share: Share) -> str:
    if share.small:
        return _("Too few to judge yet (n = %(n)s)") % {"n": grouped(share.n)}
    return _("n = %(n)s, 95 %% sure of %(interval)s") % {
        "n": grouped(share.n),
        "interval": interval(share).replace(" ", "\u00a0"),
    }


def _of_times(took: Duration) -> str:
    if took.small:
        return _("Too few to judge yet (n = %(n)s)") % {"n": grouped(took.n)}
    return _("n = %(n)s, those that still wait counted in") % {"n": grouped(took.n)}


def _beside(
    told: Told,
    before: str | None,
    unit: str,
    *,
    aim: float | None = None,
    at_least: bool = False,
    reference: int | None = None,
) -> list[str]:
    """What it was, what is aimed at, what others admit."""
    said = []
    if before is not None and told["against"] == Against.YEAR:
        said.append(_("a year before: %(value)s") % {"value": _unit(before, unit)})
    elif before is not None and told["against"] == Against.BEFORE:
        weeks = len(told["weeks"])
        words = ngettext("%(weeks)s week before: %(value)s", "%(weeks)s weeks before: %(value)s", weeks)
        said.append(words % {"weeks": weeks, "value": _unit(before, unit)})
    if aim is not None:
        words = _("target: at least %(value)s") if at_least else _("target: at most %(value)s")
        said.append(words % {"value": _unit(few_digits(aim), unit)})
    if reference is not None:
        said.append(_("reference: %(value)s of firms admit it") % {"value": _unit(str(reference), unit)})
    return said


def _unit(value: str, unit: str) -> str:
    return f"{value}\u202f{unit}" if unit == "%" else f"{value} {unit}".strip()


def place_of(links: Links, by: str, place: Told) -> dict[str, Any]:
    """A point or department with its share, and the list behind it."""
    bands = Bands(**place["bands"])
    return {
        "name": place["name"],
        "percent": bands.percentages.never,
        "interval": interval(bands.not_acted_on),
        "n": grouped(bands.matured),
        "url": links.behind(Band.NEVER, **{by: place["key"]}),
    }


def cohorts(told: Told, scope: Scope, links: Links) -> dict[str, Any]:
    """The chart of the page: what became of each week's reports."""
    still = gaps(scope.period)
    found = [
        Line(monday_of(week["week"]), week["week"], Figures(bands=Bands(**week["bands"])))
        for week in told["weeks"]
    ]
    weeks = tables.weeks(found, scope.period, links, still)
    return tables.trend(weeks, scope, still, read_targets(told["targets"]))


def times(told: Told, scope: Scope) -> dict[str, Any]:
    """How long it took, week by week: half of them, and three quarters."""
    mondays = [monday_of(week["week"]) for week in told["weeks"]]
    took = [read_duration(week["took"]) for week in told["weeks"]]
    labels: list[str | list[str]] = [[write(monday, "j"), write(monday, "M")] for monday in mondays]
    titles = [f"{week_of(monday)}, n = {grouped(one.n)}" for monday, one in zip(mondays, took, strict=True)]
    still = marks(gaps(scope.period), mondays)
    axis = Axis(labels, titles, small=[one.small for one in took], gaps=still)
    half = [one.p50 / _HOUR if one.p50 is not None else None for one in took]
    most = [one.p75 / _HOUR if one.p75 is not None else None for one in took]
    series = [Series(_("half of them"), half), Series(_("three quarters"), most, "--ink-soft", dash=True)]
    aim = told["targets"]["hours_to_act"]
    lines = (
        [Level(aim, _("Target: %(hours)s h") % {"hours": few_digits(aim)}, "target")]
        if aim is not None
        else []
    )
    return chart(Kind.LINES, axis, series, as_of=scope.period.as_of, lines=lines, unit="h")


def alt(drawn: Mapping[str, Any]) -> str:
    """The first series in words: what is not acted on, and the median."""
    return in_words({**drawn, "series": drawn["series"][:1]})


def sentences(told: Told, links: Links, *, site: str) -> list[SafeString]:
    """What changed in the week, each with its links, which begin with `site`."""
    found = [sentence_of(read_change(change), links) for change in told.get("changes", [])]
    return [mark_safe(" ".join(_written(one, site).split())) for one in found]  # noqa: S308  a template wrote it


def _written(sentence: Sentence, site: str) -> str:
    here = f"{site}{sentence.place_url}" if sentence.place_url else ""
    facts = {"one": sentence.change, "sentence": sentence, "url": f"{site}{sentence.url}", "here": here}
    return render_to_string("insights/_change.html", facts)
