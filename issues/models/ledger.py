"""What hangs on an issue: its reports, its custodies, its actions. Projections of the events, except reports."""

import uuid

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Poster
from inflection_points.rules.policies import Severity
from issues.models.issues import Issue
from issues.querysets.promises import ReportQuerySet
from issues.rules.events import ActionKind
from people.models import Department

User = get_user_model()


class Report(models.Model):
    """One telling of the problem. `client_key` makes a repeated sending the same report, and is told to nobody but its reporter."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(User, models.SET_NULL, null=True, related_name="reports")
    received_at = models.DateTimeField()
    observed_at = models.DateTimeField(help_text=_("the device's own time, clamped; never starts a clock"))
    told_of = models.ForeignKey(
        Issue,
        models.CASCADE,
        null=True,
        related_name="reports_given_away",
        db_index=False,
        help_text=_("the duplicate that it came with"),
    )
    text = models.TextField(blank=True)
    customers = models.PositiveIntegerField(default=1)
    severity = models.CharField(
        max_length=8,
        choices=Issue.Severities,
        blank=True,
        db_default="",
        help_text=_("how bad whoever reported it called it; the issue's own may be another"),
    )
    channel = models.CharField(max_length=10, default="browser")
    awaits_answer = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("whether it is fixed, from whoever reported it; kept by the database"),
    )
    client_key = models.UUIDField(unique=True, default=uuid.uuid4)
    receipt = models.CharField(  # noqa: DJ001  unique, and most reports have none
        max_length=64,
        null=True,
        help_text=_("SHA-256 of the code that a reporter without a name follows it with"),
    )
    poster = models.ForeignKey(
        Poster,
        models.SET_NULL,
        null=True,
        related_name="reports",
        db_index=False,
        help_text=_("whose link it came by"),
    )
    took = models.PositiveIntegerField(
        null=True, help_text=_("seconds from opening the page to sending, by the device's clock")
    )
    promised = models.CharField(
        max_length=200, blank=True, db_default="", help_text=_("what the customer was promised")
    )
    promised_by = models.DateTimeField(null=True, help_text=_("until when"))
    kept_at = models.DateTimeField(null=True, help_text=_("when the promise was kept"))
    kept_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    kept_note = models.TextField(blank=True, db_default="", help_text=_("how it was kept"))

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["reporter", "-received_at"], name="report_by_person"),
            # Whoever has reported a hundred thousand is asked about few of them.
            models.Index(
                fields=["reporter", "-received_at"],
                condition=Q(awaits_answer=True),
                name="report_awaits_answer",
            ),
            models.Index(fields=["told_of"], condition=Q(told_of__isnull=False), name="report_told_of"),
            models.Index(
                fields=["poster", "received_at"], condition=Q(poster__isnull=False), name="report_by_poster"
            ),
            models.Index(
                fields=["issue", "promised_by"],
                condition=~Q(promised="") & Q(kept_at=None),
                name="report_promise_open",
            ),
            models.Index(
                fields=["promised_by"],
                condition=Q(promised_by__isnull=False) & Q(kept_at=None),
                name="report_promise_due",
            ),
            models.Index(fields=["promised_by", "issue"], condition=~Q(promised=""), name="report_promised"),
        ]
        constraints = [
            # `unique=True` on letters would make a second index, to look for how they begin.
            models.UniqueConstraint(fields=["receipt"], name="report_receipt_once")
        ]

    def called_worse(self, issue: Issue) -> str:
        """How bad whoever told it called it, in their words, where the issue counts as less; else empty."""
        if not self.severity or Severity(self.severity).rank <= Severity(issue.severity).rank:
            return ""
        is_guest = self.reporter_id is None and self.poster_id is not None
        words = Issue.GUEST_SEVERITIES if is_guest else Issue.PLAIN_SEVERITIES
        return str(words[Issue.Severities(self.severity)])

    @property
    def is_added(self) -> bool:
        """Whether the issue was known before: this happened to somebody else, too."""
        return self.issue.reports.filter(pk__lt=self.pk).exists()

    @property
    def digests(self) -> list[str]:
        """What its files were made of, in order: whether a second sending says the same."""
        return sorted(self.attachments.values_list("digest", flat=True))


class Custody(models.Model):
    """One interval of holding. `until` is empty while it lasts."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="custodies")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="custodies")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="custodies")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text=_("why it ended"))
    acted = models.BooleanField(default=False, help_text=_("somebody acted while it lasted"))
    is_reorganisation = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("it began because somebody left or a department was dissolved: nobody passed it on"),
    )

    is_correction = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("it began because a misroute was mended within a working hour: not counted as passed on"),
    )

    class Meta:
        ordering = ["issue", "pk"]
        verbose_name_plural = "custodies"
        constraints = [
            models.UniqueConstraint(fields=["issue"], condition=Q(until=None), name="custody_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(department__isnull=False), name="custody_has_a_holder"
            ),
        ]


class Snooze(models.Model):
    """One person's list hides the issue until `until`, or until something happens to it after event `seq`."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="snoozes")
    person = models.ForeignKey(User, models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "issue"], name="snooze_once")]


class Action(models.Model):
    """A piece of work on an issue, as its events left it."""

    class Kinds(models.TextChoices):
        CONTAINMENT = ActionKind.CONTAINMENT, _("containment: stops the harm")
        CORRECTIVE = ActionKind.CORRECTIVE, _("corrective: mends the cause")
        PREVENTIVE = ActionKind.PREVENTIVE, _("preventive: stops it elsewhere or in future")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=11, choices=Kinds)
    description = models.TextField()
    assignee = models.ForeignKey(User, models.PROTECT, related_name="actions")
    due_at = models.DateTimeField()
    is_required = models.BooleanField(default=True)
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["planned_at", "pk"]
        indexes = [
            models.Index(fields=["assignee", "due_at"], condition=Q(completed_at=None), name="action_open"),
            models.Index(
                fields=["completed_at"],
                condition=Q(kind=ActionKind.PREVENTIVE, completed_at__isnull=False),
                name="action_prevented",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("planned_at")), name="action_order"
            )
        ]
