"""The lists behind the numbers of the departments' and the flow's pages."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms import LISTS, RECORDS, ListedForm, RecordsForm
from insights.querysets.listed import listed as issues_listed
from insights.querysets.records import KINDS
from insights.views.issues_out import issues_out
from insights.views.links import Links
from insights.views.records import lines, readable
from insights.views.records_out import records_out
from issues.querysets import Counted
from issues.views.keyset import page
from issues.views.narrowing import MOST_KEPT_BACK
from issues.views.rows import rows
from people.views.viewers import viewer

PAGE: Final = 50


@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """Issues, the newest first."""
    now = timezone.now()
    kept = counted(now)
    form = ListedForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/listed.html", {"form": form}, status=400)
    narrower = form.narrower()
    found = issues_listed(form.scope(), form.which(), narrower)
    reading = found.visible_to(viewer(request), now)
    if narrower.reason:  # that somebody wrote this of a confidential issue is confidential, too
        found = reading
    if "format" in request.GET:
        return issues_out(request, form, found, now)
    shown = page(request, reading.for_list(), by="-reported_at")
    context = {
        "form": form,
        "heading": LISTS[form.which()],
        "count": found.order_by().count(),
        "hidden": found.hidden_from(viewer(request), now).count_up_to(MOST_KEPT_BACK),
        "page": shown,
        "rows": rows(shown.issues, now),
        "overview_url": Links(form.asked()).overview(),
    }
    return render(request, "insights/listed.html", context)


@require_safe
def records(request: HttpRequest) -> HttpResponseBase:
    """Turns, fixes, finished work, promises or rungs, the newest first."""
    now = timezone.now()
    kept = counted(now)
    form = RecordsForm(request.GET, now=kept.as_of)
    if not form.is_valid():
        return render(request, "insights/listed.html", {"form": form}, status=400)
    what = form.which()
    kind = KINDS[what]
    found = kind.rows(form.scope(), form.whose())
    reading = readable(found, kind, viewer(request), now).order_by(f"-{kind.when}", "-pk")
    shown = Paginator(reading, PAGE).get_page(request.GET.get("page"))
    count = found.order_by().count()
    left_out = count - shown.paginator.count
    hidden = Counted(min(left_out, MOST_KEPT_BACK), left_out > MOST_KEPT_BACK)
    if "format" in request.GET:
        return records_out(request, form, reading, hidden, now)
    context = {
        "form": form,
        "heading": RECORDS[what],
        "count": count,
        "hidden": hidden,
        "records": lines(what, kind, reading, shown),
        "page": {
            "previous_url": _beside(request, shown.previous_page_number() if shown.has_previous() else 0),
            "next_url": _beside(request, shown.next_page_number() if shown.has_next() else 0),
        },
        "now": now,
        "overview_url": Links(form.asked()).overview(),
    }
    return render(request, "insights/listed.html", context)


def _beside(request: HttpRequest, number: int) -> str:
    """The address of another page of the list; empty where there is none."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}" if number else ""
