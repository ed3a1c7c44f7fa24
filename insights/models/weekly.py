"""Who wants the figures by mail once a week: when, and of what."""

from datetime import datetime
from typing import Final

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint, Stage
from insights.rules.periods import Period, Scope
from insights.rules.weekly import stood_at
from issues.models import Issue
from people.models import Department

User = get_user_model()
LENGTH: Final = 12


class WeeklyMail(models.Model):
    """One for each person who asked for it. The hour is on the clock of the person's zone, wherever they are by then.

    `told_for` is when the last one was due, so that none is told twice; what was due before `since` is not told.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    person = models.OneToOneField(User, models.CASCADE, related_name="weekly_mail")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=8)
    weeks = models.PositiveSmallIntegerField(_("reported in so many weeks"), default=LENGTH)
    stage = models.ForeignKey(Stage, models.CASCADE, null=True, blank=True, related_name="+")
    point = models.ForeignKey(InflectionPoint, models.CASCADE, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="+")
    severity = models.CharField(_("how bad"), max_length=10, choices=Issue.Severities, blank=True, default="")
    since = models.DateTimeField(help_text=_("what was due before is not told"))
    told_for = models.DateTimeField(null=True, blank=True, help_text=_("when the last one was due"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="weekly_mail_on_a_weekday"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="weekly_mail_at_an_hour"),
            models.CheckConstraint(condition=Q(weeks__range=(1, 52)), name="weekly_mail_of_weeks"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def scope(self, due: datetime) -> Scope:
        """What the mail that is due then is of."""
        return Scope(
            Period.of_weeks(self.weeks, stood_at(due, self.person.time_zone)),
            stage=self.stage_id,
            point=self.point_id,
            department=self.department_id,
            severity=self.severity or None,
        )

    def asked(self) -> dict[str, str]:
        """The same as the address of the overview says it, but for the day."""
        asked = {
            "weeks": str(self.weeks),
            "stage": str(self.stage_id or ""),
            "point": self.point.slug if self.point else "",
            "department": self.department.slug if self.department else "",
            "severity": self.severity,
        }
        return {name: value for name, value in asked.items() if value}
