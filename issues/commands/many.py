"""One command for many issues: what each of them makes of it, written in a few statements.

The rules are those of the single commands, asked issue by issue; only the rows are locked, read and written together.
"""

import logging
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import Error

from inflection_points.models import Calendar
from inflection_points.models.policies import policy_value
from issues.commands.acting import plan_on
from issues.commands.custody import accept_on, hand_over_on
from issues.commands.judging import change_severity_on
from issues.commands.ledger import Rows
from issues.commands.meanwhile import NEVER_STOPPED, happened_since_to
from issues.commands.merging import merge_on
from issues.commands.recipients import Directory
from issues.commands.recording import Locked, locked_rows
from issues.commands.waiting import snooze_on
from issues.commands.watching import followed
from issues.commands.wishes import Bulk, Outcome, State, Wish
from issues.commands.writing import write
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules import refusals as no
from issues.rules.memory import thaw
from issues.rules.state import State as IssueState
from issues.rules.state import Terms
from issues.rules.undoing import BREAK
from notifications.commands.outbox import enqueued_last
from people.commands.absences import must_be_here, must_still_be_there
from people.models import User
from people.rules.kept import kept
from people.rules.words import english_of, say

log = logging.getLogger(__name__)

UNREADABLE: Final = say(
    "It could not be read or written. The administrators find it on the status page."
).plain()
_GONE: Final = say("There is no issue with this number, or it is not for you to see.").plain()
_HAS_MOVED_ON: Final = kept(
    say(
        "It has changed since you saw it in the list: %(what)s. Nothing was done. Look at it, then choose it once more."
    )
)
On = Callable[[Locked], Issue]
_COLUMNS: Final = tuple(field.attname for field in Issue._meta.concrete_fields if not field.generated)


@dataclass(frozen=True, slots=True)
class _Before:
    """A locked issue as it was."""

    locked: Locked
    state: IssueState
    terms: Terms
    columns: dict[str, Any]

    @classmethod
    def of(cls, locked: Locked) -> "_Before":
        columns = {name: getattr(locked.issue, name) for name in _COLUMNS}
        return cls(locked, locked.state, locked.terms, columns)

    def restore(self) -> None:
        self.locked.state, self.locked.terms = self.state, self.terms
        for name, value in self.columns.items():
            setattr(self.locked.issue, name, value)


@dataclass(slots=True)
class Together:
    """What is to be written for many issues; what an issue wanted that is refused in the end is not."""

    done: Rows = field(default_factory=Rows)
    pending: Rows = field(default_factory=Rows)

    def take(self, rows: Rows) -> None:
        self.pending.add(rows)

    def attempt(self, work: Callable[[], Issue], *touched: Locked) -> Outcome:
        """Do it in memory: rows and messages are kept only if nothing speaks against it, and so is what was touched."""
        before = [_Before.of(one) for one in touched]
        outcome = self._attempt(work)
        if outcome.state is not State.DONE:
            for one in before:
                one.restore()
        return outcome

    def _attempt(self, work: Callable[[], Issue]) -> Outcome:
        try:
            with enqueued_last():
                issue = work()
        except (no.Refusal, PermissionDenied) as refusal:
            return Outcome(State.REFUSED, english_of(refusal))
        except Error:
            raise
        except Exception:
            log.exception("An issue could not take part in a command for many.")
            return Outcome(State.REFUSED, UNREADABLE)
        else:
            self.done.add(self.pending)
            return Outcome(State.DONE, seq=issue.last_seq)
        finally:
            self.pending = Rows()


def attempt(wish: Wish, numbers: Collection[int], now: datetime) -> dict[int, Outcome]:
    """Give the command for each of these issues. The caller's transaction holds their rows until it ends."""
    try:
        each = _each(wish)
    except no.Refusal as refusal:
        return dict.fromkeys(numbers, Outcome(State.REFUSED, english_of(refusal)))
    together = Together()
    locked, outcomes = lock_many({*numbers, *filter(None, [wish.into])}, wish.actor, now, together)
    canonical = locked.pop(wish.into, None) if wish.into is not None else None
    for pk, refused in _moved_on(locked, wish).items():
        outcomes[pk] = refused
        del locked[pk]
    others = [canonical] if canonical is not None else []
    if wish.command is Bulk.MERGE:
        each = _merge_into(canonical, locked, wish, together)
    for pk, one in locked.items():
        outcomes[pk] = together.attempt(partial(each, one), one, *others)
    write(together.done)
    return {number: outcomes.get(number, Outcome(State.REFUSED, _GONE)) for number in numbers}


