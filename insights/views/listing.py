"""The lists behind the numbers: of issues, and of what hangs on them and is counted by itself."""

from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms import LISTS, RECORDS, BehindForm, RecordsForm, ScopeForm
from insights.querysets.among import has_one
from insights.querysets.behind import behind, walk_behind
from insights.querysets.how_many import how_many, how_many_records
from insights.querysets.records import KINDS
from insights.querysets.where import read_once
from insights.rules.behind import HAPPENING, STANDING, Behind
from insights.rules.periods import WEEK
from insights.views.issues_out import issues_out
from insights.views.leafing import can_be_listed, page_of
from insights.views.links import Links
from insights.views.records import kept_back, lines, readable
from insights.views.records_out import records_out
from insights.views.tables_out import Asked
from issues.models import Issue
from issues.querysets import Counted, IssueQuerySet
from issues.views import keyset
from issues.views.keyset import page
from issues.views.narrowing import MOST_KEPT_BACK
from issues.views.rows import Row, rows
from people.views.viewers import viewer

PAGE: Final = 50


@require_safe
@read_once()
def issues(request: HttpRequest) -> HttpResponseBase:
    """The issues behind a number, the newest first."""
    now = timezone.now()
    form = BehindForm(request.GET, now=counted(now).as_of)
    if not can_be_listed(request, form):
        return render(request, "insights/issues.html", {"form": form}, status=400)
    what, narrower, scope = form.which(), form.narrower(), form.scope()
    words = {"heading": LISTS[what], "lead": lead(form, what)}
    if "format" not in request.GET and narrower.is_of_facts:
        count, walked = how_many(scope, what, narrower), walk_behind(scope, what, narrower)
        return _page_of(request, form, walked, now, words | {"count": count})
    found = behind(scope, what, narrower)
    if narrower.tells_by_number:
        found = found.visible_to(viewer(request), now)
    return list_of(request, form, found, now, words=words)


@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """Where some of these lists stood before: files and mails still lead there."""
    return redirect(f"{reverse('insights:issues')}?{request.GET.urlencode()}", permanent=True)


def list_of(
    request: HttpRequest,
    form: ScopeForm,
    found: IssueQuerySet,
    now: datetime,
    *,
    words: dict[str, Any],
    said: Asked | None = None,
) -> HttpResponseBase:
    """A page of the issues, the newest first, or all of them as a file; and how many the viewer may not read.

    `words` are the page's heading and lead; `said` is what was asked, where the form's period does not tell it.
    """
    if "format" in request.GET:
        return issues_out(request, form, found, now, said=said)
    shown = page(request, found.for_list().visible_to(viewer(request), now), by="-reported_at")
    told = {
        **words,
        "count": found.order_by().count(),
        "hidden": found.hidden_from(viewer(request), now).count_up_to(MOST_KEPT_BACK),
    }
    return _shown(request, form, shown, rows(shown.issues, now), told)


def _page_of(
    request: HttpRequest, form: ScopeForm, walked: "QuerySet[Any]", now: datetime, told: dict[str, Any]
) -> HttpResponseBase:
    """The same of facts: an index has them in the order of the list, and is followed only as far as the page goes."""
    person = viewer(request)
    visible, hidden = Issue.objects.visible_to(person, now), Issue.objects.hidden_from(person, now)
    # A fact has what a page is found by: when it was reported, and the number of its issue.
    readable = walked.only("reported_at").filter(has_one(visible, "pk"))
    shown = page(request, cast("IssueQuerySet", readable), by="-reported_at")
    known = Issue.objects.for_list().in_bulk([fact.pk for fact in shown.issues])
    issues = [known[fact.pk] for fact in shown.issues if fact.pk in known]
    kept_back = walked.filter(pk__in=hidden.order_by().values("pk"))[: MOST_KEPT_BACK + 1].count()
    hidden_ones = Counted(min(kept_back, MOST_KEPT_BACK), kept_back > MOST_KEPT_BACK)
    return _shown(request, form, shown, rows(issues, now), {**told, "hidden": hidden_ones})


