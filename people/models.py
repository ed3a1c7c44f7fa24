"""Who: users, their roles and their departments."""

import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.querysets import AbsenceQuerySet, DepartmentQuerySet, UserManager
from people.rules import absences as rules
from people.rules.permissions import Can, Role, may


def languages() -> list[tuple[str, str]]:
    """Asked when it is needed: tests know more languages than there are, and a migration must not."""
    return list(settings.LANGUAGES)


def known_zone(name: str) -> None:
    """Refuse a zone that the time-zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Choose one such as Europe/Berlin."), params={"name": name}
        )


class Department(models.Model):
    """A part of the company that can hold issues; its head is told when its people do not act."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name"), max_length=120, unique=True)
    head = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="heads")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    contribution = models.TextField(
        _("contribution"),
        blank=True,
        help_text=_("What this department contributes to the customer's experience."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def head_without(self, leaver: int) -> "User | None":
        """The active head, other than the leaver, of this department or of the nearest one above it."""
        seen: set[int] = set()
        here: Department | None = self
        while here is not None and here.pk not in seen:
            seen.add(here.pk)
            if here.head is not None and here.head.is_active and here.head.pk != leaver:
                return here.head
            here = here.parent
        return None


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address signs in; the role decides which doors are open."""

    class Roles(models.TextChoices):
        FRONTLINE = Role.FRONTLINE, _("Frontline")
        MANAGER = Role.MANAGER, _("Manager")
        EXECUTIVE = Role.EXECUTIVE, _("Executive")
        ADMINISTRATOR = Role.ADMINISTRATOR, _("Administrator")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Roles, default=Roles.FRONTLINE)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="members")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Berlin", validators=[known_zone]
    )
    language = models.CharField(
        _("language"),
        max_length=16,
        blank=True,
        default="",
        db_default="",
        choices=languages,
        help_text=_("Without one, what the browser asks for counts."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the data administration"), default=False)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["role"], name="user_role")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """At most two letters that stand for the person."""
        words = self.name.split() or [self.email]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    def may(self, can: Can) -> bool:
        """Whether the person's role permits it; a deactivated person may nothing."""
        return self.is_active and may(Role(self.role), can)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Rearrangement(models.Model):
    """Something that decides who is told has changed: whoever looks for gaps has to look again.

    Written in the transaction of the change, taken away by who has looked (`issues.commands.linting`).
    """

    at = models.DateTimeField()


class Absence(models.Model):
    """Somebody is away for a while. The deputy gets what the ladder says meanwhile; no clock stands still."""

    person = models.ForeignKey(User, models.CASCADE, related_name="absences")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    deputy = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="stands_in_for")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="absence_order"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="absence_other_deputy"
            ),
        ]
        indexes = [models.Index(fields=["until", "since"], name="absence_dates")]

    def value(self) -> rules.Absence:
        return rules.Absence(self.person_id, self.since, self.until, self.deputy_id)
