"""Root causes: finding why, linking it to issues, and the work that keeps it from coming back."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, QuerySet

from inflection_points.models import InflectionPoint
from issues.commands.permissions import must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.models import Issue, Remedy, RootCause
from issues.rules import events as e
from issues.rules import refusals as no
from notifications.commands.outbox import Draft, enqueue
from people.commands.absences import must_be_here
from people.models import User
from people.rules.permissions import Can

MOST_WHYS = 5
SUGGESTED = 3
_LONGEST = 200


def may_look_into(actor: User) -> bool:
    """Whether the person may write down why problems happen."""
    return actor.may(Can.TRIAGE)


def must_look_into(actor: User) -> None:
    """Raises `PermissionDenied` with a sentence for the person."""
    if not may_look_into(actor):
        raise PermissionDenied(
            "Only managers write down why problems happen. Tell one of them what you know."
        )


@transaction.atomic
def note_cause(
    *, actor: User, now: datetime, title: str, origin: InflectionPoint, whys: Iterable[str] = ()
) -> RootCause:
    """Write down why problems happen. Raises `ReasonMissing` without words."""
    must_look_into(actor)
    return _write(_titled(title), origin, _answers(whys), actor, now)


def note_on(locked: Locked, why: str, actor: User) -> None:
    """What is said about the cause when an issue is resolved becomes one, to be found when the problem comes back."""
    title = why if len(why) <= _LONGEST else f"{why[: _LONGEST - 1]}…"
    cause = _write(title, locked.issue.point, [why], actor, locked.now)
    record_on(locked, e.CauseLinked(actor.pk, cause.pk), actor=actor)


def _write(title: str, origin: InflectionPoint, whys: list[str], actor: User, now: datetime) -> RootCause:
    return RootCause.objects.create(
        title=title,
        origin=origin,
        whys=whys,
        noted_by=actor,
        noted_at=now,
        changed_by=actor,
        changed_at=now,
    )


@transaction.atomic
def change_cause(
    *,
    cause: int,
    actor: User,
    now: datetime,
    seen: int,
    title: str,
    origin: InflectionPoint,
    whys: Iterable[str] = (),
) -> RootCause:
    """Rewrite a root cause. `seen` is the revision that the person looked at.

    Raises `ChangedMeanwhile` when somebody else has saved another one, `ReasonMissing` without words.
    """
    must_look_into(actor)
    row = RootCause.objects.select_for_update().get(pk=cause)
    if row.revision != seen:
        raise no.ChangedMeanwhile
    row.title, row.origin, row.whys = _titled(title), origin, _answers(whys)
    row.changed_by, row.changed_at, row.revision = actor, now, row.revision + 1
    row.save()
    return row


@transaction.atomic
def link_cause(*, issue: int, cause: int, actor: User, now: datetime) -> Issue:
    """Say that the cause explains the issue, instead of any other. Raises `CauseUnchanged`."""
    locked = lock(issue, now)
    must_triage(locked.issue, actor)
    return record_on(locked, e.CauseLinked(actor.pk, cause), actor=actor)


@transaction.atomic
def unlink_cause(*, issue: int, cause: int, actor: User, now: datetime) -> Issue:
    """Say that it does not explain the issue after all. Raises `CauseUnchanged`."""
    locked = lock(issue, now)
    must_triage(locked.issue, actor)
    return record_on(locked, e.CauseUnlinked(actor.pk, cause), actor=actor)


@transaction.atomic
def plan_remedy(
    *,
    cause: int,
    actor: User,
    now: datetime,
    kind: e.ActionKind,
    description: str,
    assignee: User,
    due_at: datetime,
) -> Remedy:
    """Plan work against a cause. The assignee is told. Raises `DueInThePast`, `ReasonMissing`, `NobodyThere`."""
    must_look_into(actor)
    must_be_here(assignee.pk)
    if due_at <= now:
        raise no.DueInThePast
    row = RootCause.objects.get(pk=cause)
    remedy = Remedy.objects.create(
        cause=row,
        kind=kind,
        description=_titled(description),
        assignee=assignee,
        due_at=due_at,
        planned_by=actor,
        planned_at=now,
    )
    if assignee.pk != actor.pk:
        facts = {
            "title": row.title,
            "by": actor.name,
            "description": remedy.description,
            "due_at": due_at.isoformat(),
            "path": row.get_absolute_url(),
        }
        enqueue([Draft(f"remedy:{remedy.pk}", assignee.pk, "remedy_planned", "", facts)], now=now)
    return remedy


@transaction.atomic
def complete_remedy(*, remedy: int, actor: User, now: datetime, evidence: str) -> Remedy:
    """Say that the work is done, and how one sees it. Raises `ActionEnded`, `EvidenceMissing`."""
    row = Remedy.objects.select_for_update(of=("self",)).select_related("cause").get(pk=remedy)
    if actor.pk != row.assignee_id:
        must_look_into(actor)
    if row.completed_at is not None:
        raise no.ActionEnded
    if not evidence.strip():
        raise no.EvidenceMissing("Say what was done, so that others can see it and learn from it.")
    row.completed_by, row.completed_at, row.evidence = actor, max(now, row.planned_at), evidence.strip()
    row.save()
    return row


def suggested_causes(issue: Issue) -> QuerySet[RootCause]:
    """Causes that explained the same kind of problem at the same point before, the most frequent first."""
    alike = Issue.objects.filter(point=issue.point_id, kind=issue.kind_id, root_cause__isnull=False)
    if issue.kind_id is None:
        return RootCause.objects.none()
    causes = RootCause.objects.filter(issues__in=alike.exclude(pk=issue.pk)).exclude(
        pk=issue.root_cause_id or 0
    )
    return causes.annotate(times=Count("issues"), last=Max("issues__reported_at")).order_by(
        "-times", "-last"
    )[:SUGGESTED]


def _titled(words: str) -> str:
    if not words.strip():
        raise no.ReasonMissing("Say it in a sentence.")
    return words.strip()


def _answers(whys: Iterable[str]) -> list[str]:
    return [why.strip() for why in whys if why.strip()][:MOST_WHYS]
