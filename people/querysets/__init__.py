"""What can be asked about people and departments."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import BaseUserManager
from django.db.models import Q, QuerySet

from people.querysets.prepared import Slot
from people.rules.permissions import Role

if TYPE_CHECKING:
    from people.models import Absence, Department, User  # noqa: F401  used as type arguments


class UserQuerySet(QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def administrators(self) -> Self:
        return self.active().filter(role=Role.ADMINISTRATOR)

    def who_can_hold(self) -> Self:
        """People to whom an issue or an action can be given."""
        return self.active().select_related("department").order_by("name", "pk")

    def matching(self, words: str) -> Self:
        """Whose name, address or job title has all the words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word)
            )
        return found


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's `createsuperuser` and allauth go through this; both get a normalised address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        if not email:
            raise ValueError("Give an e-mail address: it signs the person in.")
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        fields |= {"is_staff": True, "is_superuser": True, "role": Role.ADMINISTRATOR}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        user: User = self.get(email__iexact=email or "")
        return user


class DepartmentQuerySet(QuerySet["Department"]):
    def active(self) -> Self:
        return self.filter(is_active=True).order_by("name")

    def named(self, name: str) -> Self:
        return self.filter(Q(name__iexact=name) | Q(slug=name))


class AbsenceQuerySet(QuerySet["Absence"]):
    def in_force(self, at: datetime) -> Self:
        """Who is away at an instant, with person and deputy."""
        return self.filter(since__lte=at, until__gt=at).select_related("person", "deputy")

    def not_over(self, now: datetime | Slot) -> Self:
        return self.filter(until__gt=now)
