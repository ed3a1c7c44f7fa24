"""What the engine will say of an issue, when and to whom, while nobody makes the next move. Reads, writes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Clock, Recipient, Rung, Whom
from issues.commands.posts import post_of
from issues.commands.recipients import Directory
from issues.commands.recording import terms_of
from issues.commands.telling import comes_in_a_digest
from issues.models import Issue
from issues.rules.answering import waits_for_guest
from issues.rules.events import AlarmKind, Escalated
from issues.rules.ladder import ask_again_at
from issues.rules.state import Alarm, State
from notifications.rules.digests import next_digest
from people.models import User
from people.rules.absences import stand_in


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody whom a rung tells, and as what: "Head of Delivery". `instead_of` is away by then."""

    person: User
    post: str
    instead_of: User | None = None
    has_it_or_told_it: bool = False  # to them it is a reminder

    @property
    def as_what(self) -> str:
        if self.instead_of is None:
            return self.post
        return _("standing in for %(name)s") % {"name": self.instead_of.name}


@dataclass(frozen=True, slots=True)
class Notice:
    """What the engine does at `at` unless the move is made. Without `people`, the administrators are told.

    `again`: the last rung repeats. `digest_at`: when they read it, where it comes in the daily digest.
    """

    at: datetime
    clock: AlarmKind
    rung: int
    people: tuple[Told, ...]
    again: bool = False
    digest_at: datetime | None = None


