"""Standards and whom they concern: who is asked to sign, who hears that something is missing, that one is in force."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from inflection_points.commands import standards
from inflection_points.models import Signature, Standard
from inflection_points.rules.standards import Standing, Verdict
from notifications.commands.outbox import Draft, enqueue
from people.models import Department, User
from people.rules.kept import kept
from people.rules.words import say

_ASKED: Final = kept(say("Sign the standard of “%(point)s”"))
_MISSING: Final = kept(say("Something is missing in the standard of “%(point)s”"))
_IN_FORCE: Final = kept(say("A new standard of “%(point)s” is in force"))


@transaction.atomic
def ask_to_sign(
    *, point: int, seen: str, departments: Iterable[Department], actor: User, now: datetime
) -> Standard:
    """Ask departments to sign the draft, and tell those who have to sign for them. Raises what `standards.ask_to_sign` does."""
    version = standards.ask_to_sign(point=point, seen=seen, departments=departments, actor=actor, now=now)
    _tell_signers(version, actor, now)
    return version


@transaction.atomic
def object_to_standard(
    *, standard: int, department: int, missing: str, actor: User, now: datetime
) -> Signature:
    """Say what is missing, and tell who asked and who answers. Raises what `standards.object_to_standard` does."""
    signature = standards.object_to_standard(
        standard=standard, department=department, missing=missing, actor=actor, now=now
    )
    version = signature.standard
    facts = _facts(version, _MISSING.of(point=version.point.name), actor)
    facts |= {"department": signature.department.name, "missing": signature.missing}
    _tell("standard_missing", signature, _writers(version, actor), facts, now)
    return signature


@transaction.atomic
def sign_standard(*, standard: int, department: int, actor: User, now: datetime) -> Standard:
    """Sign for the department; when that was the last one, tell that the version is in force.

    Raises what `standards.sign_standard` does.
    """
    version = standards.sign_standard(standard=standard, department=department, actor=actor, now=now)
    if version.standing is Standing.IN_FORCE:
        _tell_in_force(version, actor, now)
    return version


@transaction.atomic
def settle_without(*, department: Department, actor: User, now: datetime) -> None:
    """Put in force what waited for this dissolved department alone, and tell it."""
    for version in standards.settle_without(department=department, now=now):
        _tell_in_force(version, actor, now, dissolved=department.name)


def _tell_signers(version: Standard, actor: User, now: datetime) -> None:
    """Everybody who signs hears of it once, however many departments they sign for."""
    waiting = version.signatures.filter(verdict=Verdict.WAITING).select_related("department__head")
    asked: dict[int, list[str]] = {}
    for signature in waiting:
        for person in standards.signers(signature.department, now):
            asked.setdefault(person.pk, []).append(signature.department.name)
    facts = _facts(version, _ASKED.of(point=version.point.name), actor)
    key = f"standard_asked:{version.pk}"
    drafts = [
        Draft(f"{key}:{person}", person, "standard_asked", "", facts | {"department": ", ".join(names)})
        for person, names in asked.items()
    ]
    enqueue(drafts, now=now)


def _tell_in_force(version: Standard, actor: User, now: datetime, **more: str) -> None:
    facts = _facts(version, _IN_FORCE.of(point=version.point.name), actor) | more
    key = f"standard_in_force:{version.pk}"
    told = _writers(version, actor)
    enqueue([Draft(f"{key}:{one.pk}", one.pk, "standard_in_force", "", facts) for one in told], now=now)


def _writers(version: Standard, actor: User) -> list[User]:
    """Who asked for the signatures and who answers for the point, apart from who does this."""
    keys = {version.asked_by_id, version.point.owner_id} - {actor.pk, None}
    return list(User.objects.active().filter(pk__in=keys))


def _facts(version: Standard, title: str, actor: User) -> dict[str, Any]:
    return {
        "title": title,
        "point": version.point.name,
        "version": version.number,
        "by": actor.name,
        "path": reverse("issues:standard", args=[version.point.slug]),
    }


def _tell(
    kind: str, signature: Signature, people: Iterable[User], facts: dict[str, Any], now: datetime
) -> None:
    key = f"{kind}:{signature.pk}:{signature.at.isoformat() if signature.at else ''}"
    enqueue([Draft(f"{key}:{one.pk}", one.pk, kind, "", facts) for one in people], now=now)
