"""The value chain: where customers judge us, where problems wait, and where they begin."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms import ScopeForm
from insights.querysets.beginnings import beginning
from insights.querysets.coverage import coverage
from insights.querysets.escapes import flows
from insights.querysets.where import company, read_once
from insights.rules.behind import Behind
from insights.rules.covering import Lack
from insights.rules.figures import REFERENCE_AUDITED
from insights.views import chain_tables
from insights.views.chain_cards import STEPS, Chain, chain
from insights.views.links import Links
from insights.views.matrix import matrix
from insights.views.mending import mended
from insights.views.overview_tables import then_head
from insights.views.tables_out import asked_of, file_of
from people.views.viewers import viewer


@require_safe
@read_once()
def value_chain(request: HttpRequest) -> HttpResponseBase:
    """Stages as columns, points as cards with what waits there, dependencies drawn; origin × felt; coverage."""
    now = timezone.now()
    kept = counted(now)
    form = ScopeForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/value_chain.html", {"form": form}, status=400)
    scope, links = form.scope(), Links(form.asked())
    drawn, covered = chain(scope, links), coverage(scope)
    origins = matrix(flows(scope), company().along_the_chain(), links)
    tables = chain_tables.all_of(drawn, origins, covered.points, then_head(scope))
    if (file := file_of(request, tables, asked_of(form), page="value-chain", now=now)) is not None:
        return file
    context: dict[str, Any] = {
        "form": form,
        "period": scope.period,
        "to_count": kept.waiting,
        "is_past": scope.period.as_of < form.now,
        "chain": drawn,
        "begin": None if drawn.cards else beginning(),
        "steps": STEPS,
        **_waiting(drawn, links),
        "matrix": origins,
        "coverage": covered,
        "lacking": [(one, links.point(one.slug), mended(one, viewer(request))) for one in covered.lacking],
        "silent": [one for one in covered.silent if one.lacks == (Lack.REPORT,)],
        "reference": REFERENCE_AUDITED,
    }
    return render(request, "insights/value_chain.html", context)


def _waiting(drawn: Chain, links: Links) -> dict[str, Any]:
    return {
        "open": drawn.open,
        "unacted": drawn.unacted,
        "open_url": links.behind(Behind.OPEN),
        "unacted_url": links.behind(Behind.UNACTED),
    }
