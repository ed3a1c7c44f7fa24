"""Moves and warnings as sentences that name people, moves and times."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django import template

from issues.commands.prospects import Notice, Outlook
from issues.rules.events import AlarmKind
from issues.rules.moves import MoveKind, Whose
from issues.rules.state import Phase
from people.models import User
from people.templatetags.times import on_the_clock, relative

register = template.Library()

_MOVES: Final = {
    MoveKind.ACCEPT: "must accept it, or hand it to the right person",
    MoveKind.PLAN: "must act, or plan an action",
    MoveKind.ACT: "must act",
    MoveKind.COMPLETE: "must finish the open actions",
    MoveKind.RESOLVE: "must resolve it",
    MoveKind.VERIFY: "must say whether it is fixed",
}
_UNLESS: Final = {
    AlarmKind.ACCEPT: "If nobody accepts it",
    AlarmKind.ACT: "If nobody acts",
    AlarmKind.RESOLVE: "If it is not resolved",
    AlarmKind.ASK: "If nobody answers",
}


@register.filter
def named(people: Sequence[User], viewer: User | None = None) -> str:
    """The people in words; the viewer is "you": "you and Tom Okafor", "Ana, Ben and 3 others"."""
    names = [str(person.name) for person in people if viewer is None or person.pk != viewer.pk]
    if len(names) < len(people):
        names.insert(0, "you")
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} others"]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "nobody"


@register.simple_tag
def move_sentence(outlook: Outlook, viewer: User) -> str:
    """Whose move it is and which: "Mara Lind must act, or plan an action"; empty for a closed issue."""
    move = outlook.move
    if move is None:
        return ""
    who = named(outlook.movers, viewer) if outlook.movers else "Somebody"
    what = _MOVES[move.kind]
    if move.kind is MoveKind.ACT and move.whose is Whose.ASSIGNEE:
        what = "must start what was planned"
    elif move.kind is MoveKind.VERIFY and move.whose is Whose.OWNER:
        what = "must ask the customer whether it is fixed"
    elif move.kind is MoveKind.ACT and who == "you":
        what = "must act, because you answer for it"
    elif move.kind is MoveKind.ACT:
        who += ", who answers for it,"
    return f"{who[0].upper()}{who[1:]} {what}"


@register.filter
def first_told(notice: Notice) -> str:
    """Who is told, short: for a list."""
    return str(notice.people[0].person.name) if notice.people else "the administrators"


@register.filter
def told(notice: Notice) -> str:
    """Who is told, and as what: "Ines Roth (Head of Delivery)"."""
    people = [f"{one.person.name} ({one.post})" for one in notice.people[:3]]
    if (more := len(notice.people) - 3) > 0:
        people.append(f"{more} more")
    return ", ".join(people) if people else "the administrators, because nobody stands behind this rung"


@register.simple_tag
def warning(outlook: Outlook, now: datetime) -> str:
    """What happens if the move is not made: whom it goes to, when, and in how long."""
    notice = outlook.then
    if notice is None:
        return ""
    if notice.at <= now:
        return f"{told(notice)} is told within a minute."
    unless = _UNLESS[notice.clock]
    if outlook.state.phase is Phase.COMMITTED:
        unless = "If it is not started by then"
    when = f"{on_the_clock(notice.at, now)} ({relative(notice.at, now)})"
    holders = {one.post for one in notice.people} <= {"who has it", "who reported it"} and notice.people
    if holders:
        return f"{unless}, {told(notice)} is reminded {when}."
    return f"{unless}, this goes to {told(notice)} {when}."


@register.filter
def unless(notice: Notice) -> str:
    """The condition under which a rung speaks."""
    return _UNLESS[notice.clock]
