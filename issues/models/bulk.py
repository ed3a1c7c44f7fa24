"""One command for many issues: what was asked for, and what became of each."""

from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.rules.kept import reread

User = get_user_model()


class BulkRun(models.Model):
    """One command that somebody gave for many issues at once. The same `client_key` again is the same run."""

    actor = models.ForeignKey(User, models.CASCADE, related_name="bulk_runs")
    command = models.CharField(max_length=20)
    client_key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of all that was asked for"))
    into = models.BigIntegerField(null=True, help_text=_("the issue into which the others were merged"))
    started_at = models.DateTimeField()
    unbroken_since = models.DateTimeField(help_text=_("when the work began that went on without a break"))
    reached_at = models.DateTimeField(help_text=_("when it last went on"))
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.command} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("issues:bulk_run", args=[self.pk])


class BulkItem(models.Model):
    """What became of one issue. By its number, because what somebody typed may be no issue at all."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not reached yet")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("taken back")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items")
    number = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    sentence = models.TextField(blank=True, help_text=_("why it was not done, or not taken back"))
    seen = models.PositiveIntegerField(null=True, help_text=_("the last event that the person saw"))
    seq = models.PositiveIntegerField(null=True, help_text=_("the event that the command left behind"))

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="bulk_item_once")]

    @property
    def said(self) -> str:
        """The sentence in the language of whoever reads now."""
        return reread(self.sentence)
