"""What the company aimed at and assumed, and since when: one row a change, none of them ever rewritten."""

from typing import TYPE_CHECKING, Final

from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from insights.querysets.company import PremisesQuerySet
from insights.rules.company import CURRENCY, REALISATION, SURVEY, Assumptions, Targets

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

User = get_user_model()
SHARES: Final = ("leave_once", "leave_more", "post", "review", "tell", "realisation")


def _percent(label: "StrOrPromise", default: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(100)])


class Premises(models.Model):
    """What counts from `at` on, until the next row. The database refuses to change one (see the migration's trigger).

    Before the first row the survey's figures counted, and no target.
    """

    number = models.PositiveIntegerField(unique=True, help_text=_("counts the changes"))
    at = models.DateTimeField()
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", help_text=_("empty: the product itself")
    )
    why = models.CharField(_("why"), max_length=200, blank=True)

    action_rate = models.PositiveSmallIntegerField(_("acted on in time"), null=True)
    not_acted_on = models.PositiveSmallIntegerField(_("reported, not acted on"), null=True)
    hours_to_act = models.DecimalField(_("median time to act"), max_digits=6, decimal_places=1, null=True)
    at_risk = models.PositiveIntegerField(_("customers at risk"), null=True)

    leave_once = _percent(_("leave after one bad experience"), SURVEY.leave_once)
    leave_more = _percent(_("leave after two or more"), SURVEY.leave_more)
    post = _percent(_("post about it"), SURVEY.post)
    review = _percent(_("leave a negative review"), SURVEY.review)
    tell = _percent(_("tell their network"), SURVEY.tell)
    value = models.DecimalField(
        _("value of a customer in a year"), max_digits=12, decimal_places=2, null=True
    )
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    realisation = _percent(_("realisation factor"), REALISATION)

    objects = PremisesQuerySet.as_manager()

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
