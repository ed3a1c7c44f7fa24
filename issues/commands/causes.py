"""Root causes: finding why, linking it to issues, and the work that keeps it from coming back."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inflection_points.models import InflectionPoint
from issues.commands.permissions import must_triage
from issues.commands.recording import Locked, lock, record_on
from issues.models import Issue, Remedy, RootCause
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.guards import must_be_a_sentence
from notifications.commands.outbox import Draft, enqueue
from people.commands.absences import must_be_here
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say

MOST_WHYS = 5
LONGEST_TITLE = 200
LONGEST_WHY = 400
SUGGESTED = 3

Once = TypeVar("Once", RootCause, Remedy)


def may_look_into(actor: User) -> bool:
    """Whether the person may write down why problems happen."""
    return actor.may(Can.TRIAGE)


def must_look_into(actor: User) -> None:
    """Raises `PermissionDenied` with a sentence for the person."""
    if not may_look_into(actor):
        raise PermissionDenied(
            say("Only managers write down why problems happen. Tell one of them what you know.")
        )


def note_cause(
    *,
    actor: User,
    now: datetime,
    title: str,
    origin: InflectionPoint,
    whys: Iterable[str] = (),
    issue: int | None = None,
    client_key: UUID | None = None,
) -> RootCause:
    """Write down why problems happen, and that it explains the issue, if one is given.

    The same `client_key` again returns the same cause, and so do the same words of the same person: whoever goes back
    to the form gets another key. Raises `ReasonMissing`, `CauseTooShort`.
    """
    must_look_into(actor)

    def write(key: UUID) -> RootCause:
        words: dict[str, Any] = {"title": _caused(title), "origin": origin, "whys": _answers(whys)}
        known = RootCause.objects.filter(**words, noted_by=actor).first()
        cause = known or _write(**words, actor=actor, now=now, key=key)
        if issue is not None and not cause.issues.filter(pk=issue).exists():
            link_cause(issue=issue, cause=cause.pk, actor=actor, now=now)
        return cause

    return _once(RootCause, client_key, write)


def _once(model: type[Once], client_key: UUID | None, write: Callable[[UUID], Once]) -> Once:
    """What was written under the key before, else what `write` makes now, in one transaction."""
    key = client_key or uuid4()
    try:
        with transaction.atomic():
            return model.objects.filter(client_key=key).first() or write(key)
    except IntegrityError:
        # Two sendings at the same instant: the other one won, so answer with what it wrote.
        known = model.objects.filter(client_key=key).first()
        if known is None:
            raise
        return known


def note_on(locked: Locked, why: str, actor: User) -> None:
    """What is said about the cause when an issue is resolved becomes one, to be found when the problem comes back."""
    must_be_a_sentence(why)
    title = why if len(why) <= LONGEST_TITLE else f"{why[: LONGEST_TITLE - 1]}…"
    cause = _write(title, locked.issue.point, [why], actor, locked.now, uuid4())
    record_on(locked, e.CauseLinked(actor.pk, cause.pk), actor=actor)


def _write(
    title: str, origin: InflectionPoint, whys: list[str], actor: User, now: datetime, key: UUID
) -> RootCause:
    return RootCause.objects.create(
        title=title,
        origin=origin,
        whys=whys,
        noted_by=actor,
        noted_at=now,
        changed_by=actor,
        changed_at=now,
        client_key=key,
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

    Raises `ChangedMeanwhile` when somebody else has saved another one, `ReasonMissing`, `CauseTooShort`.
    """
    must_look_into(actor)
    row = RootCause.objects.select_for_update().get(pk=cause)
    if row.revision != seen:
        raise no.ChangedMeanwhile
    row.title, row.origin, row.whys = _caused(title), origin, _answers(whys)
    row.changed_by, row.changed_at, row.revision = actor, now, row.revision + 1
    row.save()
    return row


@transaction.atomic
def link_cause(*, issue: int, cause: int, actor: User, now: datetime) -> Issue:
    """Say that the cause explains the issue, instead of any other. Raises `CauseUnchanged`."""
    locked = lock(issue, now, actor)
    must_triage(locked.issue, actor)
    return record_on(locked, e.CauseLinked(actor.pk, cause), actor=actor)


