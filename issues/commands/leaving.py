"""Somebody leaves, or a department is dissolved: all that was theirs is handed on the same minute, told to both."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from inflection_points.commands import succession
from inflection_points.commands.succession import Bequest
from issues.commands.recording import lock
from issues.commands.settling import HAS_LEFT, move, settle
from issues.commands.standards import settle_without
from issues.models import Issue
from issues.rules import events as e
from notifications.commands.outbox import Draft, enqueue, enqueued_last
from people.commands import leaving
from people.commands.leaving import Headship
from people.commands.rearranging import rearranged
from people.models import Department, User
from people.rules.kept import kept
from people.rules.refusals import CannotLeave
from people.rules.words import say

NAMED: Final = 5  # issues that a message names
_ALONE: Final = say("Nobody stands in for you").plain()
_PART_OF: Final = kept(say("%(department)s is part of %(into)s now"))


@dataclass(slots=True)
class Estate:
    """What one person takes over."""

    heir: User
    points: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    actions: list[Issue] = field(default_factory=list)  # the issue of each

    def facts(self) -> dict[str, Any]:
        named = list({issue.pk: issue for issue in (*self.issues, *self.actions)}.values())
        items = [{"title": issue.named_openly(), "path": issue.get_absolute_url()} for issue in named[:NAMED]]
        return {
            "heir": self.heir.name,
            "points": self.points,
            "departments": self.departments,
            "issues": len(self.issues),
            "actions": len(self.actions),
            "items_told": items,
            "more": max(0, len(named) - NAMED),
            "path": items[0]["path"] if len(named) == 1 else "/inbox/",
        }


class Estates(dict[int, Estate]):
    """Who takes over what, by person."""

    def of(self, heir: User) -> Estate:
        return self.setdefault(heir.pk, Estate(heir))


@transaction.atomic
@enqueued_last()
def deactivate_person(*, person: User, actor: User, now: datetime) -> Estates:
    """Shut the doors to somebody and hand on all that was theirs.

    Points go to the deputy, else to the head of the department, else to the executive sponsor; held issues to the
    accountable owner; open actions to whoever has the issue. Raises `CannotLeave`, `PermissionDenied`.
    """
    leaving.must_administer(actor)
    leaver = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    left, heads = succession.bequests(leaver), leaving.headships(leaver)
    if obstacle := why_not(leaver, actor, left):
        raise CannotLeave(obstacle)
    succession.hand_points_on(leaver, left)
    alone = leaving.deactivate(leaver, heads)
    estates = _estates(left, heads)
    for pk in touched_by(leaver).order_by("pk").values_list("pk", flat=True):
        _settle(pk, actor, now, estates)
    rearranged(now=now)
    _tell_who_takes_over(leaver, actor, now, estates)
    _tell_who_is_alone(leaver, alone, now)
    return estates


def why_not(leaver: User, actor: User, left: Iterable[Bequest]) -> str:
    """The sentence that says what must happen first, or ""."""
    try:
        leaving.must_be_able_to_leave(leaver, actor)
    except CannotLeave as refusal:
        return str(refusal)
    if chains := succession.sponsored(leaver):
        names = str(say(" and ")).join(f"“{chain.name}”" for chain in chains)
        return str(
            say(
                "%(person)s is the executive sponsor of %(names)s. Name another sponsor there first.",
                person=leaver.name,
                names=names,
            )
        )
    if orphan := next((bequest.point for bequest in left if bequest.heir is None), None):
        return str(
            say(
                "Nobody could answer for “%(point)s”. Give it a deputy, or its department a head, first.",
                point=orphan.name,
            )
        )
    return ""


def touched_by(leaver: User) -> Any:
    """The open issues that the person holds or has open work on."""
    work = Q(actions__assignee=leaver, actions__completed_at=None)
    return Issue.objects.open().filter(Q(holder=leaver) | work).distinct()


def _settle(pk: int, actor: User, now: datetime, estates: Estates) -> None:
    locked = lock(pk, now)
    settled = settle(locked, actor=actor)
    issue = locked.save()
    if settled.holder is not None:
        estates.of(settled.holder).issues.append(issue)
    for doer in settled.doers:
        estates.of(doer).actions.append(issue)


def _estates(left: Iterable[Bequest], heads: Iterable[Headship]) -> Estates:
    estates = Estates()
    for bequest in left:
        if bequest.heir is not None:
            estates.of(bequest.heir).points.append(bequest.point.name)
    for headship in heads:
        if headship.heir is not None:
            estates.of(headship.heir).departments.append(headship.department.name)
    return estates


def _tell_who_takes_over(leaver: User, actor: User, now: datetime, estates: Estates) -> None:
    facts = {"person": leaver.name, "by": actor.name, "title": HAS_LEFT.of(person=leaver.name)}
    key = f"left:{leaver.pk}:{now.isoformat()}"
    drafts = [
        Draft(f"{key}:{pk}", pk, "taken_over", "", facts | estate.facts()) for pk, estate in estates.items()
    ]
    head = leaver.department.head_without(leaver.pk) if leaver.department is not None else None
    if head is not None:
        shares = [estate.facts() for estate in estates.values()]
        summary = facts | {"shares": shares, "path": "/issues/"}
        drafts.append(Draft(f"{key}:head:{head.pk}", head.pk, "somebody_left", "", summary))
    enqueue(drafts, now=now)


def _tell_who_is_alone(leaver: User, alone: Iterable[User], now: datetime) -> None:
    key, facts = (
        f"deputy_left:{leaver.pk}:{now.isoformat()}",
        {"person": leaver.name, "path": "/me/", "title": _ALONE},
    )
    enqueue([Draft(f"{key}:{one.pk}", one.pk, "deputy_left", "", facts) for one in alone], now=now)


@transaction.atomic
@enqueued_last()
def dissolve_department(
    *, department: Department, actor: User, now: datetime, into: Department | None = None
) -> Department:
    """Move points, members, departments below and held issues to another department, by default the one above.

    Raises `CannotDissolve`, `PermissionDenied`. Returns the department that took over.
    """
    leaving.must_administer(actor)
    pks = [department.pk, (into.pk if into is not None else department.parent_id) or 0]
    rows = Department.objects.select_for_update(no_key=True).order_by("pk").in_bulk(pks)
    department, into = rows[department.pk], rows.get(into.pk) if into is not None else None
    into = leaving.must_be_able_to_dissolve(department, into)
    points = department.points.count()
    succession.move_points(department, into)
    members = leaving.dissolve(department, into)
    rearranged(now=now)
    held = Issue.objects.open().filter(holder=None, holder_department=department).order_by("pk")
    issues = [_move(pk, department, into, actor=actor, now=now) for pk in held.values_list("pk", flat=True)]
    settle_without(department=department, actor=actor, now=now)
    taken = {"by": actor.name, "points": points, "members": members, "issues": len(issues)}
    _tell_the_heads(department, into, taken, now)
    return into


def _tell_the_heads(department: Department, into: Department, taken: dict[str, Any], now: datetime) -> None:
    facts = taken | {
        "department": department.name,
        "into": into.name,
        "path": "/inbox/",
        "title": _PART_OF.of(department=department.name, into=into.name),
    }
    heads = {
        head.pk for head in (department.head, into.head_without(0)) if head is not None and head.is_active
    }
    key = f"dissolved:{department.pk}:{now.isoformat()}"
    enqueue([Draft(f"{key}:{pk}", pk, "department_dissolved", "", facts) for pk in heads], now=now)


def _move(pk: int, department: Department, into: Department, *, actor: User, now: datetime) -> Issue:
    locked = lock(pk, now)
    reason = _PART_OF.of(department=department.name, into=into.name)
    move(locked, e.HandedOver(None, into.pk, reason, is_reorganisation=True), actor)
    return locked.save()
