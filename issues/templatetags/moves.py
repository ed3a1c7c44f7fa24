"""Moves and warnings as sentences that name people, moves and times."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django import template
from django.utils.translation import gettext as _

from issues.commands.prospects import Notice, Outlook, Told
from issues.models import Issue, Report
from issues.rules import moves as rules
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
    MoveKind.HEAR: "must hear from the customer or supplier",
}
_UNLESS: Final = {
    AlarmKind.ACCEPT: "If nobody accepts it",
    AlarmKind.ACT: "If nobody acts",
    AlarmKind.RESOLVE: "If it is not resolved",
    AlarmKind.ASK: "If nobody answers",
    AlarmKind.WAIT: "If they do not answer",
    AlarmKind.NUDGE: "If nothing is done with it",
}

_WAYS: Final = {"in the app": "in the app", "e-mail": "by e-mail"}


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
    who = _movers(outlook, viewer)
    what = _MOVES[move.kind]
    if move.kind is MoveKind.ACT and move.whose is Whose.ASSIGNEE:
        what = "must start what was planned"
    elif (wait := outlook.state.wait) is not None and move.kind is MoveKind.HEAR:
        what = f"must hear from the {wait.waits_for} {wait.name}, and end the wait"
    elif move.kind is MoveKind.VERIFY and not outlook.movers:
        return _("Whoever reported it without a name must say whether it is fixed, with the receipt")
    elif move.kind is MoveKind.VERIFY and move.whose is Whose.OWNER:
        what = "must ask the customer whether it is fixed"
    elif move.kind is MoveKind.ACT and who == "you":
        what = "must act, because you answer for it"
    elif move.kind is MoveKind.ACT:
        who = f"{who.removesuffix(',')}, who answers for it,"
    return f"{who[0].upper()}{who[1:]} {what}"


def _movers(outlook: Outlook, viewer: User) -> str:
    """Whose move it is, and who stands in: "Ralf Neumann, standing in for Ines Roth,"."""
    if not outlook.movers:
        return "Somebody"
    mover = outlook.movers[0]
    if len(outlook.movers) > 1 or mover.pk == viewer.pk or mover.pk not in outlook.away:
        return named(outlook.movers, viewer)
    acting = outlook.away[mover.pk]
    if acting is None:
        return f"{mover.name}, who is away,"
    return f"{named([acting], viewer)}, standing in for {mover.name},"


@register.filter
def first_told(outlook: Outlook) -> str:
    """Who is told next besides those whose move it is, short: for a list."""
    notice = outlook.beyond or outlook.then
    if notice is None or not notice.people:
        return "the administrators" if notice else ""
    return str((outlook.others(notice) or notice.people)[0].person.name)


@register.filter
def told(notice: Notice) -> str:
    """Who is told, and as what: "Ines Roth (Head of Delivery)"."""
    return _in_words(notice.people)


def _in_words(told: Sequence[Told]) -> str:
    people = [f"{one.person.name} ({one.as_what})" for one in told[:3]]
    if (more := len(told) - 3) > 0:
        people.append(f"{more} more")
    both = " and ".join(filter(None, [", ".join(people[:-1]), *people[-1:]]))
    return both or "the administrators (nobody stands behind this rung)"


@register.simple_tag
def warning(outlook: Outlook, now: datetime, viewer: User | None = None) -> str:
    """What happens if the move is not made: who is reminded, whom it goes to then, when, and in how long."""
    notice, beyond = outlook.then, outlook.beyond
    if notice is None:
        return ""
    if notice.at <= now and notice.digest_at is None:
        who = _in_words(notice.people)
        return f"{who[0].upper()}{who[1:]} {_be(notice.people, viewer)} told within a minute."
    condition = _condition(outlook, notice)
    if notice is beyond and not _is_reminder(notice):
        return f"{condition}, {_goes(outlook, notice, now)}."
    who = named([one.person for one in notice.people], viewer)
    reminded = f"{condition}, {who} {_be(notice.people, viewer)} reminded {_when(notice, now)}"
    if beyond is None or beyond is notice:
        return f"{reminded}."
    starts_late = _is_for_the_plan(outlook, beyond) and not _is_for_the_plan(outlook, notice)
    then = "if it is not started by its date, " if starts_late else "then "
    return f"{reminded}; {then}{_goes(outlook, beyond, now).replace('this goes', 'it goes', 1)}."


def _condition(outlook: Outlook, notice: Notice) -> str:
    return "If it is not started by then" if _is_for_the_plan(outlook, notice) else _UNLESS[notice.clock]


def _is_for_the_plan(outlook: Outlook, notice: Notice) -> bool:
    """Whether it speaks because what was planned was not started by its date: a reminder may come before that."""
    held = outlook.state.held_until
    return outlook.state.phase is Phase.COMMITTED and held is not None and notice.at >= held


def _goes(outlook: Outlook, notice: Notice, now: datetime) -> str:
    to = outlook.others(notice) or notice.people
    return f"this goes to {_in_words(to)}{' again' if notice.again else ''} {_when(notice, now)}"


@register.simple_tag
def told_by(outlook: Outlook, reached: Mapping[int, Sequence[str]], viewer: User | None = None) -> str:
    """On which ways those hear of it whom the warning names: "Ines Roth hears of it in the app and by e-mail."."""
    by_ways: dict[tuple[str, ...], list[User]] = {}
    for person in whom_it_warns(outlook):
        if ways := reached.get(person.pk):
            by_ways.setdefault(tuple(ways), []).append(person)
    return " ".join(
        f"{_capital(named(people, viewer))} {_hear(people, viewer)} of it {_on_the_ways(ways)}."
        for ways, people in by_ways.items()
    )


def whom_it_warns(outlook: Outlook) -> list[User]:
    """The people whom the next two notices tell, each once."""
    notices = [notice for notice in (outlook.then, outlook.beyond) if notice is not None]
    return list({told.person.pk: told.person for notice in notices for told in notice.people}.values())


def _on_the_ways(ways: Sequence[str]) -> str:
    words = [_WAYS.get(way, f"on {way}") for way in ways]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _hear(people: Sequence[User], viewer: User | None) -> str:
    return "hears" if len(people) == 1 and (viewer is None or people[0].pk != viewer.pk) else "hear"


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _is_reminder(notice: Notice) -> bool:
    """Whether it tells only those who have the issue or reported it: for them nothing goes up."""
    return bool(notice.people) and {one.post for one in notice.people} <= {"who has it", "who reported it"}


def _when(notice: Notice, now: datetime) -> str:
    at = notice.digest_at or notice.at
    digest = "in the daily digest " if notice.digest_at else ""
    return f"{digest}{on_the_clock(at, now)} ({relative(at, now)})"


def _be(told: Sequence[Told], viewer: User | None) -> str:
    alone = len(told) == 1 and not (viewer is not None and told[0].person.pk == viewer.pk)
    return "is" if alone else "are"


def plan_lead(until: datetime | None, now: datetime) -> str:
    """What a plan made now does to the ladder, and for how long at most."""
    if until is None:
        return "This issue has been put off for as long as plans can: those further up are told all the same."
    return (
        f"Until it is due, nobody further up is told. That ends {on_the_clock(until, now)} at the latest, whatever "
        "date you choose: no plan holds longer. If it is not started by then, they are told."
    )


def planned(issue: Issue, now: datetime) -> str:
    """What the page says of an issue that was just planned for: until when the ladder waits."""
    said = "Planned. Whoever does it has been told."
    if issue.acted_at is not None:
        return said
    if issue.held_until is None or issue.held_until <= now:
        return f"{said} Those further up do not wait for it: plans have put this issue off long enough."
    is_due_later = issue.actions.filter(completed_at=None, due_at__gt=issue.held_until).exists()
    why = " It is due later, but no plan holds them back for longer." if is_due_later else ""
    return f"{said} Nobody further up is told before {on_the_clock(issue.held_until, now)}.{why}"


@register.filter
def told_later(report: Report) -> bool:
    """Whether it was told so long after it happened that both times are worth saying."""
    return report.received_at - report.observed_at > timedelta(minutes=30)


@register.filter
def last_told(reached: int) -> str:
    """Who was told last: "executive told"."""
    return rules.last_told(reached)


@register.filter
def unless(notice: Notice) -> str:
    """The condition under which a rung speaks."""
    return _UNLESS[notice.clock]
