"""What would go wrong as things stand: the gaps that the last look found, and when somebody looked."""

from django.db import models

from inflection_points.models import Policy


class LintFinding(models.Model):
    """A gap that is there now. It keeps its row, and so `since`, until a look no longer finds it."""

    key = models.CharField(max_length=200, unique=True, help_text="which gap where, the same at every look")
    gap = models.CharField(max_length=24)
    facts = models.JSONField(default=dict)
    policy = models.ForeignKey(Policy, models.CASCADE, null=True, related_name="lint_findings")
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="when the administrators were told of it")

    class Meta:
        ordering = ["since", "key"]


class LintRun(models.Model):
    """One look at all points, ladders and calendars."""

    at = models.DateTimeField()
    found = models.PositiveIntegerField()
    told = models.PositiveIntegerField(default=0, help_text="findings that the administrators were told of")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["-at"], name="lint_newest")]
