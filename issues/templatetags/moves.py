"""Moves and warnings as sentences that name people, moves and times."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from issues.commands.notices import Notice, Told
from issues.commands.prospects import Outlook
from issues.models import Issue, Report
from issues.rules import moves as rules
from issues.rules.events import AlarmKind, WaitsFor
from issues.rules.moves import MoveKind, Whose
from issues.rules.state import Phase
from issues.templatetags.naming import named, number_of
from people.models import User
from people.rules.words import listed
from people.templatetags.joining import capital
from people.templatetags.times import on_the_clock, relative

register = template.Library()

# Of one person, and of several; "you" counts as several, as in "you are" and "Sie müssen".
_MOVES: Final = {
    MoveKind.ACCEPT: ngettext_lazy(
        "%(who)s must accept it, or hand it to the right person",
        "%(who)s must accept it, or hand it to the right person",
        "count",
    ),
    MoveKind.PLAN: ngettext_lazy(
        "%(who)s must act, or plan an action", "%(who)s must act, or plan an action", "count"
    ),
    MoveKind.ACT: ngettext_lazy(
        "%(who)s, who answers for it, must act", "%(who)s, who answers for it, must act", "count"
    ),
    MoveKind.COMPLETE: ngettext_lazy(
        "%(who)s must finish the open actions", "%(who)s must finish the open actions", "count"
    ),
    MoveKind.RESOLVE: ngettext_lazy("%(who)s must resolve it", "%(who)s must resolve it", "count"),
    MoveKind.VERIFY: ngettext_lazy(
        "%(who)s must say whether it is fixed", "%(who)s must say whether it is fixed", "count"
    ),
}
_START: Final = ngettext_lazy(
    "%(who)s must start what was planned", "%(who)s must start what was planned", "count"
)
_ASK: Final = ngettext_lazy(
    "%(who)s must ask the customer whether it is fixed",
    "%(who)s must ask the customer whether it is fixed",
    "count",
)
_ANSWERS: Final = gettext_lazy("you must act, because you answer for it")
_HEAR: Final = {
    WaitsFor.CUSTOMER: ngettext_lazy(
        "%(who)s must hear from the customer %(name)s, and end the wait",
        "%(who)s must hear from the customer %(name)s, and end the wait",
        "count",
    ),
    WaitsFor.SUPPLIER: ngettext_lazy(
        "%(who)s must hear from the supplier %(name)s, and end the wait",
        "%(who)s must hear from the supplier %(name)s, and end the wait",
        "count",
    ),
}
_UNLESS: Final = {
    AlarmKind.ACCEPT: gettext_lazy("If nobody accepts it"),
    AlarmKind.ACT: gettext_lazy("If nobody acts"),
    AlarmKind.RESOLVE: gettext_lazy("If it is not resolved"),
    AlarmKind.ASK: gettext_lazy("If nobody answers"),
    AlarmKind.WAIT: gettext_lazy("If they do not answer"),
    AlarmKind.NUDGE: gettext_lazy("If nothing is done with it"),
}
_WAYS: Final = {"in the app": gettext_lazy("in the app"), "e-mail": gettext_lazy("by e-mail")}


@register.filter
def plainly(severity: str) -> str:
    """How whoever reports says how bad it is: "A customer noticed"."""
    return str(Issue.PLAIN_SEVERITIES[Issue.Severities(severity)])


@register.simple_tag
def move_sentence(outlook: Outlook, viewer: User) -> str:
    """Whose move it is and which: "Mara Lind must act, or plan an action"; empty for a closed issue."""
    move = outlook.move
    if move is None:
        return ""
    who, count = _movers(outlook, viewer)
    facts = {"who": who, "count": count}
    if move.kind is MoveKind.ACT and move.whose is Whose.ASSIGNEE:
        said = _START % facts
    elif (wait := outlook.state.wait) is not None and move.kind is MoveKind.HEAR:
        said = _HEAR[wait.waits_for] % {**facts, "name": wait.name}
    elif move.kind is MoveKind.VERIFY and not outlook.movers:
        said = _("whoever reported it without a name must say whether it is fixed, with the receipt")
    elif move.kind is MoveKind.VERIFY and move.whose is Whose.OWNER:
        said = _ASK % facts
    elif move.kind is MoveKind.ACT and [one.pk for one in outlook.movers] == [viewer.pk]:
        said = str(_ANSWERS)
    elif move.kind is MoveKind.ACT:
        said = _MOVES[move.kind] % {**facts, "who": who.removesuffix(",")}
    else:
        said = _MOVES[move.kind] % facts
    return capital(said)


def _movers(outlook: Outlook, viewer: User) -> tuple[str, int]:
    """Whose move it is, and who stands in: "Ralf Neumann, standing in for Ines Roth,"; and as how many they count."""
    if not outlook.movers:
        return _("Somebody"), 1
    mover = outlook.movers[0]
    if len(outlook.movers) > 1 or mover.pk == viewer.pk or mover.pk not in outlook.away:
        return named(outlook.movers, viewer), number_of(outlook.movers, viewer)
    acting = outlook.away[mover.pk]
    if acting is None:
        return _("%(name)s, who is away,") % {"name": mover.name}, 1
    facts = {"acting": named([acting], viewer), "name": mover.name}
    return _("%(acting)s, standing in for %(name)s,") % facts, number_of([acting], viewer)


@register.filter
def first_told(outlook: Outlook) -> str:
    """Who is told next besides those whose move it is, short: for a list."""
    notice = outlook.beyond or outlook.then
    if notice is None or not notice.people:
        return _("the administrators") if notice else ""
    return str((outlook.others(notice) or notice.people)[0].person.name)


@register.filter
def told(notice: Notice) -> str:
    """Who is told, and as what: "Ines Roth (Head of Delivery)"."""
    return _in_words(notice.people)


def _in_words(told: Sequence[Told]) -> str:
    people = [f"{one.person.name} ({one.as_what})" for one in told[:3]]
    if (more := len(told) - 3) > 0:
        people.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return listed(people) or _("the administrators (nobody stands behind this rung)")


@register.simple_tag
def warning(outlook: Outlook, now: datetime, viewer: User | None = None) -> str:
    """What happens if the move is not made: who is reminded, whom it goes to then, when, and in how long."""
    notice, beyond = outlook.then, outlook.beyond
    if notice is None:
        return ""
    if notice.at <= now and notice.digest_at is None:
        several = _several(notice.people, viewer)
        said = ngettext(
            "%(people)s is told within a minute.", "%(people)s are told within a minute.", several
        )
        return capital(said % {"people": _in_words(notice.people)})
    facts = {"condition": _condition(outlook, notice)}
    if notice is beyond and not _is_reminder(notice):
        return _goes_now(notice) % {**facts, **_goes(outlook, notice, now)}
    who = [one.person for one in notice.people]
    facts |= {"people": named(who, viewer), "when": _when(notice, now)}
    said = ngettext(
        "%(condition)s, %(people)s is reminded %(when)s",
        "%(condition)s, %(people)s are reminded %(when)s",
        _several(notice.people, viewer),
    )
    reminded = {"reminded": said % facts}
    if beyond is None or beyond is notice:
        return _("%(reminded)s.") % reminded
    starts_late = _is_for_the_plan(outlook, beyond) and not _is_for_the_plan(outlook, notice)
    return _goes_then(beyond, starts_late=starts_late) % {**reminded, **_goes(outlook, beyond, now)}


def _goes_now(notice: Notice) -> str:
    """The sentence in which it goes up at once."""
    if notice.again:
        return _("%(condition)s, this goes to %(people)s again %(when)s.")
    return _("%(condition)s, this goes to %(people)s %(when)s.")


def _goes_then(notice: Notice, *, starts_late: bool) -> str:
    """The sentence in which it goes up after those who have it were reminded."""
    if starts_late and notice.again:
        return _("%(reminded)s; if it is not started by its date, it goes to %(people)s again %(when)s.")
    if starts_late:
        return _("%(reminded)s; if it is not started by its date, it goes to %(people)s %(when)s.")
    if notice.again:
        return _("%(reminded)s; then it goes to %(people)s again %(when)s.")
    return _("%(reminded)s; then it goes to %(people)s %(when)s.")


def _condition(outlook: Outlook, notice: Notice) -> str:
    if _is_for_the_plan(outlook, notice):
        return _("If it is not started by then")
    return str(_UNLESS[notice.clock])


def _is_for_the_plan(outlook: Outlook, notice: Notice) -> bool:
    """Whether it speaks because what was planned was not started by its date: a reminder may come before that."""
    held = outlook.state.held_until
    return outlook.state.phase is Phase.COMMITTED and held is not None and notice.at >= held


def _goes(outlook: Outlook, notice: Notice, now: datetime) -> dict[str, str]:
    """To whom it goes, and when."""
    to = outlook.others(notice) or notice.people
    return {"people": _in_words(to), "when": _when(notice, now)}


@register.simple_tag
def told_by(outlook: Outlook, reached: Mapping[int, Sequence[str]], viewer: User | None = None) -> str:
    """On which ways those hear of it whom the warning names: "Ines Roth hears of it in the app and by e-mail."."""
    by_ways: dict[tuple[str, ...], list[User]] = {}
    for person in whom_it_warns(outlook):
        if ways := reached.get(person.pk):
            by_ways.setdefault(tuple(ways), []).append(person)
    return " ".join(
        ngettext(
            "%(people)s hears of it %(ways)s.", "%(people)s hear of it %(ways)s.", number_of(people, viewer)
        )
        % {"people": capital(named(people, viewer)), "ways": _on_the_ways(ways)}
        for ways, people in by_ways.items()
    )


def whom_it_warns(outlook: Outlook) -> list[User]:
    """The people whom the next two notices tell, each once."""
    notices = [notice for notice in (outlook.then, outlook.beyond) if notice is not None]
    return list({told.person.pk: told.person for notice in notices for told in notice.people}.values())


def _on_the_ways(ways: Sequence[str]) -> str:
    return listed(_WAYS.get(way) or _("on %(channel)s") % {"channel": way} for way in ways)


def _is_reminder(notice: Notice) -> bool:
    """Whether it tells only those who have the issue or reported it: for them nothing goes up."""
    return bool(notice.people) and all(one.has_it_or_told_it for one in notice.people)


def _when(notice: Notice, now: datetime) -> str:
    at = notice.digest_at or notice.at
    said = _("in the daily digest %(at)s (%(relative)s)") if notice.digest_at else "%(at)s (%(relative)s)"
    return said % {"at": on_the_clock(at, now), "relative": relative(at, now)}


def _several(told: Sequence[Told], viewer: User | None) -> int:
    """As `number_of`; the administrators, who stand for nobody, are several."""
    return number_of([one.person for one in told], viewer) or 2


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
    return str(_UNLESS[notice.clock])
