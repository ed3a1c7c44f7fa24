"""When the executive sponsor was first told of an issue: the last rung repeats, and weeks hold far more repeats than first times."""

from django.db import models

from insights.models.facts import Reference


class SponsorTold(models.Model):
    """A cycle of an issue and when the rung that tells the sponsor first fired in it, and somebody was told.

    The database writes it with each rung (migration 0006).
    """

    issue = Reference("issues.Issue", db_index=False)  # the first of the constraint
    cycle = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "sponsors told"
        constraints = [models.UniqueConstraint(fields=["issue", "cycle"], name="sponsor_told_once")]
        indexes = [models.Index(fields=["at", "issue"], name="sponsor_told_at")]

    def __str__(self) -> str:
        return f"#{self.issue_id}, cycle {self.cycle}, at {self.at}"
