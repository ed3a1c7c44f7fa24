"""What the engine writes down about itself: rungs reached, sweeps run, audits made."""

from django.db import models
from django.db.models import Q

from inflection_points.models import PolicyVersion
from issues.models.issues import Issue
from issues.querysets import AgendaQuerySet, SweepRunQuerySet


class Agenda(models.Model):
    """When the engine looks at an issue next: `Issue.next_due_at` of every issue that is not set aside.

    Kept by triggers of `issues_issue`, read by the sweep. A table of its own, because an index on the deadline would
    make PostgreSQL touch every index of the issue whenever a rung fires.
    """

    issue = models.OneToOneField(
        Issue, models.CASCADE, primary_key=True, related_name="agenda", db_constraint=False
    )
    due_at = models.DateTimeField()

    objects = AgendaQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at", "issue"], name="agenda_due")]

    def __str__(self) -> str:
        return f"#{self.pk} at {self.due_at}"


class Escalation(models.Model):
    """The fact that a rung was reached: written once, then notified from.

    `caught_up` marks a rung that was passed while the engine stood still: reached, but nobody was told.
    """

    issue = models.ForeignKey(
        Issue, models.CASCADE, related_name="escalations", db_index=False
    )  # the first of the constraint
    cycle = models.PositiveSmallIntegerField()
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+", db_index=False)
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
    stands_in = models.BooleanField(
        default=False, db_default=False, help_text="by a web process, because no worker did"
    )

    objects = SweepRunQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["-at"], name="sweep_newest"),
            models.Index(fields=["-at"], condition=Q(stands_in=False), name="sweep_by_engine"),
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


class Heartbeat(models.Model):
    """What became of the last sign of life to the outside; one row. See `commands.heartbeat`."""

    at = models.DateTimeField()
    is_sent = models.BooleanField(
        help_text="off when something was wrong, so that whoever waits for it calls"
    )
    is_answered = models.BooleanField(default=False, help_text="with a status below 300")
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, help_text="the last time that it was")

    def __str__(self) -> str:
        return f"{self.at}: {self.answer}"
