"""Making and changing a calendar: one page, on which nothing is saved before it has shown what it moves."""

import hashlib
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inflection_points.commands.calendars import holidays_of
from inflection_points.models import Calendar
from inflection_points.rules.calendars import InvalidCalendar
from inflection_points.rules.holidays import picked, years_of
from issues.commands import calendars as commands
from issues.commands import clock
from issues.commands.calendars import Draft
from issues.commands.rehearsing import Rehearsal, rehearse
from issues.forms.calendars import BLANK_ROWS, CalendarForm, HolidayRows, initial_of, rows_of
from issues.forms.geography import zones
from issues.rules.refusals import CalendarChangedMeanwhile, CalendarNameTaken
from issues.views.people import for_administrators
from issues.views.pictures import week_picture
from people.rules.refusals import Refusal
from people.views.unsent import kept
from people.views.viewers import viewer

PREFIX: Final = "days"
UNCLEAR: Final = gettext_lazy("One of the holidays cannot be understood. It says so beside it.")
OFFICE: Final = {f"day_{day}": "09:00–17:00" for day in range(5)}


@dataclass
class Page:
    """The form as it stands on the screen."""

    form: CalendarForm
    rows: Any
    calendar: Calendar | None
    revision: int
    rehearsal: Rehearsal | None = None
    draft: Draft | None = None
    seen: str = ""  # the fingerprint of what the rehearsal was of
    status: int = 200
    extra: dict[str, Any] = field(default_factory=dict)

    def render(self, request: HttpRequest) -> HttpResponse:
        """The whole page; without JavaScript every button leads back to it."""
        year = timezone.now().year
        context = {
            "form": self.form,
            "rows": self.rows,
            "years": _by_year(self.rows, year),
            "calendar": self.calendar,
            "revision": self.revision,
            "rehearsal": self.rehearsal,
            "draft": self.draft,
            "seen": self.seen,
            "zones": zones(),
            "public_years": years_of(timezone.now().date()),
        }
        if self.draft is not None:
            value, now = self.draft.value(), timezone.now()
            context["week"] = week_picture(value.week)
            context["working"] = commands.working_time_ahead(value, now)
        return render(request, "calendars/form.html", context | self.extra, status=self.status)


@for_administrators
def new_calendar(request: HttpRequest) -> HttpResponse:
    """A calendar of which nobody uses anything yet."""
    initial = {"zone": viewer(request).time_zone} | OFFICE
    return _door(request, None, initial, [])


@for_administrators
def change_calendar(request: HttpRequest, number: int) -> HttpResponse:
    """A calendar that issues may run on: previewed, then saved with their deadlines computed anew."""
    row = get_object_or_404(Calendar, pk=number)
    draft = commands.draft_of(row)
    initial = initial_of(draft.name, draft.zone, draft.week, draft.country, draft.region)
    return _door(request, row, initial, rows_of(draft.days, timezone.now().year))


def _door(
    request: HttpRequest, row: Calendar | None, initial: dict[str, Any], days: list[dict[str, Any]]
) -> HttpResponse:
    revision = row.revision if row is not None else 0
    if request.method != "POST":
        if unsent := kept(request):
            return Page(CalendarForm(unsent), HolidayRows(unsent, prefix=PREFIX), row, revision).render(
                request
            )
        page = Page(CalendarForm(initial=initial), HolidayRows(initial=days, prefix=PREFIX), row, revision)
        return page.render(request)
    sent = request.POST
    revision = int(sent["revision"]) if sent.get("revision", "").isdecimal() else revision
    page = Page(CalendarForm(sent), HolidayRows(sent, prefix=PREFIX), row, revision)
    match sent.get("do"):
        case "pick":
            _pick(page, sent)
        case "more":
            _more(page, sent)
        case "save":
            return _save(request, page)
        case _:
            _preview(page)
    return page.render(request)


def _pick(page: Page, sent: QueryDict) -> None:
    """Fill the list with the public holidays of the country; own ones and what was decided stay."""
    page.form.is_valid()
    if not page.rows.is_valid():
        page.form.add_error(None, UNCLEAR)
        page.status = 422
        return
    said = page.form.cleaned_data
    country, region = said.get("country", ""), said.get("region", "")
    years = years_of(timezone.now().date())
    public = holidays_of(country, region, years) if country else {}
    days = picked(page.rows.days(), public, years)
    page.rows = HolidayRows(initial=rows_of(days, years.start), prefix=PREFIX)
    page.form = CalendarForm(initial=sent.dict() | {"region": region})
    page.extra = {"picked": len(public)}