class Company(Directory):
    """The people around some issues, and which of them are away."""

    __slots__ = ()

    def are_away(self, people: Iterable[User], at: datetime) -> dict[int, User | None]:
        """Those of the people who are away at an instant, each with whoever stands in."""
        self.know_absences(at)
        absent = [person for person in people if person.pk in self._absent]
        absences = [row.value() for row in self._away] if absent else []
        deputies = {row.deputy.pk: row.deputy for row in self._away if row.deputy is not None}
        acting = {person.pk: stand_in(person.pk, at, absences) for person in absent}
        return {pk: deputies.get(by) if by is not None else None for pk, by in acting.items() if by != pk}

    def whom_replaces(self, person: User, named: Iterable[User], at: datetime) -> User | None:
        """Instead of which of those named this person is told at an instant; None when in their own right."""
        named = list(named)
        if person in named:
            return None
        acting = self.are_away(named, at)
        return next((one for one in named if acting.get(one.pk) == person), None)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known about the people around some issues at one instant, and whether every notice is wanted."""

    directory: Company
    now: datetime
    thorough: bool
    reached: dict[object, tuple[Told, ...]] = field(default_factory=dict)
    varies: dict[object, bool] = field(default_factory=dict)


def notices_of(issue: Issue, state: State, around: Around) -> Iterator[Notice]:
    """In the order in which they come."""
    ladders, directory = policy_value(issue.policy_version_id).ladders, around.directory
    for alarm in _that_fire(state.alarms, around.now):
        at = max(alarm.due, around.now)
        if alarm.kind is AlarmKind.ASK:
            people = _asked(issue, state, directory)
            if not people:  # only the receipt asks again, and then it is for who answers for the issue
                alarm = Alarm(ask_again_at(terms_of(issue), at), AlarmKind.ASK, alarm.rung + 1)  # noqa: PLW2901
                people = _answering(issue, directory)
        elif alarm.kind in _REMINDERS:
            people = _reminded(issue, at, directory)
        else:
            people = _reached(issue, ladders[Clock(alarm.kind)], alarm, around)
        yield _notice(state, alarm, people)


_REMINDERS: Final = (AlarmKind.WAIT, AlarmKind.NUDGE)
_RUNGS: Final = (AlarmKind.ACCEPT, AlarmKind.ACT, AlarmKind.RESOLVE)


def _reminded(issue: Issue, at: datetime, directory: Company) -> tuple[Told, ...]:
    """Who has the issue in hand, or whoever stands in by then; else somebody who answers for it."""
    holders = directory.holders(issue)
    found: list[Told] = []
    for person in directory.to_remind(issue, at):
        instead_of = directory.whom_replaces(person, holders, at)
        has_it = person in holders or instead_of is not None
        post = _("who has it") if has_it else _("who answers for it")
        found.append(Told(person, post, instead_of, has_it))
    return tuple(found)


def _that_fire(alarms: Iterable[Alarm], now: datetime) -> list[Alarm]:
    """Of the rungs that are due at the same instant only the one that `ladder.overdue` fires; it passes the rest."""
    fires: dict[tuple[datetime, AlarmKind | None], Alarm] = {}
    for alarm in alarms:
        is_rung = alarm.kind in _RUNGS
        instant = (max(alarm.due, now), None if is_rung else alarm.kind)
        fires[instant] = max(fires.get(instant, alarm), alarm, key=_rank) if is_rung else alarm
    return list(fires.values())


def _rank(alarm: Alarm) -> tuple[bool, int]:
    return alarm.kind is not AlarmKind.ACCEPT, alarm.rung


def _notice(state: State, alarm: Alarm, people: tuple[Told, ...]) -> Notice:
    if alarm.kind not in _RUNGS:
        return Notice(alarm.due, alarm.kind, alarm.rung, people)
    reached = {AlarmKind.ACT: state.reached, AlarmKind.RESOLVE: state.reached_resolve}
    again = alarm.rung <= reached.get(alarm.kind, 0)
    fired = Escalated(alarm.kind, alarm.rung, alarm.due, again=again)
    gathered = bool(people) and comes_in_a_digest(state, fired)
    digest_at = next_digest(alarm.due, people[0].person.time_zone) if gathered else None
    return Notice(alarm.due, alarm.kind, alarm.rung, people, again, digest_at)


def _asked(issue: Issue, state: State, directory: Directory) -> tuple[Told, ...]:
    """The reporters once more; after that, or when none of them is left, whoever answers for the issue."""
    people = directory.people
    reporters = [people[pk] for pk in state.reporters if pk in people and people[pk].is_active]
    if state.asked == 0 and reporters:
        return tuple(Told(person, _("who reported it"), None, True) for person in reporters)
    if state.asked == 0 and waits_for_guest(state):
        return ()
    return _answering(issue, directory)


def _answering(issue: Issue, directory: Directory) -> tuple[Told, ...]:
    return tuple(Told(person, _("who answers for it")) for person in directory.answering(issue))


def _reached(issue: Issue, ladder: tuple[Rung, ...], alarm: Alarm, around: Around) -> tuple[Told, ...]:
    """Whom the rung will tell, with those who will be away by then replaced; one that reaches nobody climbs on.

    Issues that are alike in this reach the same people, at any time while none of them is away.
    """
    at = max(alarm.due, around.now)
    policy = issue.policy_version_id, alarm.kind
    alike = (issue.point_id, issue.holder_id, issue.holder_department_id, *policy)
    asked = (alike, alarm.rung, at if _varies(issue, ladder, alike, around) else None)
    if asked not in around.reached:
        rungs = (rung for rung in ladder if rung.position >= alarm.rung)
        told = (_told(issue, rung, at, around) for rung in rungs)
        around.reached[asked] = next(filter(None, told), ())
    return around.reached[asked]


def _varies(issue: Issue, ladder: tuple[Rung, ...], alike: object, around: Around) -> bool:
    """Whether it depends on the time whom this ladder tells of issues that are alike."""
    if alike not in around.varies:
        around.varies[alike] = any(around.directory.is_away_sometime(issue, rung) for rung in ladder)
    return around.varies[alike]


def _told(issue: Issue, rung: Rung, at: datetime, around: Around) -> tuple[Told, ...]:
    found: dict[int, Told] = {}
    directory = around.directory
    for recipient in rung.tells:
        alone = _alone(rung.clock, rung.position, rung.percent, recipient)
        named = directory.named_by(issue, alone)
        for person in directory.of_rung(issue, alone, at):
            instead_of = around.directory.whom_replaces(person, named, at)
            has_it = recipient.whom is Whom.HOLDER and issue.holder_id is not None
            post = post_of(issue, recipient, person, directory)
            found.setdefault(person.pk, Told(person, post, instead_of, has_it))
    return tuple(found.values())


@lru_cache(maxsize=1024)
def _alone(clock: Clock, position: int, percent: int, recipient: Recipient) -> Rung:
    """The same object each time: the directory remembers by it."""
    return Rung(clock, position, percent, (recipient,))
