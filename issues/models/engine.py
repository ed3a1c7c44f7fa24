"""What the engine writes down about itself: rungs reached, sweeps run, audits made."""

from django.db import models
from django.db.models import Q

from inflection_points.models import PolicyVersion
from issues.models.issues import Issue


class Escalation(models.Model):
    """The fact that a rung was reached: written once, then notified from.

    `caught_up` marks a rung that was passed while the engine stood still: reached, but nobody was told.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="escalations")
    cycle = models.PositiveSmallIntegerField()
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    clock = models.CharField(max_length=8)
    rung = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    caught_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["issue", "due_at", "rung"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "cycle", "policy_version", "clock", "rung", "due_at"], name="escalation_once"
            )
        ]
        indexes = [models.Index(fields=["-fired_at"], name="escalation_newest")]


class SweepRun(models.Model):
    """One sweep that came to its end: when, how much it did, and how long nobody had looked before it."""

    at = models.DateTimeField()
    swept = models.PositiveIntegerField(default=0)
    fired = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    gap_seconds = models.PositiveIntegerField(
        default=0, help_text="since the previous sweep, when unusually long"
    )

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["-at"], name="sweep_newest"),
            models.Index(fields=["at"], condition=Q(gap_seconds__gt=0), name="sweep_gaps"),
        ]


class AuditRun(models.Model):
    """One look of the auditor at every open issue. `findings` names what breaks the promise, at most 100."""

    at = models.DateTimeField()
    looked_at = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["-at"], name="audit_newest")]
