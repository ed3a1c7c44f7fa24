"""Keeping calendars: made, changed under open issues, given to points and sites, removed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from inflection_points.commands.calendars import holidays_of, save_calendar
from inflection_points.models import Calendar, InflectionPoint, Site
from inflection_points.rules.calendars import Span, WorkingCalendar, between, has_working_time
from inflection_points.rules.holidays import DayOff, closed, missing_years, picked
from issues.commands.rescheduling import change_calendar
from issues.models import Event, Issue
from issues.rules.events import CalendarChanged, kind_of
from issues.rules.refusals import CalendarChangedMeanwhile, CalendarInUse, CalendarNameTaken
from people.commands.leaving import must_administer
from people.commands.rearranging import rearranged
from people.models import User
from people.rules.kept import kept
from people.rules.words import Words, say, say_many

MONTH: Final = timedelta(days=30)
HOLIDAYS_ADDED: Final = kept(say("The public holidays of %(years)s were added"))


@dataclass(frozen=True)
class Draft:
    """A calendar as somebody wants it; nothing of it is stored yet."""

    name: str
    zone: str
    week: tuple[tuple[Span, ...], ...]
    days: tuple[DayOff, ...] = ()
    country: str = ""
    region: str = ""

    def value(self) -> WorkingCalendar:
        """As the rules read it. Raises `InvalidCalendar`."""
        return WorkingCalendar(self.zone, self.week, closed(self.days))

    @property
    def spans(self) -> Mapping[int, list[tuple[int, int]]]:
        return {day: [(span.start, span.end) for span in spans] for day, spans in enumerate(self.week)}


@transaction.atomic
def make_calendar(*, draft: Draft, actor: User, now: datetime) -> Calendar:
    """Keep a new calendar. Raises `CalendarNameTaken`, `InvalidCalendar`, `PermissionDenied`."""
    must_administer(actor)
    _name(Calendar(zone=draft.zone), draft.name)
    calendar = save_calendar(
        name=draft.name,
        zone=draft.zone,
        week=draft.spans,
        holidays=draft.days,
        country=draft.country,
        region=draft.region,
    )
    rearranged(now=now)
    return calendar


@transaction.atomic
def keep_calendar(
    *, calendar: int, revision: int, draft: Draft, actor: User, now: datetime, reason: str = ""
) -> Calendar:
    """Change a calendar, if nobody has since `revision`, and compute what runs on it anew.

    The open issues say so in their timelines, with the reason.
    Raises `CalendarChangedMeanwhile`, `CalendarNameTaken`, `InvalidCalendar`, `PermissionDenied`.
    """
    must_administer(actor)
    row = Calendar.objects.select_for_update().get(pk=calendar)
    if row.revision != revision:
        raise CalendarChangedMeanwhile
    if row.name != draft.name:
        _name(row, draft.name)
    return _change(draft, now, actor, reason)


def _change(draft: Draft, now: datetime, actor: User | None, reason: str) -> Calendar:
    changed = change_calendar(
        name=draft.name,
        zone=draft.zone,
        week=draft.spans,
        holidays=draft.days,
        country=draft.country,
        region=draft.region,
        now=now,
        actor=actor,
        reason=reason,
    )
    rearranged(now=now)
    return changed


def is_name_taken(name: str, calendar: int | None) -> bool:
    """Whether another calendar than this one (None: a new one) has the name, in any writing."""
    found = Calendar.objects.filter(name__iexact=name)
    return (found if calendar is None else found.exclude(pk=calendar)).exists()


def _name(row: Calendar, name: str) -> None:
    if is_name_taken(name, row.pk):
        raise CalendarNameTaken
    row.name = name
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody took it at the same instant
        raise CalendarNameTaken from None


def last_change(calendar: int) -> Event | None:
    """The latest event that says in an issue's timeline that the hours of this calendar were changed, and by whom."""
    at = Calendar.objects.values_list("changed_at", flat=True).get(pk=calendar)
    if at is None:
        return None
    told = Event.objects.filter(kind=kind_of(CalendarChanged), issue__calendar=calendar, at=at)
    found: Event | None = told.select_related("actor").first()
    return found


@transaction.atomic
def remove_calendar(*, calendar: int, actor: User, now: datetime) -> str:
    """Forget a calendar that nothing has ever run on. Raises `CalendarInUse`. Returns its name."""
    must_administer(actor)
    row = Calendar.objects.select_for_update().get(pk=calendar)
    if obstacle := why_kept(row):
        raise CalendarInUse(obstacle)
    row.delete()
    rearranged(now=now)
    return row.name


def why_kept(calendar: Calendar) -> Words | str:
    """The sentence that says why the calendar cannot be removed, or ""."""
    points, sites = calendar.points.count(), calendar.sites.count()
    if points or sites:
        return say(
            "%(points)s and %(sites)s use this calendar. Give them another one first.",
            points=say_many("%(count)s inflection point", "%(count)s inflection points", points),
            sites=say_many("%(count)s site", "%(count)s sites", sites),
        )
    if calendar.issues.exists():
        return say("Issues were measured by this calendar, so it stays: their history is reckoned with it.")
    return ""


@transaction.atomic
def assign_calendar(
    *, calendar: Calendar | None, to: InflectionPoint | Site, actor: User, now: datetime
) -> None:
    """Let a point or a site use a calendar from now on; a site may have none. Open issues keep the one they have."""
    must_administer(actor)
    if isinstance(to, Site):
        Site.objects.filter(pk=to.pk).update(calendar=calendar)
    elif calendar is not None:
        InflectionPoint.objects.filter(pk=to.pk).update(calendar=calendar)
    rearranged(now=now)


def extend_holidays(*, now: datetime) -> list[str]:
    """Give calendars with a country the public holidays of the years to come. Returns which were extended.

    What was struck out or named otherwise is so in the new years too.
    """
    found = Calendar.objects.exclude(country="").order_by("pk").values_list("pk", "name")
    return [name for pk, name in found if _extend(pk, now)]


@transaction.atomic
def _extend(calendar: int, now: datetime) -> bool:
    row = Calendar.objects.select_for_update().get(pk=calendar)
    years = missing_years(row.days_off(), now.date())
    try:
        public = holidays_of(row.country, row.region, years) if years else {}
    except (
        NotImplementedError
    ):  # a country that the library no longer knows: the lint says when its days run out
        return False
    if not public:
        return False
    draft = draft_of(row)
    draft = replace(draft, days=picked(draft.days, public, years))
    _change(draft, now, None, HOLIDAYS_ADDED.of(years=_in_words(years)))
    return True


def _in_words(years: range) -> str:
    return " and ".join(map(str, years)) if len(years) < 3 else f"{years[0]} to {years[-1]}"


def draft_of(calendar: Calendar) -> Draft:
    """The calendar as it is stored."""
    value = calendar.value()
    return Draft(
        calendar.name, calendar.zone, value.week, calendar.days_off(), calendar.country, calendar.region
    )


def past_days(calendar: Calendar, today: date) -> tuple[DayOff, ...]:
    """The holidays of the years before this one, by which issues of then are still reckoned."""
    return tuple(day for day in calendar.days_off() if day.date.year < today.year)


def working_time_ahead(calendar: WorkingCalendar, now: datetime) -> timedelta:
    """The working time of the next 30 days; none when the calendar has run dry."""
    return between(calendar, now, now + MONTH) if has_working_time(calendar, now) else timedelta()


def runs_on(calendar: Calendar) -> int:
    """How many open issues are measured by the calendar."""
    return Issue.objects.open().filter(calendar=calendar).count()
