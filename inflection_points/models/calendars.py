"""Working calendars as they are stored. The arithmetic is in `rules.calendars`."""

from functools import lru_cache

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inflection_points.rules.calendars import Span, WorkingCalendar
from inflection_points.rules.holidays import DayOff
from people.models import known_zone


class Calendar(models.Model):
    """When people work somewhere: a zone, spans for each weekday and dated holidays."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin", validators=[known_zone])
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("ISO code, for the public holidays")
    )
    region = models.CharField(_("region"), max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text=_("a new number with every change"))
    past_revision = models.PositiveIntegerField(
        default=1,
        db_default=1,
        editable=False,
        help_text=_("a new number with every change of the hours that were over when it was made"),
    )
    changed_at = models.DateTimeField(
        null=True, editable=False, help_text=_("when its hours were last changed under issues that run on it")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def value(self) -> WorkingCalendar:
        """The calendar as the rules read it; kept in memory until its revision changes."""
        return _calendar_value(self.pk, self.revision, self.zone)

    def days_off(self) -> tuple[DayOff, ...]:
        """Its holidays by date, with those that were struck out."""
        return tuple(day.value() for day in self.holidays.all())


@lru_cache(maxsize=512)
def _calendar_value(pk: int, revision: int, zone: str) -> WorkingCalendar:  # noqa: ARG001  part of the key
    week: list[list[Span]] = [[] for _ in range(7)]
    for weekday, start, end in CalendarSpan.objects.filter(calendar=pk).values_list(
        "weekday", "start", "end"
    ):
        week[weekday].append(Span(start, end))
    holidays = Holiday.objects.filter(calendar=pk, is_worked=False).values_list("date", flat=True)
    return WorkingCalendar(zone, tuple(tuple(day) for day in week), frozenset(holidays))


class CalendarSpan(models.Model):
    """One stretch of work on one weekday, in minutes of local wall time."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="spans")
    weekday = models.PositiveSmallIntegerField(_("weekday"), help_text=_("0 is Monday"))
    start = models.PositiveSmallIntegerField(_("from"), help_text=_("minutes after midnight"))
    end = models.PositiveSmallIntegerField(_("to"), help_text=_("minutes after midnight, at most 1440"))

    class Meta:
        ordering = ["weekday", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="span_weekday"),
            models.CheckConstraint(condition=Q(start__lt=F("end"), end__lte=1440), name="span_order"),
            models.UniqueConstraint(fields=["calendar", "weekday", "start"], name="span_once"),
        ]


class Holiday(models.Model):
    """A dated day without work: an own one, or a public holiday of the calendar's country.

    `is_worked`: a public holiday that was struck out. It is kept so that it does not come back by itself.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="holidays")
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=120)
    public_name = models.CharField(
        max_length=120, blank=True, db_default="", default="", help_text=_("empty for an own day")
    )
    is_worked = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    def value(self) -> DayOff:
        return DayOff(self.date, self.name, self.public_name, self.is_worked)
