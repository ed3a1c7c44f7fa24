"""An import of issues from another system: the file, the mapping, how far it got, what it refused."""

import uuid

from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

User = get_user_model()

_MADE = {
    "departments": _("department"),
    "people": _("person"),
    "points": _("point"),
    "kinds": _("kind"),
    "sites": _("site"),
    "stages": _("stage"),
    "chains": _("chain"),
    "policies": _("policy"),
    "calendars": _("calendar"),
}


def random_name(_run: "IssueImport", _name: str) -> str:
    """Where an uploaded file is kept until it is imported: nothing of the name that it came with."""
    return f"imports/{uuid.uuid4().hex}.csv"


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
    file = models.FileField(upload_to=random_name, blank=True, help_text=_("deleted when the import is done"))
    file_name = models.CharField(max_length=255)
    digest = models.CharField(
        max_length=64, blank=True, help_text=_("of file and mapping: the same again goes on")
    )
    mapping = models.TextField(help_text=_("the mapping, TOML"))
    state = models.CharField(max_length=8, choices=State, default=State.PREVIEW)
    row_count = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    made = models.JSONField(default=dict, help_text=_("how many points, departments, people … it made"))
    reason = models.TextField(blank=True)
    touched_at = models.DateTimeField(null=True, help_text=_("when a worker last had it in hand"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("issues:import", args=[self.pk])

    @property
    def made_words(self) -> str:
        """What the import made besides issues: "62 departments, 1 stage"."""
        counts = [(self.made[sort], sort, one) for sort, one in _MADE.items() if sort in self.made]
        return ", ".join(f"{count:,} {one if count == 1 else sort}" for count, sort, one in counts)

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}


class ImportRow(models.Model):
    """A row that could not be read, with its line number and why."""

    run = models.ForeignKey(IssueImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    case = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "line", "reason"], name="import_row_once")]