def _more(page: Page, sent: QueryDict) -> None:
    """A few empty rows more; what was typed stays as it is."""
    more = sent.copy()
    total = page.rows.total_form_count()
    more[f"{PREFIX}-TOTAL_FORMS"] = str(total + BLANK_ROWS)
    for number in range(total, total + BLANK_ROWS):
        more[f"{PREFIX}-{number}-is_closed"] = "on"
    page.rows = HolidayRows(more, prefix=PREFIX)
    page.form = CalendarForm(initial=sent.dict())


def _draft(page: Page) -> Draft | None:
    """What the form says, or None when it cannot be understood."""
    is_clear = page.form.is_valid()
    if not page.rows.is_valid():
        page.form.add_error(None, UNCLEAR)
    if is_clear and commands.is_name_taken(page.form.cleaned_data["name"].strip(), _pk(page)):
        page.form.add_error("name", str(CalendarNameTaken()))
        is_clear = False
    if not is_clear or page.form.non_field_errors():
        return None
    said, days = page.form.cleaned_data, page.rows.days()
    if page.calendar is not None:
        today = timezone.now().date()
        shown = {day.date for day in days}
        past = [day for day in commands.past_days(page.calendar, today) if day.date not in shown]
        days = (*past, *days)
    draft = Draft(said["name"].strip(), said["zone"], page.form.week(), days, said["country"], said["region"])
    try:
        draft.value()
    except InvalidCalendar as refused:
        page.form.add_error(None, str(refused))
        return None
    return draft


def _pk(page: Page) -> int | None:
    return page.calendar.pk if page.calendar is not None else None


def _preview(page: Page) -> Draft | None:
    draft = _draft(page)
    if draft is None:
        page.status = 422
        return None
    page.draft, page.seen = draft, _fingerprint(draft)
    if page.calendar is not None:
        page.rehearsal = rehearse(page.calendar, draft.value(), timezone.now())
    return draft


def _fingerprint(draft: Draft) -> str:
    return hashlib.sha256(repr(draft).encode()).hexdigest()[:32]


def _save(request: HttpRequest, page: Page) -> HttpResponse:
    draft = _draft(page)
    if draft is None:
        page.status = 422
        return page.render(request)
    if request.POST.get("seen") != _fingerprint(draft):
        words = _("You changed something since you looked at what it moves. Look once more.")
        messages.warning(request, words)
        _preview(page)
        return page.render(request)
    try:
        saved = _command(request, page, draft)
    except Refusal as refusal:
        page.form.add_error(None, str(refusal))
        page.status = 409
        if page.calendar is not None:
            page.extra["is_stale"] = isinstance(refusal, CalendarChangedMeanwhile)
            page.extra["last_change"] = commands.last_change(page.calendar.pk)
            page.calendar.refresh_from_db()
            page.revision = page.calendar.revision  # whoever saves again now knows about the other
        return page.render(request)
    messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
    return redirect("issues:calendar", saved.pk)


def _command(request: HttpRequest, page: Page, draft: Draft) -> Calendar:
    actor, now = viewer(request), clock.now()
    if page.calendar is None:
        return commands.make_calendar(draft=draft, actor=actor, now=now)
    return commands.keep_calendar(
        calendar=page.calendar.pk,
        revision=page.revision,
        draft=draft,
        actor=actor,
        now=now,
        reason=page.form.cleaned_data["reason"],
    )


def _by_year(rows: Any, this_year: int) -> list[tuple[str, list[Any], bool]]:
    """The rows of holidays under their years, the others last; with whether to show them at once."""
    named = sorted(((_year_of(row), row) for row in rows), key=lambda one: one[0] or "~")
    years = [(year, [row for _, row in group]) for year, group in groupby(named, key=lambda one: one[0])]
    return [
        (year, group, year in {"", str(this_year)} or any(row.errors for row in group))
        for year, group in years
    ]


def _year_of(row: Any) -> str:
    year = str(row["date"].value() or "")[:4]
    return year if year.isdecimal() else ""
