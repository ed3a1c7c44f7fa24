"""The facts of an issue that measures count: instants and durations, derived from its events by `rules.facts`.

An instant that has not come is empty; as of `T` something had happened when its instant is not after `T`. So every
measure can be asked as of any instant, and none needs the events.

Only `commands.keeping` writes them, in bulk. No foreign key is checked by the database: a check would lock the row that
it looks at, and so make the keeper and whoever changes an issue wait for each other.
"""

from functools import partial

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Calendar, InflectionPoint
from issues.models import Issue, Remedy
from people.models import Department

Reference = partial(models.ForeignKey, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
Unindexed = partial(Reference, db_index=False)


class Fact(models.Model):
    """One counted issue: no spam, no test, not merged. Rewritten whole whenever its issue changes."""

    issue = models.OneToOneField(
        Issue, models.DO_NOTHING, primary_key=True, related_name="fact", db_constraint=False
    )
    point = Unindexed(InflectionPoint)
    severity = models.CharField(max_length=8, choices=Issue.Severities)
    signature = models.CharField(
        max_length=40, blank=True, help_text=_("point, kind and site; empty without a kind")
    )
    week = models.DateField(help_text=_("the Monday of the week of its report, in UTC"))
    reported_at = models.DateTimeField()
    observed_at = models.DateTimeField(help_text=_("when it happened, as its first report says"))
    act_by = models.DateTimeField(help_text=_("when it is matured: the report plus the act target"))
    acted_at = models.DateTimeField(null=True, help_text=_("first act of the first cycle"))
    declined_at = models.DateTimeField(null=True, help_text=_("in the first cycle"))
    ever_acted_at = models.DateTimeField(null=True, help_text=_("first act of whichever cycle"))
    resolved_at = models.DateTimeField(null=True, help_text=_("first resolution"))
    failed_at = models.DateTimeField(null=True, help_text=_("first reopening after the first resolution"))
    reopened_at = models.DateTimeField(
        null=True, help_text=_("first reopening, be it of what had been declined")
    )
    acted_again_at = models.DateTimeField(null=True, help_text=_("first act after the first reopening"))
    asked_at = models.DateTimeField(null=True, help_text=_("a reporter was asked for the first time"))
    yes_at = models.DateTimeField(null=True, help_text=_("the reporter said that it is fixed"))

    # Working time on the clock that counts for it: its calendar's, or round the clock while critical.
    calendar = Unindexed(Calendar, null=True, help_text=_("empty: round the clock"))
    opened = models.BigIntegerField(
        help_text=_("working seconds of that clock up to the full hour after the report")
    )
    reopened = models.BigIntegerField(null=True, help_text=_("the same up to the first reopening"))
    took = models.PositiveIntegerField(null=True, help_text=_("working seconds from report to act"))
    took_again = models.PositiveIntegerField(
        null=True, help_text=_("from the first reopening to the next act")
    )

    was_born_urgent = models.BooleanField()
    was_triggered = models.BooleanField(
        help_text=_(
            "not born urgent, and first acted on after it was raised to urgent or a rung of breach was reached"
        )
    )
    origin = Unindexed(InflectionPoint, null=True, help_text=_("where its root cause lies"))
    origin_known_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-reported_at", "-issue"], name="fact_newest"),
            models.Index(fields=["point", "-reported_at", "-issue"], name="fact_newest_at"),
            models.Index(fields=["signature", "observed_at"], condition=~Q(signature=""), name="fact_again"),
            models.Index(
                fields=["declined_at"], condition=Q(declined_at__isnull=False), name="fact_declined"
            ),
            models.Index(
                fields=["ever_acted_at"], condition=Q(ever_acted_at__isnull=False), name="fact_acted"
            ),
            models.Index(
                fields=["resolved_at"], condition=Q(resolved_at__isnull=False), name="fact_resolved"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.issue_id}"


class Spell(models.Model):
    """A time during which an issue was open and known to concern so many customers. Not acted on: see `ever_acted_at`.

    A new spell begins with a reopening, and with each report that is added; spells of an issue never overlap.
    """

    fact = Reference(Fact, related_name="spells")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    customers = models.PositiveIntegerField(help_text=_("at least one"))
    was_reported_again = models.BooleanField()


class Holding(models.Model):
    """A department's turn at an issue, repetitions next to each other taken together, mended misroutes left out."""

    fact = Reference(Fact, related_name="holdings")
    department = Reference(Department)
    since = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, help_text=_("empty: still theirs, ended, or re-organised"))
    passed_to = Unindexed(Department, null=True)
    has_acted = models.BooleanField(help_text=_("somebody acted during it"))
    came_back = models.BooleanField(help_text=_("they had had it before: directly or through others"))


class Fix(models.Model):
    """A resolution that mended something, of an issue with a signature. Another issue says whether it recurred."""

    fact = Reference(Fact, related_name="fixes")
    signature = models.CharField(max_length=40)
    fixed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True, help_text=_("it was none"))
    rooted_at = models.DateTimeField(null=True, help_text=_("a root cause or preventive work by then"))
    again_30_at = models.DateTimeField(
        null=True, help_text=_("when it was first reported that it was observed again within 30 days")
    )
    again_90_at = models.DateTimeField(null=True, help_text=_("the same within 90 days"))

    class Meta:
        verbose_name_plural = "fixes"
        indexes = [models.Index(fields=["signature", "fixed_at"], name="fix_again")]


class Work(models.Model):
    """An action that was completed: on an issue, or a remedy of a root cause, which has no severity."""

    fact = Reference(Fact, null=True, related_name="works")
    remedy = models.OneToOneField(Remedy, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    point = Unindexed(InflectionPoint)
    severity = models.CharField(max_length=8, blank=True)
    completed_at = models.DateTimeField()
    is_preventive = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["completed_at"], name="work_completed")]
