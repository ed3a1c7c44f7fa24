"""Taking an issue out of hands that are no longer there: its holder or the assignee of its work has left.

Nobody decides here, so no guard is asked; it resets no clock and counts as nobody's passing on.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import Final

from issues.commands.happening import happened
from issues.commands.recording import Locked
from issues.models import Action, Custody
from issues.rules import events as e
from people.models import Department, User
from people.rules.kept import kept
from people.rules.words import say

HAS_LEFT: Final = kept(say("%(person)s has left"))
_IS_GONE: Final = kept(say("%(department)s no longer exists"))


@dataclass(slots=True)
class Settled:
    """Who has the issue now and who does its work, when that changed."""

    holder: User | None = None
    doers: list[User] = field(default_factory=list)


def settle(locked: Locked, *, actor: User | None, tells: bool = False) -> Settled:
    """Hand the issue to its accountable owner when its holder has left, and open work to whoever has the issue.

    `tells` them so; where it happens to many issues, the caller does, once for all.
    """
    gone = _gone(locked)
    settled = Settled()
    if why := _why_unheld(locked, gone):
        settled.holder = owner = locked.issue.point.owner
        department = owner.department_id or locked.issue.point.department_id
        event = e.HandedOver(owner.pk, department, why, is_reorganisation=True)
        move(locked, event, actor, tells=tells)
    for key, action in locked.state.actions:
        if action.assignee in gone and not action.completed:
            doer = who_does(locked.state.holder, locked.state.holder_department, locked.issue.point.owner)
            reassigned = e.ActionReassigned(key, doer.pk, HAS_LEFT.of(person=gone[action.assignee].name))
            move(locked, reassigned, actor, tells=tells)
            settled.doers.append(doer)
    return settled


def hold_who_had(issues: Collection[int]) -> None:
    """Whoever these issues may go back to cannot leave until the transaction ends. Before the issues are locked.

    Those who have them or had them before, and whoever has work on them.
    """
    held = Custody.objects.filter(issue__in=issues).order_by("issue", "-pk")
    each = groupby(held.values_list("issue", "person", "department"), key=itemgetter(0))
    last = [custody for _, custodies in each for custody in islice(custodies, 2)]
    people = {person for _, person, _ in last if person}
    people.update(Action.objects.filter(issue__in=issues).values_list("assignee", flat=True))
    departments = {department for _, person, department in last if not person}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    list(Department.objects.select_for_update(no_key=True).filter(pk__in=departments).order_by("pk"))


def move(locked: Locked, event: e.Event, actor: User | None, *, tells: bool = False) -> None:
    """Record what a re-organisation does to the issue, and perhaps tell whom it falls to."""
    locked.catch_up()
    locked.append(event, at=locked.now, actor=actor)
    if tells:
        happened(locked.issue, locked.state, event, actor, locked.now, people=locked.people)
    locked.catch_up()


def who_does(holder: int | None, department: int | None, owner: User) -> User:
    """The person who has the issue, or the head of the department that has it, or the accountable owner."""
    if holder is not None:
        person: User = User.objects.get(pk=holder)
        return person
    found = Department.objects.get(pk=department).head_without(0) if department is not None else None
    return found or owner


def _gone(locked: Locked) -> dict[int, User]:
    workers = {action.assignee for _, action in locked.state.actions if not action.completed}
    found: dict[int, User] = User.objects.filter(is_active=False).in_bulk(
        {locked.state.holder or 0, *workers}
    )
    return found


def _why_unheld(locked: Locked, gone: dict[int, User]) -> str:
    holder, department = locked.state.holder, locked.state.holder_department
    if holder is not None:
        return HAS_LEFT.of(person=gone[holder].name) if holder in gone else ""
    dissolved = Department.objects.filter(pk=department or 0, is_active=False).first()
    return _IS_GONE.of(department=dissolved.name) if dissolved is not None else ""
