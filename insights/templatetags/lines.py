"""Weeks, places, people, points and departments by the dozen: the template of one is drawn once for each look, and then filled in."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insights.rules.bands import Band
from insights.rules.behind import Behind
from insights.rules.flow import Flow
from issues.templatetags.moves import last_told
from people.templatetags.counts import grouped
from people.templatetags.times import due, span, written

if TYPE_CHECKING:
    from insights.views.chain_cards import Card
    from insights.views.departments_then import Then
    from insights.views.flow import Week
    from insights.views.movers import Mover
    from insights.views.scorecard import Cell
    from insights.views.tables import Line

register = template.Library()


@register.simple_tag
def weeks(lines: Iterable["Line"]) -> SafeString:
    """A row of a table for each week, as `insights/_week.html` shows it: what became of its reports."""
    return _joined(_week(line) for line in lines)


def _week(line: "Line") -> str:
    look = {
        "small": line.small,
        "has_matured": line.bands.matured > 0,
        "has_stood_still": bool(line.stood_still),
    }
    return _filled_in(
        "insights/_week.html",
        look,
        {
            "day": written(line.starts.astimezone(UTC), _("j M")) if line.starts else "",
            "reported": grouped(line.bands.reported),
            "percent": line.bands.percentages.never,
            "length": line.stood_still,
            **{band.value: grouped(getattr(line.bands, band.value)) for band in Band},
            **{f"{name}_url": url for name, url in line.urls.items()},
        },
    )


@register.simple_tag
def flow_weeks(lines: Iterable["Week"]) -> SafeString:
    """A row of a table for each week, as `insights/_flow_week.html` shows it: what came in and what went out."""
    return _joined(_flow_week(line) for line in lines)


def _flow_week(line: "Week") -> str:
    then = line.then or Flow()
    told = {"": (line.flow, line.urls), "_so_far": (line.so_far, line.urls_so_far)}
    counts: dict[str, Any] = {}
    for end, (flow, urls) in told.items():
        for name, url in urls.items():
            counts |= {f"{name}{end}": grouped(getattr(flow, name)), f"{name}{end}_url": url}
    for name in line.urls:
        counts |= {
            f"then_{name}": grouped(getattr(then, name)),
            f"then_{name}_url": line.then_urls.get(name, ""),
        }
    day = written(line.starts.astimezone(UTC), _("j M"))
    nets = {"net": _more(line.flow.net), "then_net": _more(then.net)}
    has = {"has_then": line.then is not None, "has_stood_still": bool(line.stood_still)}
    told_too = {"day": day, "length": line.stood_still, **nets}
    return _filled_in("insights/_flow_week.html", has, {**told_too, **counts})


def _more(n: int) -> int | str:
    return f"+{grouped(n)}" if n > 0 else grouped(n)


@register.simple_tag
def places(
    lines: Iterable["Line"], reference: int, *, with_median: bool = False, few: bool = False
) -> SafeString:
    """A row of a table for each point or department, as `insights/_place.html` shows it. `few`: too few to judge by."""
    look = {"reference": reference, "with_median": with_median, "few": few}
    return _joined(
        _filled_in(
            "insights/_place.html",
            {**look, "has_n": line.bands.matured > 0, "has_median": line.median is not None},
            {
                "url": line.url,
                "name": line.name,
                "never_url": line.urls[Behind.NEVER],
                "judged_url": line.urls[Behind.JUDGED],
                "percent": line.bands.percentages.never,
                "interval": line.interval,
                "n": grouped(line.bands.matured),
                "median": line.median,
            },
        )
        for line in lines
    )


@register.simple_tag
def mover_rows(movers: Iterable["Mover"], now: datetime) -> SafeString:
    """Each of those who have to move, as `insights/_mover.html` shows them: how many wait for them, and the worst."""
    return _joined(_mover(mover, now) for mover in movers)


def _mover(mover: "Mover", now: datetime) -> str:
    issue = mover.worst.issue
    look = {
        "issues": min(mover.issues.number, 2),  # in how many words it says so
        "severity": issue.severity,
        "has_unless": bool(mover.unless),
    }
    return _filled_in(
        "insights/_mover.html",
        look,
        {
            "person": mover.person.name,
            "url": mover.url,
            "shown": mover.issues,
            "issue_url": issue.get_absolute_url(),
            "title": issue.title,
            "point": issue.point.name,
            "pk": issue.pk,
            "due": due(issue.act_by, now),
            "told": last_told(issue.reached),
            "next": mover.next,
            "unless": mover.unless,
        },
    )


@register.simple_tag
def cards(shown: Iterable["Card"], *, is_compared: object = True) -> SafeString:
    """A card for each point, as `insights/_chain_card.html` shows it: what waits there, and how it goes."""
    return _joined(_card(card, is_compared=bool(is_compared)) for card in shown)


def _look_of(card: "Card") -> dict[str, Hashable]:
    waits, bands = card.waiting, card.figures.bands
    return {
        "heat": waits.heat,
        "direction": card.trend.direction,
        "small": bands.action_rate.small,
        "has_open": waits.open > 0,
        "has_unacted": waits.unacted > 0,
        "has_oldest": waits.oldest is not None,
        "has_matured": bands.matured > 0,
        "has_needs": bool(card.needs),
    }


def _card(card: "Card", *, is_compared: bool) -> str:
    waits, bands = card.waiting, card.figures.bands
    return _filled_in(
        "insights/_chain_card.html",
        {**_look_of(card), "is_compared": is_compared},
        {
            "pk": card.point.pk,
            "name": card.point.name,
            "oldest": span(waits.oldest) if waits.oldest is not None else "",
            "open": grouped(waits.open),
            "unacted": grouped(waits.unacted),
            "percent": bands.percentages.in_time,
            "n": grouped(bands.matured),
            "exposure": grouped(card.point.exposure),
            "needs": format_html_join(", ", '<a href="{}">{}</a>', card.needs),
            **{f"{name}_url": url for name, url in card.urls.items()},
        },
    )


@register.simple_tag
def compared(cells: Iterable["Cell"], sort: str, then: "Then | None", *, before: str = "") -> SafeString:
    """A cell of a table for each measure of a department, as `insights/_compared_cell.html` shows it.

    After the one that is sorted by stands what it was `then`, as `insights/_then_cell.html` shows it, called `before`.
    """
    drawn = [
        _filled_in(
            "insights/_compared_cell.html",
            {
                "is_sorted": cell.key == sort,
                "small": cell.small,
                "has_value": bool(cell.value),
                "has_n": cell.n > 0,
            },
            _told(cell) | {"label": cell.label},
        )
        for cell in cells
    ]
    if then is not None:
        was = then.cell
        look = {
            "direction": then.direction,
            "small": was.small,
            "has_value": bool(was.value),
            "has_n": was.n > 0,
        }
        drawn.insert(1, _filled_in("insights/_then_cell.html", look, _told(was) | {"label": before}))
    return _joined(drawn)


def _told(cell: "Cell") -> dict[str, Any]:
    value = f"{cell.value} {cell.short_unit}".strip()
    return {"url": cell.url, "value": value, "n": grouped(cell.n), "n_url": cell.n_url}


def _joined(drawn: Iterable[str]) -> SafeString:
    return mark_safe("".join(drawn))  # noqa: S308  each part was escaped


def _filled_in(name: str, look: Mapping[str, Hashable], parts: Mapping[str, Any]) -> str:
    """The template, which may ask about its look, and only write its parts."""
    mould = _mould(name, tuple(look.items()), tuple(parts), get_language())
    return mould % {
        part: value if type(value) is int else conditional_escape(value) for part, value in parts.items()
    }


@lru_cache(maxsize=1024)
def _mould(name: str, look: tuple[tuple[str, Hashable], ...], parts: tuple[str, ...], _: str | None) -> str:
    """The template as text, with a place for each of its parts. The words are those of the language."""
    text = render_to_string(name, {**dict(look), **{part: f"\x02{part}\x03" for part in parts}})
    return text.replace("%", "%%").replace("\x02", "%(").replace("\x03", ")s")
