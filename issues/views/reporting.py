"""Reporting a problem on one screen, and the receipt that says who has it and by when they will act."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from inflection_points.commands.posters import token_of
from inflection_points.models import InflectionPoint, Poster, Site
from issues.commands import clock
from issues.commands.progressing import followed
from issues.forms.reporting import NOT_OPEN, ReportForm, new_key
from issues.models import Report
from issues.rules.promises import promise_stand
from issues.rules.refusals import ReportItAnew, SentBefore, TryLater
from issues.views.at_posters import come_in
from issues.views.hints import Hints, hints, joinable
from issues.views.panels import visible_issue
from issues.views.promising import promise_times
from issues.views.receiving import Sender, receive
from issues.views.sending import answers_scripts, send
from people.models import User
from people.views.scripts import asks_for_json
from people.views.unsent import kept
from people.views.viewers import viewer

PAGE: Final = "report/report.html"
RECENT: Final = 4


@gzip_page  # see docs/security.md
@never_cache  # going back must give a fresh page: an old one has been sent already
@answers_scripts
def report(request: HttpRequest) -> HttpResponse:
    """The form; what is known of the chosen point appears with it. POST reports, or shows what is known first."""
    return _report(request, Sender(viewer(request)))


@login_not_required
@gzip_page
@never_cache
@answers_scripts
def report_at_poster(request: HttpRequest, token: str) -> HttpResponse:
    """The same at the place of a poster; without signing in where its poster allows it. 404 for a link of no poster."""
    sender = come_in(request, token)
    if isinstance(sender, HttpResponse):
        return sender
    if sender.person is not None or sender.poster is None:
        return _report(request, sender)
    with timezone.override(_zone(sender.poster)):  # whoever stands there means the clock on the wall
        return _report(request, sender)


report_at_poster.keeps_what_guests_type = True  # type: ignore[attr-defined]  # see `people.views.unsent`


def _zone(poster: Poster) -> ZoneInfo:
    calendar = (poster.site.calendar if poster.site else None) or poster.point.calendar
    return ZoneInfo(calendar.zone)


def _report(request: HttpRequest, sender: Sender) -> HttpResponse:
    told = _told(request, sender)
    if request.method != "POST" or "choose" in told:
        return _unsent(request, sender, told)
    point = _point(str(told.get("point", "")))
    now = clock.now()
    form = ReportForm(told, request.FILES, point=point, reporter=sender.person)
    form.now = now
    form.may_add_to = joinable(sender, now)
    if asks_for_json(request):
        return send(request, form, sender, now)
    if not form.is_valid():
        return render(request, PAGE, _context(request, form, point, sender), status=422)
    # Pages that are shown again have lost their files, so whoever sends some is not asked to look first.
    has_looked = told.get("shown_for") == getattr(point, "slug", "") or form.cleaned_data["photos"]
    if form.adds_to is None and not has_looked:
        context = _context(request, form, point, sender)
        if context["has_something_to_show"]:
            return render(request, PAGE, context | {"look_first": True})
    try:
        return redirect(receive(request, form, sender, now).path)
    except TryLater as later:
        return _later(request, sender, form, later)
    except SentBefore as refusal:
        form.take_a_new_key()
        form.add_error(None, str(refusal))
    except ReportItAnew:
        form.add_error(None, NOT_OPEN)
    return render(request, PAGE, _context(request, form, point, sender), status=422)


def _later(request: HttpRequest, sender: Sender, form: ReportForm, later: TryLater) -> HttpResponse:
    """429: not even to be set aside. What was typed stands in the page, to be sent again."""
    form.add_error(None, str(later))
    shown = render(request, PAGE, _context(request, form, form.at, sender), status=429)
    shown["Retry-After"] = str(later.seconds)
    return shown


def _told(request: HttpRequest, sender: Sender) -> QueryDict:
    """What was sent. A guest speaks of the place of the poster, whatever the page was made to say."""
    if sender.person is not None:
        return request.POST
    told = request.POST.copy()
    if request.method == "POST":
        told.pop("choose", None)
        told["point"], told["site"] = sender.slug, str(sender.site or "")
    return told


def _unsent(request: HttpRequest, sender: Sender, told: QueryDict) -> HttpResponse:
    """The form before it is sent, with what was typed before signing in or before a recent place was pressed."""
    typed = _typed(request, told)
    asked = typed.get("point") or (sender.person and str(request.GET.get("point", ""))) or sender.slug
    point = _point(asked)
    kind = request.GET.get("kind", "")
    initial: dict[str, Any] = typed or {"kind": kind if kind.isdecimal() else ""}
    initial.setdefault("client_key", new_key(timezone.now()))
    initial["point"] = point.slug if point else ""
    initial.setdefault("site", sender.site if asked == sender.slug else None)
    form = ReportForm(initial=initial, point=point, reporter=sender.person)
    context = _context(request, form, point, sender) | {"is_unknown_place": bool(asked) and point is None}
    return render(request, PAGE, context)


def _typed(request: HttpRequest, told: QueryDict) -> dict[str, Any]:
    if not told:
        return dict(kept(request))
    return {**told.dict(), "point": told["choose"]}


def _point(slug: str) -> InflectionPoint | None:
    if not slug or "\x00" in slug:
        return None
    return InflectionPoint.objects.along_the_chain().filter(slug=slug).first()


def _context(
    request: HttpRequest, form: ReportForm, point: InflectionPoint | None, sender: Sender
) -> dict[str, Any]:
    """The form with what is known at the point: its kinds of problem and similar open issues."""
    now = timezone.now()
    kinds = list(point.kinds.all()) if point else []
    found = _hints(form, point, sender, now) if point else None
    return {
        "form": form,
        "sender": sender,
        "start_path": _start_path(sender),
        "point": point,
        "kinds": kinds,
        "hints": found,
        "similar_path": _similar_path(sender),
        "has_something_to_show": bool(kinds or (found and found.found)),
        "recent": _recent(sender.person) if sender.person and request.method == "GET" and not point else [],
        "promise_times": promise_times(now),
        "has_sites": Site.objects.filter(is_active=True).exists(),
        "now": now,
    }


def _hints(form: ReportForm, point: InflectionPoint, sender: Sender, now: datetime) -> Hints:
    said = {name: str(form[name].value() or "") for name in ("kind", "site", "text")}
    return hints(sender, point, now=now, **said)


def _similar_path(sender: Sender) -> str:
    """Where the page asks for similar problems."""
    if sender.poster is None:
        return reverse("issues:similar")
    return reverse("issues:similar_at_poster", args=[token_of(sender.poster)])


def _start_path(sender: Sender) -> str:
    """Where the page notes that a report was begun."""
    if sender.poster is None:
        return reverse("issues:start_report")
    return reverse("issues:start_report_at_poster", args=[token_of(sender.poster)])


def _recent(person: User) -> list[InflectionPoint]:
    """Where this person reported lately, the latest first."""
    mine = Report.objects.filter(reporter=person.pk, issue__point__is_active=True)
    points = [r.issue.point for r in mine.select_related("issue__point").order_by("-received_at")[:20]]
    return list(dict.fromkeys(points))[:RECENT]


@gzip_page
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """What the reporter takes away. A duplicate's leads to the issue that took its reports.

    Raises 404 for somebody who did not report the issue.
    """
    issue = visible_issue(request, number)
    mine = Report.objects.filter(reporter=viewer(request).pk)
    report = mine.filter(issue=issue).order_by("received_at", "pk").last()
    if report is None and mine.filter(told_of=issue, issue=issue.merged_into).exists():
        return redirect("issues:receipt", number=issue.merged_into_id)
    if report is None:
        raise Http404("You have not reported this issue.")
    now = timezone.now()
    report.issue = issue
    one = followed([report], now)[0]
    view = one.outlook
    context = {
        "issue": issue,
        "one": one,
        "outlook": view,
        "report": report,
        "files": report.attachments.all(),
        "now": now,
        "stand": promise_stand(report.promised_by, report.kept_at, now),
        "added": report != issue.reports.first(),
        "act_ahead": view.state.awaits_act and now < view.state.act_by,
    }
    return render(request, "report/receipt.html", context)