def _shown(
    request: HttpRequest, form: ScopeForm, shown: keyset.Page, drawn: list[Row], told: dict[str, Any]
) -> HttpResponseBase:
    overview = Links(form.asked()).overview()
    context = {**told, "form": form, "page": shown, "rows": drawn, "overview_url": overview}
    return render(request, "insights/issues.html", context)


def stood(form: ScopeForm) -> str:
    """As of when a list is, as words that end a sentence. Of a valid form."""
    if form.last_day:
        return _("when %(day)s was over") % {"day": form.last_day_words}
    return _("when you opened this page")


def lead(form: ScopeForm, what: Behind) -> str:
    """Which of them: when reported, or when it happened, and as of when. Of a valid form."""
    period = form.scope().period
    told = {"stood": stood(form), "day": date_format(period.since, _("j F Y"))}
    if what in STANDING:
        return (
            _("Whenever it was reported, as it stood %(stood)s. Each line shows how the issue stands now.")
            % told
        )
    if period.until is not None and period.until - period.since > WEEK:
        told["last"] = date_format(period.until - timedelta(days=1), _("j F Y"))
        return _between(what) % told
    return (_from(what) if period.until is None else _in_week(what)) % told


def _from(what: Behind) -> str:
    if what in HAPPENING:
        return _(
            "What happened from %(day)s on, whenever it was reported, as it stood %(stood)s. Each line shows how the issue stands now."
        )
    return _("Reported from %(day)s on, as it stood %(stood)s. Each line shows how the issue stands now.")


def _in_week(what: Behind) -> str:
    if what in HAPPENING:
        return _(
            "What happened in the week of %(day)s, whenever it was reported, as it stood %(stood)s. Each line shows how the issue stands now."
        )
    return _(
        "Reported in the week of %(day)s, as it stood %(stood)s. Each line shows how the issue stands now."
    )


def _between(what: Behind) -> str:
    if what in HAPPENING:
        return _(
            "What happened from %(day)s to %(last)s, whenever it was reported, as it stood %(stood)s. Each line shows how the issue stands now."
        )
    return _(
        "Reported from %(day)s to %(last)s, as it stood %(stood)s. Each line shows how the issue stands now."
    )


@require_safe
@read_once()
def records(request: HttpRequest) -> HttpResponseBase:
    """Turns, fixes, finished work, promises or rungs, the newest first."""
    now = timezone.now()
    form = RecordsForm(request.GET, now=counted(now).as_of)
    if not form.is_valid():
        return render(request, "insights/records.html", {"form": form}, status=400)
    what, scope, whose = form.which(), form.scope(), form.whose()
    kind = KINDS[what]
    found = kind.rows(scope, whose)
    reading = readable(found, kind, viewer(request), now).order_by(f"-{kind.when}", "-pk")
    count = how_many_records(scope, what, whose)
    left_out = kept_back(found, kind, viewer(request), now).count()
    pages = Paginator(reading, PAGE)
    pages.count = count - left_out  # and is not counted row by row
    shown = page_of(request, form, pages)
    if shown is None:
        return render(request, "insights/records.html", {"form": form}, status=400)
    hidden = Counted(min(left_out, MOST_KEPT_BACK), left_out > MOST_KEPT_BACK)
    if "format" in request.GET:
        return records_out(request, form, reading, hidden, now)
    context = {
        "form": form,
        "heading": RECORDS[what],
        "count": count,
        "hidden": hidden,
        "records": lines(what, kind, reading, shown),
        "page": _beside(request, shown),
        "lead": "" if kind.issue else _("Nobody knows who began them: only where, and on which day."),
        "now": now,
        "overview_url": Links(form.asked()).overview(),
    }
    return render(request, "insights/records.html", context)


def _beside(request: HttpRequest, shown: Page[Any]) -> dict[str, str]:
    """The addresses of the pages before and after; empty where there is none."""

    def at(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "previous_url": at(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": at(shown.next_page_number()) if shown.has_next() else "",
    }
