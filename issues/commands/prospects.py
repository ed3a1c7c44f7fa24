"""What happens to issues next: whose move it is, and who is told when nobody makes it. Reads, writes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inflection_points.rules.policies import Clock, Recipient, Rung, Whom
from issues.commands.recipients import Directory
from issues.commands.recording import terms_of
from issues.models import Issue
from issues.rules.events import AlarmKind
from issues.rules.ladder import hold_limit, wait_limit
from issues.rules.memory import thaw
from issues.rules.moves import Move, Standing, Whose, is_held, next_move, standing
from issues.rules.state import Alarm, State
from people.models import User


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody whom a rung tells, and as what: "Head of Delivery"."""

    person: User
    post: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What the engine does at `at` unless the move is made. Without `people`, the administrators are told."""

    at: datetime
    clock: AlarmKind
    rung: int
    people: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """An issue with its state, its next move and the people whose move it is."""

    issue: Issue
    state: State
    standing: Standing
    move: Move | None
    movers: tuple[User, ...]
    notices: tuple[Notice, ...]

    @property
    def then(self) -> Notice | None:
        """Who is told first when the move is not made."""
        return self.notices[0] if self.notices else None

    @property
    def beyond(self) -> Notice | None:
        """The first notice that tells anybody besides those whose move it is: to them alone it is a reminder."""
        return next((n for n in self.notices if not n.people or self.others(n)), None)

    def others(self, notice: Notice) -> tuple[Told, ...]:
        """Whom the notice tells, without those whose move it is."""
        movers = {mover.pk for mover in self.movers}
        return tuple(told for told in notice.people if told.person.pk not in movers)


def outlook(issue: Issue, now: datetime) -> Outlook:
    """The outlook of one issue."""
    return outlooks([issue], now)[0]


def outlooks(issues: Iterable[Issue], now: datetime) -> list[Outlook]:
    """The outlook of each issue, in a number of queries that does not depend on how many there are."""
    issues = list(issues)
    states = [thaw(issue.memory) for issue in issues]
    moves = [next_move(state, now) for state in states]
    directory = Directory.around(issues)
    directory.know_absences(now)
    named = User.objects.in_bulk({pk for move in moves if move for pk in move.people})
    return [
        Outlook(
            issue,
            state,
            standing(state, now),
            move,
            tuple(_movers(issue, move, directory, named)) if move else (),
            tuple(_notices(issue, state, directory, named, now)),
        )
        for issue, state, move in zip(issues, states, moves, strict=True)
    ]


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


def _movers(issue: Issue, move: Move, directory: Directory, named: dict[int, User]) -> list[User]:
    match move.whose:
        case Whose.HOLDER:
            return directory.holders(issue)
        case Whose.OWNER:
            return directory.answering(issue)
        case Whose.ASSIGNEE | Whose.REPORTER:
            found = [named[pk] for pk in move.people if pk in named and named[pk].is_active]
            return found or directory.answering(issue)


def _notices(
    issue: Issue, state: State, directory: Directory, named: dict[int, User], now: datetime
) -> Iterator[Notice]:
    ladders = issue.policy_version.value().ladders
    for alarm in state.alarms:
        if alarm.kind is AlarmKind.ASK:
            yield Notice(alarm.due, alarm.kind, alarm.rung, _asked(issue, state, directory, named))
        elif alarm.kind in _REMINDERS:
            holders = directory.to_remind(issue, max(alarm.due, now))
            yield Notice(alarm.due, alarm.kind, alarm.rung, tuple(Told(p, "who has it") for p in holders))
        else:
            people = _reached(issue, ladders[Clock(alarm.kind)], alarm, directory, now)
            yield Notice(alarm.due, alarm.kind, alarm.rung, people)


_REMINDERS: Final = (AlarmKind.WAIT, AlarmKind.NUDGE)


def _asked(issue: Issue, state: State, directory: Directory, named: dict[int, User]) -> tuple[Told, ...]:
    """The reporters once more; after that, or when none of them is left, whoever answers for the issue."""
    reporters = [named[pk] for pk in state.reporters if pk in named and named[pk].is_active]
    if state.asked == 0 and reporters:
        return tuple(Told(person, "who reported it") for person in reporters)
    return tuple(Told(person, "who answers for it") for person in directory.answering(issue))


def _reached(
    issue: Issue, ladder: tuple[Rung, ...], alarm: Alarm, directory: Directory, now: datetime
) -> tuple[Told, ...]:
    """Whom the rung will tell, with those who will be away by then replaced; one that reaches nobody climbs on."""
    at = max(alarm.due, now)
    for rung in ladder:
        if rung.position >= alarm.rung and (people := _told(issue, rung, at, directory)):
            return people
    return ()


def _told(issue: Issue, rung: Rung, at: datetime, directory: Directory) -> tuple[Told, ...]:
    found: dict[int, Told] = {}
    for recipient in rung.tells:
        alone = Rung(rung.clock, rung.position, rung.percent, (recipient,))
        for person in directory.of_rung(issue, alone, at):
            found.setdefault(person.pk, Told(person, _post(issue, recipient, person, directory)))
    return tuple(found.values())


def _post(issue: Issue, recipient: Recipient, person: User, directory: Directory) -> str:
    """What makes this person the one to tell."""
    match recipient.whom:
        case Whom.HOLDER:
            return "who has it" if issue.holder_id else "whose department has it"
        case Whom.DEPARTMENT_HEAD:
            department = directory.departments[directory.points[issue.point_id].department_id]
            return person.job_title or f"Head of {department.name}"
        case Whom.PERSON | Whom.ROLE:
            return person.job_title or person.get_role_display().lower()
    return recipient.whom.replace("_", " ")
