"""Policies and their immutable versions as they are stored."""

from functools import lru_cache

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inflection_points.querysets import PolicyQuerySet
from inflection_points.rules import policies as rules
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import Clock, Severity, Whom

User = get_user_model()


def _choices(words: type[Severity] | type[Clock] | type[Whom] | type[Unit]) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ")) for word in words]


class Policy(models.Model):
    """A named policy. What it says stands in its versions; the newest is the one that new issues pin.

    A retired one keeps its versions, for the issues that pinned them; its points use the successor.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at=None, successor=None)
                | Q(retired_at__isnull=False, successor__isnull=False),
                name="retired_policy_has_a_successor",
            ),
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="policy_other_successor"),
        ]

    def __str__(self) -> str:
        return self.name

    def current(self) -> "PolicyVersion":
        """The version that new issues pin. Raises `PolicyVersion.DoesNotExist`."""
        return self.versions.order_by("-number")[:1].get()

    def in_use(self) -> "Policy":
        """This policy, or what it was retired for: its successor, or that one's."""
        here = self
        while here.successor is not None:  # never a circle: a successor is not retired when it is named
            here = here.successor
        return here


class PolicyVersion(models.Model):
    """One saving of a policy. The database refuses to change it (see the migration's trigger)."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    hold_limit_percent = models.PositiveIntegerField(_("longest hold, % of the act target"), default=200)
    created_at = models.DateTimeField(_("saved at"))
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["policy", "-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"

    def value(self) -> rules.Policy:
        """The version as the rules read it; it never changes, so it is read once."""
        return policy_value(self.pk)


@lru_cache(maxsize=512)
def policy_value(version: int) -> rules.Policy:
    """The policy version with this primary key as a value. Raises `DoesNotExist`."""
    row = PolicyVersion.objects.get(pk=version)
    return rules.Policy(
        version=row.pk,
        targets={
            (Severity(t.severity), Clock(t.clock)): Target(t.amount, Unit(t.unit)) for t in row.targets.all()
        },
        rungs=tuple(
            rules.Rung(
                Clock(rung.clock),
                rung.position,
                rung.percent,
                tuple(rules.Recipient(Whom(r.whom), r.person_id, r.role) for r in rung.recipients.all()),
            )
            for rung in row.rungs.prefetch_related("recipients")
        ),
        hold_limit_percent=row.hold_limit_percent,
    )


class PolicyTarget(models.Model):
    """How long one clock may run for one severity."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="targets")
    severity = models.CharField(max_length=8, choices=_choices(Severity))
    clock = models.CharField(max_length=8, choices=_choices(Clock))
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=7, choices=_choices(Unit))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "severity", "clock"], name="target_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="target_positive"),
        ]


class PolicyRung(models.Model):
    """One step of a version's ladder on one clock."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="rungs")
    clock = models.CharField(max_length=8, choices=_choices(Clock), default=Clock.ACT)
    position = models.PositiveSmallIntegerField()
    percent = models.PositiveIntegerField(_("share of the target in %"))

    class Meta:
        ordering = ["clock", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "clock", "position"], name="rung_once")]


class PolicyRungRecipient(models.Model):
    """One addressee of a rung."""

    rung = models.ForeignKey(PolicyRung, models.CASCADE, related_name="recipients")
    whom = models.CharField(max_length=20, choices=_choices(Whom))
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(whom=Whom.PERSON) | Q(person__isnull=False), name="recipient_person_named"
            ),
            models.CheckConstraint(condition=~Q(whom=Whom.ROLE) | ~Q(role=""), name="recipient_role_named"),
        ]
