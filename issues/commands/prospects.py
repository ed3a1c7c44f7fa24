"""What happens to issues next: whose move it is, and who is told when nobody makes it. Reads, writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from issues.commands.notices import Around, Company, Notice, Told, notices_of
from issues.commands.places import Places
from issues.commands.recipients import Directory
from issues.commands.recording import terms_of
from issues.models import Issue
from issues.rules.answering import waits_for_guest
from issues.rules.ladder import hold_limit, wait_limit
from issues.rules.memory import thaw
from issues.rules.moves import Move, MoveKind, Standing, Whose, is_held, next_move, standing
from issues.rules.state import State
from people.models import User


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
    directory = Company.around(issues, others, places=places)
    directory.know_absences(now)
    around = Around(directory, now, thorough)
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


def _outlook(issue: Issue, state: State, move: Move | None, around: Around) -> Outlook:
    movers = _movers(issue, state, move, around.directory) if move else []
    away = around.directory.are_away(movers, around.now)
    known = standing(state, around.now)
    found = Outlook(issue, state, known, move, tuple(movers), (), away)
    notices: list[Notice] = []
    for notice in notices_of(issue, state, around):
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
