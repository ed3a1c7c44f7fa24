"""Standards in versions, and who signed them off."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models.chain import InflectionPoint
from inflection_points.querysets import StandardQuerySet
from inflection_points.rules import standards as rules
from inflection_points.rules.standards import LONGEST_TARGET, Standing, Verdict, Words
from people.models import Department

User = get_user_model()


class Standard(models.Model):
    """One version of what an outstanding moment at a point looks like.

    A draft until departments are asked to sign it; from then on the database refuses to change its words. The one in
    force stands in the point's columns `promise` and `guidance` as well: the report page reads it without a query.
    """

    point = models.ForeignKey(InflectionPoint, models.CASCADE, related_name="standards")
    number = models.PositiveIntegerField(_("version"))
    promise = models.TextField(
        _("promise"), help_text=_("What an outstanding moment looks like."), blank=True
    )
    guidance = models.TextField(_("guidance"), blank=True, help_text=_("For the people at the point."))
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1, help_text=_("one more with every saving of the draft"))
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    in_force_since = models.DateTimeField(null=True)
    in_force_until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ["point", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["point", "number"], name="standard_once"),
            models.UniqueConstraint(fields=["point"], condition=Q(asked_at=None), name="standard_one_draft"),
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(asked_at__isnull=False, in_force_since=None, withdrawn_at=None),
                name="standard_one_asked",
            ),
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(in_force_since__isnull=False, in_force_until=None),
                name="standard_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(in_force_since=None) | Q(asked_at__isnull=False, withdrawn_at=None),
                name="standard_signed_before_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} v{self.number}"

    @property
    def standing(self) -> Standing:
        return rules.standing(
            asked_at=self.asked_at,
            in_force_since=self.in_force_since,
            in_force_until=self.in_force_until,
            withdrawn_at=self.withdrawn_at,
        )

    @property
    def seen(self) -> str:
        """Which draft, and as which saving: what a form that was made of it sends along."""
        return f"{self.pk}.{self.revision}"

    def words(self) -> Words:
        targets = tuple(rules.Target(one.what, one.how_much) for one in self.targets.all())
        return Words(self.promise, self.guidance, targets)


class StandardTarget(models.Model):
    """One of the few things that can be measured about the moment."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(_("what"), max_length=LONGEST_TARGET)
    how_much = models.CharField(_("how much"), max_length=LONGEST_TARGET)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["standard", "position"], name="standard_target_once")]


class Signature(models.Model):
    """What a department that was asked says to a version: who said it for the department, and when."""

    class Verdicts(models.TextChoices):
        WAITING = Verdict.WAITING, _("not signed yet")
        SIGNED = Verdict.SIGNED, _("signed")
        MISSING = Verdict.MISSING, _("something is missing")

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="signatures")
    department = models.ForeignKey(Department, models.PROTECT, related_name="signatures")
    verdict = models.CharField(max_length=8, choices=Verdicts, default=Verdicts.WAITING)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=150, blank=True, help_text=_("of who signed, as it was then"))
    at = models.DateTimeField(null=True)
    missing = models.TextField(blank=True, help_text=_("what was missing, the last time that something was"))

    class Meta:
        ordering = ["department__name"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "department"], name="signature_once"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.WAITING, at=None)
                | (~Q(verdict=Verdict.WAITING) & Q(at__isnull=False)),
                name="signature_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard}: {self.department}"
