"""What the company aimed at and assumed, and since when: one row a change, none of them ever rewritten."""

from typing import Final

from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from insights.rules.company import CURRENCY, REALISATION, SURVEY, Assumptions, Targets

User = get_user_model()
SHARES: Final = ("leave_once", "leave_more", "post", "review", "tell", "realisation")


def _percent(default: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(default=default, validators=[MaxValueValidator(100)])


class Premises(models.Model):
    """What counts from `at` on, until the next row. The database refuses to change one (see the migration's trigger).

    Before the first row the survey's figures counted, and no target.
    """

    number = models.PositiveIntegerField(unique=True, help_text="counts the changes")
    at = models.DateTimeField()
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", help_text="empty: the product itself"
    )
    why = models.CharField(max_length=200, blank=True)

    action_rate = models.PositiveSmallIntegerField(null=True)
    not_acted_on = models.PositiveSmallIntegerField(null=True)
    hours_to_act = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    at_risk = models.PositiveIntegerField(null=True)

    leave_once = _percent(SURVEY.leave_once)
    leave_more = _percent(SURVEY.leave_more)
    post = _percent(SURVEY.post)
    review = _percent(SURVEY.review)
    tell = _percent(SURVEY.tell)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default=CURRENCY)
    realisation = _percent(REALISATION)

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "premises"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__lte": 100 for name in SHARES}), name="premises_are_shares"
            ),
            models.CheckConstraint(
                condition=Q(leave_more__gte=F("leave_once")), name="premises_more_is_more"
            ),
            models.CheckConstraint(
                condition=Q(action_rate=None)
                | Q(not_acted_on=None, action_rate__lte=100)
                | Q(action_rate__lte=100 - F("not_acted_on")),
                name="premises_aims_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def targets(self) -> Targets:
        return Targets(self.action_rate, self.not_acted_on, self.hours_to_act, self.at_risk)

    def assumptions(self) -> Assumptions:
        return Assumptions(
            leave_once=self.leave_once,
            leave_more=self.leave_more,
            post=self.post,
            review=self.review,
            tell=self.tell,
            value=self.value,
            currency=self.currency,
            realisation=self.realisation,
        )