def lock_many(
    numbers: Iterable[int], actor: User, now: datetime, together: Together
) -> tuple[dict[int, Locked], dict[int, Outcome]]:
    """Those that the person may see, locked in the order of their numbers; and what became of those that are broken."""
    rows = _seen(locked_rows(list(numbers)), actor, now)
    calendars = Calendar.objects.in_bulk({row.calendar_id for row in rows})
    people = Directory.around(rows)
    people.followed = followed([row.pk for row in rows])
    locked: dict[int, Locked] = {}
    broken: dict[int, Outcome] = {}
    for row in rows:
        row.calendar = calendars[row.calendar_id]
        try:
            state, terms = thaw(row.memory), Terms(policy_value(row.policy_version_id), row.calendar.value())
        except Error:
            raise
        except Exception:
            log.exception("Issue %s could not be read.", row.pk)
            broken[row.pk] = Outcome(State.REFUSED, UNREADABLE)
            continue
        at = max(now, state.last_at)
        locked[row.pk] = Locked(row, state, terms, at, write=together.take, people=people, held_for=BREAK)
    people.active({pk for one in locked.values() for pk in (*one.state.reporters, one.state.holder)})
    return locked, broken


def _seen(rows: list[Issue], actor: User, now: datetime) -> list[Issue]:
    """Without those that are kept from this person, asked once they can no longer change."""
    secret = [row.pk for row in rows if row.is_confidential]
    if not secret:
        return rows
    told = set(Issue.objects.visible_to(actor, now).filter(pk__in=secret).values_list("pk", flat=True))
    return [row for row in rows if not row.is_confidential or row.pk in told]


def _moved_on(locked: dict[int, Locked], wish: Wish) -> dict[int, Outcome]:
    """Those to which somebody else did something that the actor has not seen."""
    if wish.command.value in NEVER_STOPPED:
        return {}
    later = {
        pk: wish.seen[pk] for pk, one in locked.items() if one.state.seq > wish.seen.get(pk, one.state.seq)
    }
    moved: dict[int, Outcome] = {}
    for pk, rows in happened_since_to(later).items():
        if told := [row for row in rows if row.actor_id != wish.actor.pk]:
            moved[pk] = Outcome(State.REFUSED, _HAS_MOVED_ON.of(what="; ".join(map(_in_words, told[:3]))))
    return moved


def _in_words(row: Event) -> str:
    what = row.kind.replace("_", " ")
    return f"{what} by {row.actor.name}" if row.actor else what


def _each(wish: Wish) -> On:
    """What is done to one issue. Whoever is named is held fast first: until the transaction ends they cannot leave."""
    actor, facts = wish.actor, wish.facts
    match wish.command:
        case Bulk.ACCEPT:
            must_be_here(actor.pk)
            return lambda one: accept_on(_with(one, actor.pk), actor=actor)
        case Bulk.HAND_OVER:
            return _hand_over(actor, **facts)
        case Bulk.PLAN_ACTION:
            return _plan(actor, **facts)
        case Bulk.CHANGE_SEVERITY:
            return lambda one: change_severity_on(one, actor=actor, **facts)
        case Bulk.SNOOZE:
            return lambda one: snooze_on(one, actor=actor, **facts)
        case Bulk.MERGE:
            return lambda one: one.issue  # known once the other issue is locked
    raise ValueError(wish.command)


def _hand_over(actor: User, **facts: Any) -> On:
    to, department = facts.get("to"), facts.get("to_department")
    if to is not None:
        must_be_here(to.pk)
    elif department is not None:
        must_still_be_there(department.pk)
    given = {"to": to, "to_department": department, "reason": facts.get("reason", "")}
    return lambda one: hand_over_on(_with(one, to.pk if to else None), actor=actor, **given)


def _plan(
    actor: User,
    *,
    kind: e.ActionKind,
    description: str,
    assignee: User,
    due_at: datetime,
    is_required: bool = True,
) -> On:
    must_be_here(assignee.pk)

    def plan(one: Locked) -> Issue:
        planned = e.ActionPlanned(uuid.uuid4(), kind, description.strip(), assignee.pk, due_at, is_required)
        return plan_on(_with(one, assignee.pk), planned, actor=actor)

    return plan


def _merge_into(canonical: Locked | None, others: Iterable[int], wish: Wish, together: Together) -> On:
    """Merge each into the one; what is due there by now is recorded first, whatever becomes of the others."""
    if canonical is None:
        return _refuse
    together.attempt(partial(_caught_up, canonical), canonical)
    found = Issue.objects.filter(merged_into__in=list(others)).values_list("merged_into", flat=True)
    with_duplicates = set(found)
    return lambda one: merge_on(
        one, canonical, actor=wish.actor, has_duplicates=one.issue.pk in with_duplicates
    )


def _caught_up(locked: Locked) -> Issue:
    locked.catch_up()
    return locked.save()


def _with(locked: Locked, person: int | None) -> Locked:
    """The same, with somebody known who may have to be told of it."""
    if locked.people is not None:
        locked.people.active([person])
    return locked


def _refuse(_one: Locked) -> Issue:
    raise no.NoSuchIssue
