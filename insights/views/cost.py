"""What not acting costs: customers, money where their worth is known, and in whose hands it grows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms import ScopeForm
from insights.querysets.company import assumptions
from insights.querysets.hands import DAY, KEPT_BACK, InHand, in_hand
from insights.querysets.inaction import inaction
from insights.querysets.where import read_once
from insights.rules.behind import Behind
from insights.rules.company import SURVEY
from insights.rules.inaction import Inaction
from insights.rules.periods import Scope
from insights.views.assumed import head, rests_on
from insights.views.links import Links
from insights.views.tables_out import Asked, Table, asked_of, file_of, standing_of
from insights.views.tiles import risk_compared
from issues.views.spreadsheets import As, Meant, Value
from people.models import Department, User
from people.rules.permissions import Can
from people.views.viewers import viewer

MOST: Final = 30  # lines of the table; all of them stand in the file


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody with what they have in hand, in words, and the list of it; of what is kept back there is none."""

    name: str
    url: str
    held: InHand
    growth: str


@require_safe
@read_once()
def cost(request: HttpRequest) -> HttpResponseBase:
    """The customers behind what nobody ever acted on, what that rests on, and who has it in hand."""
    now = timezone.now()
    kept = counted(now)
    form = ScopeForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/cost.html", {"form": form}, status=400)
    scope, links = form.scope(), Links(form.asked())
    held, assumed = in_hand(scope, viewer(request), now), assumptions(scope.period.as_of)
    tables = [_table(held, [*standing_of(form), *head(assumed)]), rests_on(assumed, scope.period.as_of)]
    if (file := file_of(request, tables, asked_of(form), page="cost", now=now)) is not None:
        return file
    context = _figures(scope, links) | _hands(held, links, scope.period.as_of)
    context |= {
        "form": form,
        "to_count": kept.waiting,
        "is_past": scope.period.as_of < form.now,
        "may_change": viewer(request).may(Can.SET_TARGETS),
        "now": scope.period.as_of,
    }
    return render(request, "insights/cost.html", context)


def _figures(scope: Scope, links: Links) -> dict[str, Any]:
    """What stands at risk, and how it has grown: judged by the same assumptions, so that only customers differ."""
    found = inaction(scope)
    change = risk_compared(
        found, inaction(scope.before), weeks=len(scope.period.cohorts), against=scope.against
    )
    return {
        "cost": found,
        "survey": SURVEY,
        "url": links.behind(Behind.UNACTED),
        "once_url": links.behind(Behind.UNACTED, told="once"),
        "again_url": links.behind(Behind.UNACTED, told="again"),
        "delta": change.growth,
        "sameness": change.sameness,
        "is_better": change.better,
    }


def _hands(held: list[InHand], links: Links, as_of: datetime) -> dict[str, Any]:
    named = [one for one in held if one.hands != KEPT_BACK]
    lines = _lines([*named[:MOST], *(one for one in held if one.hands == KEPT_BACK)], links)
    return {
        "hands": lines,
        "more_hands": len(held) - len(lines),
        "grown_in_a_day": _signed(sum(one.growth for one in held)),
        "day_before": as_of - DAY,
    }


def _lines(held: list[InHand], links: Links) -> list[Line]:
    people = User.objects.in_bulk([one.hands.person for one in held if one.hands.person is not None])
    departments = Department.objects.in_bulk(
        [one.hands.department for one in held if one.hands.department is not None]
    )
    found = []
    for one in held:
        if one.hands.person is not None:
            name, hands = people[one.hands.person].name, {"in_hand": str(one.hands.person)}
        elif one.hands.department is not None:
            department = departments[one.hands.department]
            name, hands = department.name, {"in_hand_of": department.slug}
        else:
            name, hands = _("confidential, and not for you"), {}
        url = links.behind(Behind.UNACTED, **hands) if hands else ""
        found.append(Line(name, url, one, _signed(one.growth)))
    return found


def _table(held: list[InHand], about: Asked) -> Table:
    """The same for a file, all of it."""
    heads = [
        *(_("In whose hands"), _("Issues"), _("Customers"), _("At risk"), _("At risk a day before")),
        *(_("Growth in a day"), _("Money at risk"), _("Currency"), _("Oldest reported")),
    ]
    return Table("hands", _("In whose hands it grows"), heads, _rows(held), about)


def _rows(held: list[InHand]) -> Iterator[list[Value]]:
    for line in _lines(held, Links()):
        at_risk, before = line.held.now, line.held.day_before
        yield [
            *(line.name, at_risk.issues, at_risk.customers),
            *(round(at_risk.at_risk, 2), round(before.at_risk, 2), round(line.held.growth, 2)),
            *_money(at_risk),
            line.held.oldest,
        ]


def _money(found: Inaction) -> list[Value]:
    if found.money is None:
        return [None, None]
    return [Meant(float(found.money), As.MONEY), found.assumed.currency]


def _signed(value: float) -> str:
    """Customers with one decimal and their sign, as the reader writes numbers: "+1.3", "−0.5", "0"."""
    rounded = round(value, 1)
    if not rounded:
        return "0"
    sign = "+" if rounded > 0 else "−"
    return sign + number_format(abs(rounded), 1, force_grouping=True)
