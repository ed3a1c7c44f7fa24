"""An import of issues from another system: the file, the mapping, how far it got, what it refused."""

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

User = get_user_model()


class IssueImport(models.Model):
    """One run over one file. Killed, it goes on where it stopped: whole cases are its steps."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("being looked at")
        WAITING = "waiting", _("waiting for a worker")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")

    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    file = models.FileField(upload_to="imports/", blank=True)
    file_name = models.CharField(max_length=255)
    mapping = models.TextField(help_text=_("the mapping, TOML"))
    state = models.CharField(max_length=8, choices=State, default=State.PREVIEW)
    cases = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]


class ImportRow(models.Model):
    """A row that could not be read, with its line number and why."""

    run = models.ForeignKey(IssueImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["run", "line", "reason"], name="import_row_once")]