@transaction.atomic
def unlink_cause(*, issue: int, cause: int, actor: User, now: datetime) -> Issue:
    """Say that it does not explain the issue after all. Raises `CauseUnchanged`."""
    locked = lock(issue, now, actor)
    must_triage(locked.issue, actor)
    return record_on(locked, e.CauseUnlinked(actor.pk, cause), actor=actor)


def plan_remedy(
    *,
    cause: int,
    actor: User,
    now: datetime,
    kind: e.ActionKind,
    description: str,
    assignee: User,
    due_at: datetime,
    client_key: UUID | None = None,
) -> Remedy:
    """Plan work against a cause. The assignee is told. The same `client_key` again returns the same work.

    Raises `DueInThePast`, `ReasonMissing`, `NobodyThere`.
    """
    must_look_into(actor)
    remedy = Remedy(
        cause=RootCause.objects.get(pk=cause),
        kind=kind,
        description=_titled(description),
        assignee=assignee,
        due_at=due_at,
        planned_by=actor,
        planned_at=now,
    )
    return _once(Remedy, client_key, lambda key: _planned(remedy, actor, key))


def _planned(remedy: Remedy, actor: User, key: UUID) -> Remedy:
    must_be_here(remedy.assignee_id)
    if remedy.due_at <= remedy.planned_at:
        raise no.DueInThePast
    remedy.client_key = key
    remedy.save()
    if remedy.assignee_id != actor.pk:
        enqueue([_told(remedy, actor)], now=remedy.planned_at)
    return remedy


def _told(remedy: Remedy, actor: User) -> Draft:
    facts = {
        "title": remedy.cause.title,
        "by": actor.name,
        "description": remedy.description,
        "due_at": remedy.due_at.isoformat(),
        "path": remedy.cause.get_absolute_url(),
    }
    return Draft(f"remedy:{remedy.pk}", remedy.assignee_id, "remedy_planned", "", facts)


@transaction.atomic
def complete_remedy(*, remedy: int, actor: User, now: datetime, evidence: str) -> Remedy:
    """Say that the work is done, and how one sees it. Raises `ActionEnded`, `EvidenceMissing`."""
    row = Remedy.objects.select_for_update(of=("self",)).select_related("cause").get(pk=remedy)
    if actor.pk != row.assignee_id:
        must_look_into(actor)
    if row.completed_at is not None:
        raise no.ActionEnded
    if not evidence.strip():
        raise no.EvidenceMissing(say("Say what was done, so that others can see it and learn from it."))
    row.completed_by, row.completed_at, row.evidence = actor, max(now, row.planned_at), evidence.strip()
    row.save()
    return row


def with_words(causes: QuerySet[RootCause], words: str) -> QuerySet[RootCause]:
    """Those whose title or origin has the words; all of them without any."""
    return causes.filter(Q(title__icontains=words) | Q(origin__name__icontains=words)) if words else causes


def counted(causes: QuerySet[RootCause]) -> QuerySet[Any]:
    """With `explains`, how many issues each explains, and `open_work`, how many remedies are not done yet."""
    open_work = Remedy.objects.filter(completed_at=None)
    return causes.annotate(
        explains=_how_many(Issue.objects.all(), "root_cause"), open_work=_how_many(open_work, "cause")
    )


def _how_many(rows: QuerySet[Any], of: str) -> Coalesce:
    """How many of the rows name the cause: one index asked for each cause, where a join of two would multiply them."""
    found = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found), 0)


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


def _caused(words: str) -> str:
    title = _titled(words)
    must_be_a_sentence(title)
    return title


def _titled(words: str) -> str:
    if not words.strip():
        raise no.ReasonMissing(say("Say it in a sentence."))
    return words.strip()


def _answers(whys: Iterable[str]) -> list[str]:
    return [why.strip() for why in whys if why.strip()][:MOST_WHYS]
