"""What leaving means for the people and departments themselves. `issues.commands.leaving` hands the work over first."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from people.commands.rearranging import rearranged
from people.models import Absence, Department, User
from people.rules.permissions import Can, Role
from people.rules.refusals import CannotDissolve, CannotLeave
from people.rules.words import say


@dataclass(frozen=True, slots=True)
class Headship:
    """A department and who heads it from now on; None when nobody above it could."""

    department: Department
    heir: User | None


def headships(leaver: User) -> list[Headship]:
    """The departments that the leaver heads, each with the head of the nearest department above."""
    found = Department.objects.active().filter(head=leaver).select_related("head", "parent")
    return [Headship(department, department.head_without(leaver.pk)) for department in found]


def must_be_able_to_leave(leaver: User, actor: User) -> None:
    """Raises `CannotLeave` for oneself, for the last administrator and for somebody who has left."""
    if not leaver.is_active:
        raise CannotLeave(say("%(leaver)s has already left.", leaver=leaver.name))
    if leaver.pk == actor.pk:
        raise CannotLeave(say("You cannot deactivate yourself. Ask another administrator."))
    others = User.objects.administrators().exclude(pk=leaver.pk)
    if leaver.role == Role.ADMINISTRATOR and not others.exists():
        raise CannotLeave(
            say("%(leaver)s is the only administrator. Make somebody else one first.", leaver=leaver.name)
        )


def deactivate(leaver: User, heads: list[Headship]) -> list[User]:
    """Shut the doors, pass headships on, and end deputyships. Returns who has no deputy any more."""
    alone = [a.person for a in Absence.objects.filter(deputy=leaver).select_related("person")]
    Absence.objects.filter(deputy=leaver).update(deputy=None)
    for headship in heads:
        Department.objects.filter(pk=headship.department.pk).update(head=headship.heir)
    leaver.is_active = False
    leaver.save(update_fields=["is_active"])
    return alone


@transaction.atomic
def reactivate(*, person: User, now: datetime) -> None:
    """Open the doors again. What was handed over stays where it is."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    rearranged(now=now)


def must_be_able_to_dissolve(department: Department, into: Department | None) -> Department:
    """Where its things go. Raises `CannotDissolve` without another active department that can take them."""
    into = into if into is not None else department.parent
    if not department.is_active:
        raise CannotDissolve(say("%(department)s was already dissolved.", department=department.name))
    if into is None:
        raise CannotDissolve(
            say(
                "%(department)s has no department above it. Choose the one that takes over.",
                department=department.name,
            )
        )
    if into.pk == department.pk:
        raise CannotDissolve(say("A department cannot take over from itself. Choose another."))
    if not into.is_active:
        raise CannotDissolve(say("%(into)s was dissolved itself. Choose another.", into=into.name))
    return into


def dissolve(department: Department, into: Department) -> int:
    """Move members and the departments below. Returns how many members moved."""
    if _is_below(into, department):
        into.parent = department.parent
        into.save(update_fields=["parent"])
    department.children.update(parent=into)
    department.is_active = False
    department.save(update_fields=["is_active"])
    return department.members.update(department=into)


def _is_below(one: Department, other: Department) -> bool:
    seen: set[int] = set()
    here = one.parent
    while here is not None and here.pk not in seen and here.pk != other.pk:
        seen.add(here.pk)
        here = here.parent
    return here is not None and here.pk == other.pk


def must_administer(actor: User) -> None:
    """Raises `PermissionDenied` with a sentence."""
    if not actor.may(Can.ADMINISTER):
        raise PermissionDenied(say("Only administrators can do that. Ask one of them."))
