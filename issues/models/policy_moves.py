"""Moving open issues to another policy version, many at once: what is moved where, and how far it got."""

from typing import Final

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inflection_points.models import InflectionPoint, Policy, PolicyVersion
from inflection_points.rules.calendars import Target, Unit
from issues.models.issues import Issue

User = get_user_model()

UNDER_WAY: Final = ("waiting", "running")


class PolicyMove(models.Model):
    """One run over the open issues of a policy, batch after batch. Killed, it goes on behind the issue at `cursor`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a worker")
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    policy = models.ForeignKey(
        Policy, models.PROTECT, related_name="+", help_text=_("whose open issues are moved")
    )
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+", help_text=_("where to"))
    point = models.ForeignKey(
        InflectionPoint, models.PROTECT, null=True, related_name="+", help_text=_("only there")
    )
    severity = models.CharField(max_length=8, choices=Issue.Severities, blank=True, help_text=_("only those"))
    grace_amount = models.PositiveIntegerField(default=1)
    grace_unit = models.CharField(max_length=7, default=Unit.DAYS)
    reason = models.CharField(max_length=200, blank=True)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(help_text=_("issues when it began"))
    cursor = models.BigIntegerField(default=0, help_text=_("the last issue that was looked at"))
    moved = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0, help_text=_("closed or moved by somebody else meanwhile"))
    touched_at = models.DateTimeField(help_text=_("when a worker last had it in hand"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state__in=UNDER_WAY), name="policy_move_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy} to {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("issues:policy_move", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def done(self) -> int:
        """How many issues were looked at."""
        return self.moved + self.passed

    @property
    def grace(self) -> Target:
        return Target(self.grace_amount, Unit(self.grace_unit))
