"""Standards: writing a draft, asking departments to sign it, signing it or saying what is missing.

Each command locks the point first, so that what two people do at once happens one after the other.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from inflection_points.models import InflectionPoint, Signature, Standard, StandardTarget
from inflection_points.rules import standards as rules
from inflection_points.rules.standards import Standing, Verdict, Words
from people.models import Absence, Department, User
from people.rules.absences import stand_in
from people.rules.permissions import Can
from people.rules.words import say


def may_write(point: InflectionPoint, actor: User) -> bool:
    """Who answers for the point, and administrators."""
    answers = actor.is_active and actor.pk in {point.owner_id, point.deputy_id}
    return answers or actor.may(Can.KEEP_STANDARDS)


def must_write(point: InflectionPoint, actor: User) -> None:
    """Raises `PermissionDenied` with a sentence."""
    if not may_write(point, actor):
        raise PermissionDenied(_("Only who answers for the point, and administrators, write its standard."))


def signers(department: Department, now: datetime) -> list[User]:
    """The head, or that of the nearest department above; and who stands in for them while they are away."""
    head = department.head_without(0)
    if head is None:
        return []
    away = [absence.value() for absence in Absence.objects.in_force(now)]
    other = stand_in(head.pk, now, away)
    return [head, *User.objects.active().filter(pk=other).exclude(pk=head.pk)]


def to_sign(person: User, now: datetime) -> list[Signature]:
    """What waits for this person's signature, the longest asked for first: a line for each department they sign for.

    One question where nobody is asked, two where somebody is (and more for departments that have no head of their own).
    """
    waiting = Signature.objects.filter(verdict=Verdict.WAITING, department__is_active=True)
    lines = list(
        waiting.filter(standard__in=Standard.objects.asked())
        .select_related("standard__point", "department__head")
        .order_by("standard__asked_at", "pk")
    )
    away = [absence.value() for absence in Absence.objects.in_force(now)] if lines else []

    def is_theirs(line: Signature) -> bool:
        head = line.department.head_without(0)
        return head is not None and person.pk in {head.pk, stand_in(head.pk, now, away)}

    return [line for line in lines if is_theirs(line)]


def touched(point: InflectionPoint) -> list[Department]:
    """The accountable department, and those of the points that this one directly depends on."""
    upstream = Department.objects.active().filter(points__dependents__point=point)
    others = upstream.exclude(pk=point.department_id).distinct()
    return [point.department, *others]


@transaction.atomic
def write_standard(*, point: int, seen: str, words: Words, actor: User, now: datetime) -> Standard:
    """Save the point's draft; begin one where there is none. `seen` is the draft that was rewritten, as it was read.

    Raises `DraftMovedOn`, `StandardEmpty`, `TargetIncomplete`, `TooManyTargets`, `PermissionDenied`.
    """
    place = _locked(point)
    must_write(place, actor)
    words = rules.checked(words)
    draft = place.standards.draft().first()
    if draft is not None and draft.words() == words:
        return draft  # pressed twice
    if seen != (draft.seen if draft is not None else ""):
        raise rules.DraftMovedOn
    if draft is None:
        last = place.standards.aggregate(last=Max("number"))["last"] or 0
        draft = Standard(point=place, number=last + 1, revision=0)
    draft.promise, draft.guidance = words.promise, words.guidance
    draft.written_by, draft.written_at, draft.revision = actor, now, draft.revision + 1
    draft.save()
    draft.targets.all().delete()
    StandardTarget.objects.bulk_create(
        StandardTarget(standard=draft, position=position, what=one.what, how_much=one.how_much)
        for position, one in enumerate(words.targets, 1)
    )
    return draft


@transaction.atomic
def discard_draft(*, point: int, seen: str, actor: User) -> None:
    """Throw the draft away; one that is gone already stays gone. Raises `DraftMovedOn`, `PermissionDenied`."""
    place = _locked(point)
    must_write(place, actor)
    draft = place.standards.draft().first()
    if draft is not None and draft.seen != seen:
        raise rules.DraftMovedOn
    if draft is not None:
        draft.delete()


@transaction.atomic
def ask_to_sign(
    *, point: int, seen: str, departments: Iterable[Department], actor: User, now: datetime
) -> Standard:
    """Ask departments to sign the draft: its words stand from here on. The accountable one is always asked.

    A version that still waits for signatures is withdrawn for it. Raises `DraftMovedOn`, `NothingToSign`,
    `NobodySigns`, `PermissionDenied`.
    """
    place = _locked(point)
    must_write(place, actor)
    draft = place.standards.draft().first()
    if draft is None:
        return _asked_before(place, seen)
    if draft.seen != seen:
        raise rules.DraftMovedOn
    asked = {one.pk: one for one in [place.department, *departments]}
    for department in asked.values():
        if not signers(department, now):
            raise rules.NobodySigns(
                say(
                    "%(department)s has no head who could sign. Ask an administrator to name one first.",
                    department=department.name,
                )
            )
    place.standards.asked().update(withdrawn_at=now)
    draft.asked_by, draft.asked_at = actor, now
    draft.save(update_fields=["asked_by", "asked_at"])
    Signature.objects.bulk_create(Signature(standard=draft, department=one) for one in asked.values())
    return draft


def _asked_before(place: InflectionPoint, seen: str) -> Standard:
    """What the same press asked a moment ago. Raises `NothingToSign`."""
    waiting = place.standards.asked().first()
    if waiting is None or waiting.seen != seen:
        raise rules.NothingToSign
    return waiting


@transaction.atomic
def withdraw_standard(*, standard: int, actor: User, now: datetime) -> Standard:
    """Ask nobody any more. What is in force stays so. Raises `VersionReplaced`, `PermissionDenied`."""
    version = _version(standard)
    must_write(version.point, actor)
    if version.standing is Standing.WITHDRAWN:
        return version
    _must_wait(version)
    version.withdrawn_at = now
    version.save(update_fields=["withdrawn_at"])
    return version


@transaction.atomic
def sign_standard(*, standard: int, department: int, actor: User, now: datetime) -> Standard:
    """Sign for the department. The last signature puts the version in force, and ends the one before.

    Raises `VersionReplaced`, `NotYourSignature`.
    """
    version = _version(standard)
    signature = _signature(version, department, actor, now)
    if signature.verdict != Verdict.SIGNED:
        _must_wait(version)
        _say(signature, Verdict.SIGNED, actor, now)
    _settle(version, now)
    return version


@transaction.atomic
def settle_without(*, department: Department, now: datetime) -> list[Standard]:
    """The department was dissolved: put in force what waited for it alone. Returns these versions."""
    asked = Standard.objects.asked().filter(signatures__department=department)
    versions = [_version(pk) for pk in asked.order_by("point").values_list("pk", flat=True)]
    return [version for version in versions if _settle(version, now)]


@transaction.atomic
def object_to_standard(
    *, standard: int, department: int, missing: str, actor: User, now: datetime
) -> Signature:
    """Say for the department what is missing. It can sign later all the same. Said twice in the same words is once.

    Raises `MissingUnsaid`, `VersionReplaced`, `NotYourSignature`.
    """
    version = _version(standard)
    signature = _signature(version, department, actor, now)
    if not missing.strip():
        raise rules.MissingUnsaid
    if signature.verdict == Verdict.MISSING and signature.missing == missing.strip():
        return signature
    _must_wait(version)
    signature.missing = missing.strip()
    _say(signature, Verdict.MISSING, actor, now)
    return signature


def _settle(version: Standard, now: datetime) -> bool:
    """Put the version in force if nobody is left who has to sign it. Whether it did."""
    asked = version.signatures.filter(department__is_active=True)  # a dissolved one cannot sign any more
    verdicts = [Verdict(one) for one in asked.values_list("verdict", flat=True)]
    if version.standing is not Standing.ASKED or not rules.is_signed_off(verdicts):
        return False
    _put_in_force(version, now)
    return True


def _put_in_force(version: Standard, now: datetime) -> None:
    place = version.point
    place.standards.filter(in_force_since__isnull=False, in_force_until=None).update(in_force_until=now)
    version.in_force_since = now
    version.save(update_fields=["in_force_since"])
    place.promise, place.guidance = version.promise, version.guidance
    place.save(update_fields=["promise", "guidance"])


def _say(signature: Signature, verdict: Verdict, actor: User, now: datetime) -> None:
    signature.verdict, signature.by, signature.name, signature.at = verdict, actor, actor.name, now
    signature.save()


def _signature(version: Standard, department: int, actor: User, now: datetime) -> Signature:
    """The department's line, if the person may write it. Raises `NotYourSignature`."""
    found = version.signatures.select_related("department__head").filter(department=department).first()
    if found is None or actor not in signers(found.department, now):
        raise rules.NotYourSignature
    found.standard = version
    return found


def _must_wait(version: Standard) -> None:
    if version.standing is not Standing.ASKED:
        raise rules.VersionReplaced


def _version(standard: int) -> Standard:
    """The version, its point locked. Raises `DoesNotExist`."""
    place = _locked(Standard.objects.values_list("point", flat=True).get(pk=standard))
    version = place.standards.get(pk=standard)
    version.point = place
    return version


def _locked(point: int) -> InflectionPoint:
    rows = InflectionPoint.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("department__head").get(pk=point)
