"""What happens to issues next: whose move it is, and who is told when nobody makes it. Reads, writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final

from django.utils.translation import gettext as _

from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Clock, Recipient, Rung, Whom
from issues.commands.places import Places
from issues.commands.posts import post_of
from issues.commands.recipients import Directory
from issues.commands.recording import terms_of
from issues.commands.telling import comes_in_a_digest
from issues.models import Issue
from issues.rules.answering import waits_for_guest
from issues.rules.events import AlarmKind, Escalated
from issues.rules.ladder import ask_again_at, hold_limit, wait_limit
from issues.rules.memory import thaw
from issues.rules.moves import Move, MoveKind, Standing, Whose, is_held, next_move, standing
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


@dataclass(frozen=True)  # without slots: lists ask the same of it several times
class Outlook:
    """An issue with its state, its next move and the people whose move it is.

    `away` are those of them who are away now, each with whoever stands in, or None when nobody does.
    """

    issue: Issue
    state: State
    standing: Standing
    move: Move | None
    movers: tuple[User, ...]
    notices: tuple[Notice, ...]
    away: Mapping[int, User | None] = field(default_factory=dict)

    @property
    def then(self) -> Notice | None:
        """Who is told first when the move is not made."""
        return self.notices[0] if self.notices else None

    @cached_property
    def beyond(self) -> Notice | None:
        """The first notice that tells anybody besides those whose move it is: to them alone it is a reminder."""
        return next(filter(self.goes_beyond, self.notices), None)

    def goes_beyond(self, notice: Notice) -> bool:
        """Whether the notice tells anybody besides those whose move it is; the administrators when it names nobody."""
        return not notice.people or bool(self.others(notice))

    def others(self, notice: Notice) -> tuple[Told, ...]:
        """Whom the notice tells, without those whose move it is and those who stand in for them."""
        return tuple(told for told in notice.people if told.person.pk not in self._movers)

    @cached_property
    def _movers(self) -> frozenset[int]:
        return frozenset(mover.pk for mover in (*self.movers, *self.away.values()) if mover is not None)


def outlook(issue: Issue, now: datetime) -> Outlook:
    """The outlook of one issue, with everything that the engine will say of it."""
    return _all([issue], now, thorough=True)[0]


def outlooks(issues: Iterable[Issue], now: datetime, *, places: Places | None = None) -> list[Outlook]:
    """The outlook of each issue, in a number of queries that does not depend on how many there are.

    Their notices end with the first that goes beyond those whose move it is. The places and people of the issues are
    filled in: there is no need to join them. What is known of the `places` is not read again.
    """
    return _all(list(issues), now, thorough=False, places=places)


def _all(
    issues: list[Issue], now: datetime, *, thorough: bool, places: Places | None = None
) -> list[Outlook]:
    if not issues:
        return []
    states = [thaw(issue.memory) for issue in issues]
    moves = [next_move(state, now) for state in states]
    others = {pk for move in moves if move for pk in move.people}
    directory = _Company.around(issues, others, places=places)
    directory.know_absences(now)
    around = _Around(directory, now, thorough)
    for issue in issues:
        _introduce(issue, directory)
    return [
        _outlook(issue, state, move, around) for issue, state, move in zip(issues, states, moves, strict=True)
    ]


def _introduce(issue: Issue, directory: Directory) -> None:
    """Fill in what was not read with the issue, and would else be asked for one by one."""
    places = {
        "point": directory.points[issue.point_id],
        "holder": directory.people.get(issue.holder_id or 0),
        "holder_department": directory.departments.get(issue.holder_department_id or 0),
    }
    for name, found in places.items():
        if not getattr(Issue, name).is_cached(issue):
            setattr(issue, name, found)


class _Company(Directory):
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
class _Around:
    """What is known about the people around some issues at one instant, and whether every notice is wanted."""

    directory: _Company
    now: datetime
    thorough: bool
    reached: dict[object, tuple[Told, ...]] = field(default_factory=dict)
    varies: dict[object, bool] = field(default_factory=dict)


def _outlook(issue: Issue, state: State, move: Move | None, around: _Around) -> Outlook:
    movers = _movers(issue, state, move, around.directory) if move else []
    away = around.directory.are_away(movers, around.now)
    known = standing(state, around.now)
    found = Outlook(issue, state, known, move, tuple(movers), (), away)
    notices: list[Notice] = []
    for notice in _notices(issue, state, around):
        notices.append(notice)
        if not around.thorough and found.goes_beyond(notice):
            break
    return replace(found, notices=tuple(notices))


def holds_until(issue: Issue, now: datetime) -> datetime | None:
    """The latest date that a plan made now can hold the ladder until; None when plans cannot hold it any longer."""
    state = thaw(issue.memory)
    hold = state.hold
    if hold is not None and hold.extended:
        return state.held_until if is_held(state, now) else None
    latest = hold_limit(state, terms_of(issue), hold.first_at if hold is not None else now)
    return latest if latest > now else None


def latest_wait(issue: Issue, now: datetime) -> datetime:
    """Until when a wait that begins now can last at the most."""
    return wait_limit(thaw(issue.memory), terms_of(issue), now)


def _movers(issue: Issue, state: State, move: Move, directory: Directory) -> list[User]:
    match move.whose:
        case Whose.HOLDER:
            return directory.holders(issue)
        case Whose.OWNER:
            return directory.answering(issue)
        case Whose.ASSIGNEE | Whose.REPORTER:
            people = directory.people
            found = [people[pk] for pk in move.people if pk in people and people[pk].is_active]
            if not found and move.kind is MoveKind.VERIFY and waits_for_guest(state):
                return []  # nobody whose name is known
            return found or directory.answering(issue)


def _notices(issue: Issue, state: State, around: _Around) -> Iterator[Notice]:
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


def _reminded(issue: Issue, at: datetime, directory: _Company) -> tuple[Told, ...]:
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


def _reached(issue: Issue, ladder: tuple[Rung, ...], alarm: Alarm, around: _Around) -> tuple[Told, ...]:
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


def _varies(issue: Issue, ladder: tuple[Rung, ...], alike: object, around: _Around) -> bool:
    """Whether it depends on the time whom this ladder tells of issues that are alike."""
    if alike not in around.varies:
        around.varies[alike] = any(around.directory.is_away_sometime(issue, rung) for rung in ladder)
    return around.varies[alike]


def _told(issue: Issue, rung: Rung, at: datetime, around: _Around) -> tuple[Told, ...]:
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
