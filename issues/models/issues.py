"""The issue and its events. The events are the truth; the issue's columns are their projection."""

from typing import Final

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Calendar, InflectionPoint, Kind, PolicyVersion, Site
from inflection_points.rules.policies import Severity
from issues.models.causes import RootCause
from issues.querysets import EventQuerySet, IssueQuerySet
from issues.querysets.narrowing import SEVERITY_RANK
from issues.rules.state import CLOSED, Phase
from people.models import Department

User = get_user_model()

_AT_WORK: Final = ~Q(phase__in=CLOSED) & ~Q(phase=Phase.RESOLVED)
_TO_ACT: Final = _AT_WORK & Q(acted_at=None)


class Issue(models.Model):
    """One reported problem at one inflection point. Written only by `commands.recording`."""

    class Phases(models.TextChoices):
        REPORTED = Phase.REPORTED, _("reported")
        ACCEPTED = Phase.ACCEPTED, _("accepted")
        COMMITTED = Phase.COMMITTED, _("committed")
        ACTING = Phase.ACTING, _("acting")
        RESOLVED = Phase.RESOLVED, _("resolved")
        VERIFIED = Phase.VERIFIED, _("verified")
        DECLINED = Phase.DECLINED, _("declined")
        MERGED = Phase.MERGED, _("merged")

    class Severities(models.TextChoices):
        CRITICAL = Severity.CRITICAL, _("critical")
        HIGH = Severity.HIGH, _("high")
        NORMAL = Severity.NORMAL, _("normal")
        LOW = Severity.LOW, _("low")

    # How whoever reports says how bad it is; the values are the same.
    PLAIN_SEVERITIES: Final = {
        Severities.CRITICAL: _("A customer is stuck now, or somebody could get hurt"),
        Severities.HIGH: _("A customer is waiting for us"),
        Severities.NORMAL: _("A customer noticed"),
        Severities.LOW: _("Small, but it keeps happening"),
    }
    # How somebody says it who does not work here and stands at a poster.
    GUEST_SEVERITIES: Final = {
        Severities.CRITICAL: _("Somebody is stuck now, or could get hurt"),
        Severities.HIGH: _("Somebody is waiting"),
        Severities.NORMAL: _("Somebody noticed"),
        Severities.LOW: _("Small, but it keeps happening"),
    }

    point = models.ForeignKey(InflectionPoint, models.PROTECT, related_name="issues", db_index=False)
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, blank=True, related_name="issues")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="issues")
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="issues")
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="issues")
    title = models.CharField(_("what happened"), max_length=200)
    is_counted = models.BooleanField(
        default=True, help_text=_("Off for spam and tests: measures leave it out.")
    )
    is_imported = models.BooleanField(default=False)
    origin = models.CharField(
        max_length=200, blank=True, help_text=_("source and number in the system it came from")
    )

    # The projection: a function of the events, rewritten with each of them.
    phase = models.CharField(max_length=9, choices=Phases)
    severity = models.CharField(max_length=8, choices=Severities)
    cycle = models.PositiveSmallIntegerField(default=1)
    reported_at = models.DateTimeField()
    started_at = models.DateTimeField(help_text=_("when this cycle began"))
    accepted_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True, help_text=_("in this cycle"))
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    accept_by = models.DateTimeField()
    act_by = models.DateTimeField()
    resolve_by = models.DateTimeField()
    waits_until = models.DateTimeField(
        null=True, help_text=_("a customer or supplier is waited for until then")
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="duplicates",
        db_index=False,
        help_text=_("the same problem, told before"),
    )
    root_cause = models.ForeignKey(
        RootCause, models.PROTECT, null=True, related_name="issues", db_index=False
    )
    is_confidential = models.BooleanField(
        default=False, db_default=False, help_text=_("only those who deal with it see it")
    )
    held_until = models.DateTimeField(null=True, help_text=_("a commitment holds the ladder until then"))
    reached = models.PositiveSmallIntegerField(default=0, help_text=_("the highest rung of the act ladder"))
    memory = models.JSONField(
        default=dict, help_text=_("the whole folded state, so that commands need not fold")
    )
    next_due_at = models.DateTimeField(null=True)
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="held_issues", db_index=False)
    holder_department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="held_issues", db_index=False
    )
    handovers = models.PositiveSmallIntegerField(default=0, help_text=_("since the last act"))
    report_count = models.PositiveIntegerField(default=1)
    customers = models.PositiveIntegerField(
        default=0, help_text=_("customers affected, all reports together")
    )
    last_seq = models.PositiveIntegerField(default=0)

    # The first cycle, by which the issue is counted; never rewritten by later cycles.
    first_act_by = models.DateTimeField(
        help_text=_("reported plus the act target: when the issue is matured")
    )
    first_acted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    # What the engine could not process is set aside and shown, so that it cannot poison the sweep.
    set_aside_at = models.DateTimeField(null=True)
    set_aside_reason = models.CharField(max_length=500, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        # No index holds what a sweep changes (see `Agenda`): then a fired rung touches none of them.
        constraints = [
            # The promise, as the database keeps it: no open issue without a next deadline and somebody who has it.
            models.CheckConstraint(
                condition=Q(phase__in=CLOSED) | Q(next_due_at__isnull=False), name="open_issue_has_a_deadline"
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=False) | Q(holder_department__isnull=False),
                name="issue_has_a_holder",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=CLOSED) | Q(closed_at=None), name="open_issue_is_not_closed"
            ),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="issue_origin_once"),
        ]
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="issue_newest"),
            models.Index(
                fields=["act_by", "id"],
                condition=Q(acted_at=None) & ~Q(phase__in=CLOSED),
                name="issue_unacted",
            ),
            models.Index(fields=["holder", "id"], condition=~Q(phase__in=CLOSED), name="issue_holder"),
            models.Index(fields=["policy_version"], condition=~Q(phase__in=CLOSED), name="issue_policy"),
            models.Index(fields=["point", "-reported_at", "-id"], name="issue_point"),
            models.Index(
                fields=["point", "-reported_at", "-id"],
                condition=~Q(phase__in=CLOSED),
                name="issue_open_at_point",
            ),
            models.Index(fields=["point", "kind", "site", "reported_at"], name="issue_signature"),
            models.Index(fields=["root_cause"], condition=Q(root_cause__isnull=False), name="issue_cause"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="issue_merged"),
            # The lists: of a holder or a department (and so of whoever leaves), and of all that is open.
            models.Index(fields=["holder", "-reported_at", "-id"], name="issue_of_holder"),
            models.Index(fields=["holder_department", "-reported_at", "-id"], name="issue_of_department"),
            models.Index(fields=["-reported_at", "-id"], condition=~Q(phase__in=CLOSED), name="issue_open"),
            # What nobody has acted on, the newest first: the index says itself what is not overdue yet.
            models.Index(
                fields=["-reported_at", "-id", "act_by"], condition=_TO_ACT, name="issue_to_act_newest"
            ),
            # The inbox: each way of having the next move, in the order of its deadlines (see `querysets.moves`).
            models.Index(fields=["holder", "act_by", "id"], condition=_TO_ACT, name="issue_to_act"),
            models.Index(
                fields=["holder", "resolve_by", "id"],
                condition=_AT_WORK & Q(acted_at__isnull=False),
                name="issue_to_resolve",
            ),
            models.Index(
                fields=["holder_department", "act_by", "id"],
                condition=_AT_WORK & Q(holder=None),
                name="issue_nobodys",
            ),
            models.Index(fields=["point", "act_by", "id"], condition=_TO_ACT, name="issue_to_act_at"),
            models.Index(
                fields=["point", "resolved_at", "id"],
                condition=Q(phase=Phase.RESOLVED),
                name="issue_to_verify",
            ),
            models.Index(
                fields=["-reported_at", "-id"],
                condition=Q(is_confidential=True),
                name="issue_confidential",
            ),
            # The orders of the list that the indexes above do not give.
            models.Index(SEVERITY_RANK, "reported_at", "id", name="issue_severity"),
            models.Index(fields=["customers", "id"], name="issue_customers"),
            models.Index(fields=["phase", "reported_at", "id"], name="issue_phase"),
            # What only old issues are: all that is newer would be passed to come there.
            models.Index(
                fields=["-reported_at", "-id"], condition=Q(phase=Phase.VERIFIED), name="issue_verified"
            ),
            models.Index(
                fields=["-reported_at", "-id"], condition=Q(phase=Phase.RESOLVED), name="issue_resolved"
            ),
            models.Index(fields=["reported_at", "id"], condition=Q(is_imported=True), name="issue_imported"),
            models.Index(fields=["reported_at", "id"], condition=Q(cycle__gt=1), name="issue_reopened"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("issues:issue", args=[self.pk])

    def named_openly(self) -> str:
        """Its title, or for a confidential issue what people may read who are not let into it."""
        return f"#{self.pk}, a confidential issue" if self.is_confidential else self.title

    @property
    def is_open(self) -> bool:
        return self.phase not in CLOSED


class Event(models.Model):
    """One change, appended and never rewritten. `seq` counts from 1 within the issue."""

    issue = models.ForeignKey(
        Issue, models.CASCADE, related_name="events", db_index=False
    )  # `event_once` is one
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField(help_text=_("when it became true"))
    recorded_at = models.DateTimeField(help_text=_("when it was written down"))
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    is_imported = models.BooleanField(default=False)
    payload = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["issue", "seq"]
        indexes = [models.Index(fields=["actor"], condition=Q(actor__isnull=False), name="event_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["issue", "seq"], name="event_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_seq"),
        ]
