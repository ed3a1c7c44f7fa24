"""What the demo sign-ins find under *Messages*: what they were told in the last days, already delivered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from issues.commands import telling
from issues.commands.happening import happened
from issues.commands.histories import History
from issues.commands.recipients import Directory
from issues.management.demo import people
from issues.management.demo.company import Company
from issues.rules import events as e
from issues.rules.state import Phase
from notifications.commands.outbox import enqueue
from notifications.models import Message
from people.models import User
from people.rules.permissions import Role

RECENT: Final = timedelta(days=10)
EACH: Final = 8  # messages a person, at most
_READ_AFTER: Final = timedelta(days=2)

Told = tuple[datetime, History, e.Event]


def tell_sign_ins(company: Company, histories: list[History], now: datetime) -> None:
    """Write the newest messages of the demo sign-ins about issues that are still open, as delivered."""
    readers = [company.people[name] for _, name in people.SIGN_INS]
    open_ones = [h for h in histories if h.state is not None and h.state.is_open]
    told = [one for reader in readers for one in _newest(_concerning(reader, open_ones, now - RECENT))]
    for at, history, event in sorted(told, key=_when):  # as the outbox would have grown
        _tell(company, history, event, at)
    written = Message.objects.filter(about__in={telling.about(h.issue.pk) for _, h, _ in told})
    written.exclude(recipient__in=readers).delete()
    written.update(state=Message.State.DISPATCHED, visible_at=F("created_at"))
    written.filter(created_at__lt=now - _READ_AFTER).update(read_at=F("created_at") + timedelta(hours=3))


def _newest(told: Iterator[Told]) -> list[Told]:
    return sorted(told, key=_when, reverse=True)[:EACH]


def _when(one: Told) -> tuple[datetime, int]:
    return one[0], one[1].issue.pk


def _concerning(reader: User, histories: list[History], since: datetime) -> Iterator[Told]:
    for history in histories:
        for row in reversed(history.events):
            if row.at < since:
                break
            event = e.decode(row.kind, row.payload)
            if row.actor_id != reader.pk and _concerns(reader, history, event):
                yield row.at, history, event


def _concerns(reader: User, history: History, event: e.Event) -> bool:
    """Whether the reader was told of it: each role by what it waits for."""
    state = history.state
    match event:
        case e.Resolved():
            return state is not None and state.phase is Phase.RESOLVED and reader.pk in state.reporters
        case e.ActionPlanned(assignee=assignee):
            return assignee == reader.pk
        case e.Reported():
            return history.issue.point.owner_id == reader.pk
        case e.HandedOver(to=to):
            return to == reader.pk
        case e.Escalated(clock=clock, rung=rung, again=False):
            heads = history.issue.point.department.head_id == reader.pk and rung == 3
            return clock is e.AlarmKind.ACT and (heads or (reader.role == Role.EXECUTIVE and rung == 4))
    return False


def _tell(company: Company, history: History, event: e.Event, at: datetime) -> None:
    if history.state is None:
        return
    if isinstance(event, e.Escalated):
        directory = Directory.around([history.issue])
        drafts = telling.automatic(history.issue, history.state, event, history.terms.policy, directory)
        enqueue(drafts, now=at)
    else:
        happened(history.issue, history.state, event, _actor(company, history, event), at)


def _actor(company: Company, history: History, event: e.Event) -> User | None:
    """Who did it: the actor of the newest event of its kind."""
    row = next(row for row in reversed(history.events) if row.kind == e.kind_of(event))
    return next((person for person in company.people.values() if person.pk == row.actor_id), None)
