"""Why problems happen: root causes, and the work that keeps them from coming back."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint
from issues.rules.events import ActionKind

User = get_user_model()


class RootCause(models.Model):
    """One reason behind one or many issues. Its *origin* may be another point than those where it was felt."""

    title = models.CharField(_("why it happens"), max_length=200)
    origin = models.ForeignKey(InflectionPoint, models.PROTECT, related_name="root_causes")
    whys = models.JSONField(
        default=list, help_text=_("the answers to why, why, why: at most five, the deepest last")
    )
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1, help_text=_("one more with every change"))
    client_key = models.UUIDField(null=True, unique=True, help_text=_("sent twice, it is written once"))

    class Meta:
        ordering = ["-noted_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("issues:cause", args=[self.pk])


class Remedy(models.Model):
    """Work against a root cause: corrective mends it, preventive keeps it from happening elsewhere."""

    class Kinds(models.TextChoices):
        CORRECTIVE = ActionKind.CORRECTIVE, _("corrective: mends the cause")
        PREVENTIVE = ActionKind.PREVENTIVE, _("preventive: stops it elsewhere or in future")

    cause = models.ForeignKey(RootCause, models.CASCADE, related_name="remedies")
    kind = models.CharField(max_length=11, choices=Kinds)
    description = models.TextField()
    assignee = models.ForeignKey(User, models.PROTECT, related_name="remedies")
    due_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField()
    completed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    completed_at = models.DateTimeField(null=True)
    evidence = models.TextField(blank=True)
    client_key = models.UUIDField(null=True, unique=True, help_text=_("sent twice, it is written once"))

    class Meta:
        ordering = ["planned_at", "pk"]
        verbose_name_plural = "remedies"
        indexes = [
            models.Index(fields=["assignee", "due_at"], condition=Q(completed_at=None), name="remedy_open")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("planned_at")), name="remedy_order"
            )
        ]
