"""The value chain: stages, inflection points, what they depend on, where they happen."""

from typing import Final

from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inflection_points.models.calendars import Calendar
from inflection_points.models.policies import Policy, PolicyVersion
from inflection_points.querysets import InflectionPointQuerySet
from people.models import Department

User = get_user_model()
_NEWEST_VERSION: Final = """
    SELECT id FROM inflection_points_policyversion WHERE policy_id = %s ORDER BY number DESC LIMIT 1"""


class ValueChain(models.Model):
    """The company's chain and the senior person who answers for its customers' experience."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    executive_sponsor = models.ForeignKey(User, models.PROTECT, related_name="sponsored_chains")

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """An ordered step of the value chain."""

    chain = models.ForeignKey(ValueChain, models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))
    sponsor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="sponsored_stages")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "position"],
                name="stage_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["chain", "name"], name="stage_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class InflectionPoint(models.Model):
    """A moment in a stage when the customer judges the company.

    `promise` and `guidance` are what its standard in force says (`models.standards`), written by its commands alone.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="points")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=140, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="points")
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="owned_points",
        help_text=_("Answers for every issue at this point."),
    )
    deputy = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="deputised_points")
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=3, help_text=_("How much customers care, 1 to 5.")
    )
    exposure = models.PositiveIntegerField(_("exposure"), default=0, help_text=_("Customers a month."))
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="points")
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="points")
    promise = models.TextField(
        _("promise"), blank=True, help_text=_("What an outstanding moment looks like.")
    )
    guidance = models.TextField(_("guidance"), blank=True, help_text=_("For the people at the point."))
    is_active = models.BooleanField(_("active"), default=True)

    objects = InflectionPointQuerySet.as_manager()

    class Meta:
        ordering = ["stage__position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "name"], name="point_name_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="point_weight"),
        ]

    def __str__(self) -> str:
        return self.name

    def current_version(self) -> int:
        """The key of the policy version that new issues pin. Raises `PolicyVersion.DoesNotExist`."""
        with connection.cursor() as cursor:  # with every report, so without building a query first
            cursor.execute(_NEWEST_VERSION, [self.policy_id])
            found = cursor.fetchone()
        if found is None:
            raise PolicyVersion.DoesNotExist
        return int(found[0])


class Dependency(models.Model):
    """`point` depends on `upstream`. `commands.chain.add_dependency` refuses cycles."""

    point = models.ForeignKey(InflectionPoint, models.CASCADE, related_name="dependencies")
    upstream = models.ForeignKey(InflectionPoint, models.CASCADE, related_name="dependents")

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = [
            models.UniqueConstraint(fields=["point", "upstream"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(point=F("upstream")), name="dependency_not_on_itself"),
        ]


class Kind(models.Model):
    """A named kind of problem at a point: a chip on the report page."""

    point = models.ForeignKey(InflectionPoint, models.CASCADE, related_name="kinds")
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["point", "name"], name="kind_once")]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where points happen: a depot, a shop, a region. Its calendar wins over the point's."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="sites")
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
