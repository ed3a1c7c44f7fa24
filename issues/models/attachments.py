"""What people send along with their words: pictures and documents. The files lie in `MEDIA_ROOT` under random names."""

import secrets
import uuid
from typing import Final

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from issues.models.issues import Issue
from issues.models.ledger import Action, Report
from issues.querysets import AttachmentQuerySet

User = get_user_model()

FOLDER: Final = "attachments"


def random_name() -> str:
    return secrets.token_hex(16)


class Attachment(models.Model):
    """One file that was sent with a report, with a comment, or as evidence; events name theirs by primary key.

    `issue` is where it was given. A report takes its files along when its issue is merged: see `seen_with`.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("picture")
        DOCUMENT = "document", _("document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="attachments")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="attachments", db_index=False)
    action = models.ForeignKey(Action, models.CASCADE, null=True, related_name="attachments", db_index=False)
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=100, help_text=_("what it was called where it came from"))
    stored_as = models.CharField(max_length=32, unique=True, default=random_name, help_text=_("on the disk"))
    size = models.PositiveIntegerField(help_text=_("bytes"))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was sent, before it was cleaned"))
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    small_width = models.PositiveSmallIntegerField(null=True)
    small_height = models.PositiveSmallIntegerField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "name", "pk"]
        indexes = [
            models.Index(fields=["report"], condition=Q(report__isnull=False), name="attachment_report"),
            models.Index(fields=["action"], condition=Q(action__isnull=False), name="attachment_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None) | Q(action=None), name="attachment_belongs_to_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("issues:attachment", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        return self.kind == self.Kind.PICTURE

    @property
    def seen_with(self) -> int:
        """The issue whose viewers may see it: where the report is now, else where it was given."""
        return self.report.issue_id if self.report is not None else self.issue_id

    def path(self, *, small: bool = False) -> str:
        """Where the file lies below `MEDIA_ROOT`; a picture also lies there small."""
        ending = f"{'-small' if small else ''}.jpg" if self.is_picture else ".pdf"
        return f"{FOLDER}/{self.stored_as[:2]}/{self.stored_as}{ending}"

    @property
    def paths(self) -> list[str]:
        return [self.path(), *([self.path(small=True)] if self.is_picture else [])]
