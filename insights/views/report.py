"""The overview as a report on paper: the same figures, charts drawn on the server, everything said that it rests on."""

from dataclasses import replace
from datetime import date, datetime
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inflection_points.models import ValueChain
from insights.commands.keeping import counted
from insights.commands.snapshots import Plain, read_duration, snapshot
from insights.forms import ScopeForm
from insights.querysets.company import assumptions
from insights.querysets.inaction import inaction
from insights.querysets.where import read_once
from insights.rules.bands import Bands
from insights.rules.drawings import draw
from insights.rules.figures import REFERENCE_NOT_ACTED
from insights.rules.periods import Scope, monday_of
from insights.views.changes import days_of
from insights.views.links import Links
from insights.views.movers import movers
from insights.views.pictures import svg
from insights.views.tables_out import asked_of
from insights.views.tiles import hours, interval
from insights.views.told import alt, cohorts, numbers, sentences, times, titles
from issues.views.paper import pdf_response
from people.models import User
from people.views.viewers import viewer

STYLES = ("css/tokens.css", "css/figures_paper.css")
_WIDTH, _HEIGHT = 640, 195  # both charts fit below the numbers on the first sheet


@require_safe
@read_once()
def overview_pdf(request: HttpRequest) -> HttpResponse:
    """The overview as it was asked for, as PDF; asked for wrongly, the overview says what to do."""
    now, back = timezone.now(), f"{reverse('insights:overview')}?{request.GET.urlencode()}"
    kept = counted(now)
    form = ScopeForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return redirect(back)
    html = overview_html(viewer(request), form, now)
    name = f"overview-{form.last_day or timezone.localdate(now)}.pdf"
    return pdf_response(request, html, STYLES, name=name, back=back)


def overview_html(reader: User, form: ScopeForm, now: datetime) -> str:
    """The report as a page without styles. Call it with a valid form."""
    scope = form.scope()
    is_past = scope.period.as_of < form.now
    context = _context(reader, form, scope, now) | {"is_past": is_past}
    context |= {} if is_past else movers(scope, form.asked(), reader, now)
    return render_to_string("insights/report.html", context)


def _context(reader: User, form: ScopeForm, scope: Scope, now: datetime) -> dict[str, Any]:
    told, links = snapshot(scope, most=None), Links(form.asked())
    return {
        "company": ", ".join(ValueChain.objects.order_by("name").values_list("name", flat=True)),
        "asked": [(label, value) for label, value in asked_of(form) if not isinstance(value, date)],
        "period": scope.period,
        "form": form,
        "last_day": form.last_day,
        "now": now,
        "reader": reader,
        "bands": Bands(**told["now"]["bands"]),
        "numbers": [replace(one, of=_unbroken(one.of)) for one in numbers(told, links)],
        "changes": [unescape(strip_tags(one)) for one in sentences(told, links, site="")],
        "changed_in": days_of(scope),
        "charts": _charts(told, scope, links),
        "weeks": [_line(week, monday_of(week["week"])) for week in told["weeks"]],
        "places": [
            (_("Points"), [_line(place, place["name"]) for place in told["points"]]),
            (_("Departments"), [_line(place, place["name"]) for place in told["departments"]]),
        ],
        "cost": inaction(scope),
        "assumed": assumptions(scope.period.as_of),
        "reference": REFERENCE_NOT_ACTED,
    }


def _unbroken(words: str) -> str:
    """No line ends within an interval, however narrow the column is."""
    return words.replace("–", "\u2060–\u2060")


def _charts(told: Plain, scope: Scope, links: Links) -> list[tuple[str, SafeString]]:
    """Each with what it is called."""
    drawn = {"weeks": cohorts(told, scope, links), "times": times(told, scope)}
    names = titles()
    return [
        (names[name], svg(draw(chart, width=_WIDTH, height=_HEIGHT), alt(chart)))
        for name, chart in drawn.items()
    ]


def _line(told: Plain, name: str | datetime) -> dict[str, Any]:
    """A week or place as a row."""
    bands = Bands(**told["bands"])
    return {
        "name": name,
        "bands": bands,
        "small": bands.action_rate.small,
        "percent": bands.percentages,
        "interval": interval(bands.not_acted_on),
        "median": hours(read_duration(told["took"]).p50),
    }
