"""The one place that writes issues: lock, catch up, check, append the event, project, save.

Every command ends here, so the order of locks and the meaning of "one change, one event" stand once.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from inflection_points.models.policies import policy_value
from issues.commands import ledger, telling
from issues.commands.happening import happened
from issues.commands.ledger import Rows, TakenBack, escalations
from issues.commands.pasts import History, as_it_was, hidden, histories_of
from issues.commands.permissions import must_see
from issues.commands.recipients import Directory
from issues.commands.writing import write
from issues.models import Event, Issue, Snooze
from issues.querysets import IssueQuerySet
from issues.rules import events as e
from issues.rules.guards import check
from issues.rules.ladder import overdue
from issues.rules.lifecycle import apply
from issues.rules.memory import freeze, thaw
from issues.rules.state import State, Terms
from issues.rules.undoing import UNDO_WITHIN
from notifications.commands.outbox import enqueue, enqueued_last
from people.models import User


@dataclass(slots=True)
class Locked:
    """An issue whose row this transaction holds, with the state that its events fold to."""

    issue: Issue
    state: State
    terms: Terms
    now: datetime
    write: Callable[[Rows], None] = write  # at once; or kept, to be written with those of other issues
    people: Directory | None = None  # who is around many issues, where they are known
    history: History | None = None  # what happened before, where it is known
    held_for: timedelta = UNDO_WITHIN  # what can be taken back is told to nobody before

    def append(
        self, event: e.Event, *, at: datetime, actor: User | None = None, imported: bool = False
    ) -> None:
        """Write the event and bring every projection along. Checks nothing."""
        if isinstance(event, e.PolicyMoved):
            self.issue.policy_version_id = event.version
            self.terms = terms_of(self.issue)
        rows, before = Rows(), self.state
        if isinstance(event, e.Undone):
            self._go_back(event, at, rows)
        else:
            self.state = apply(before, event, at, self.terms)
            ledger.keep(rows, self.issue, before, self.state, event, at)
        if isinstance(event, e.Escalated):
            rows.escalations += escalations(self.issue, self.state.cycle, event, self.now)
        rows.events.append(
            Event(
                issue=self.issue,
                seq=self.state.seq,
                kind=e.kind_of(event),
                at=at,
                recorded_at=self.now,
                actor=actor,
                is_imported=imported,
                payload=e.encode(event),
            )
        )
        project(self.issue, self.state)
        self.write(rows)

    def _go_back(self, event: e.Undone, at: datetime, rows: Rows) -> None:
        """Make the issue and its rows what they were before the event that is taken back."""
        issue, was = self.issue, self.state
        history = self.history if self.history is not None else histories_of([issue.pk])[issue.pk]
        before, kept = as_it_was(issue, history, event.of, self.terms)
        self.state = now = apply(was, event, at, self.terms, before)
        woken = [s.by for s in was.snoozes if s not in now.snoozes]
        earlier = hidden(history[: event.of - 1]) if woken else {}
        snoozed = [
            Snooze(issue=issue, person_id=by, until=earlier[by][0], seq=earlier[by][1])
            for by in woken
            if by in earlier
        ]
        rows.taken_back.append(
            TakenBack(issue.pk, event.of, now.seq, kept.custodies, kept.actions, woken, snoozed)
        )
        if was.merged_into is not None and now.merged_into is None:
            rows.unmerged.append(issue.pk)

    def catch_up(self) -> None:
        """Record the rungs that are due by now, so that no command can erase what should have been told."""
        while (event := overdue(self.state, self.terms, self.now)) is not None:
            self.append(event, at=self.now)
            people = self.people or Directory.around([self.issue])
            enqueue(telling.automatic(self.issue, self.state, event, self.terms.policy, people), now=self.now)

    def save(self) -> Issue:
        self.issue.set_aside_at, self.issue.set_aside_reason = (
            None,
            "",
        )  # it could be read and written after all
        self.write(Rows(issues=[self.issue]))
        return self.issue


def lock(issue: int, now: datetime, actor: User | None = None) -> Locked:
    """The issue's row, locked until the transaction ends.

    Raises `Issue.DoesNotExist`, also when it is confidential and not for `actor`, as if there were none.
    """
    row = _to_lock().get(pk=issue)
    if actor is not None:
        must_see(row, actor, now)
    return locked_row(row, now)


def locked_rows(issues: Collection[int]) -> list[Issue]:
    """The rows of these issues, locked in the order of their numbers, as everybody does. Those that are gone are missing."""
    return list(_to_lock().filter(pk__in=issues).order_by("pk"))


def _to_lock() -> IssueQuerySet:
    rows = Issue.objects.select_for_update(of=("self",))
    return rows.select_related("point__owner", "point__deputy", "point__department")


def locked_row(row: Issue, now: datetime) -> Locked:
    """A row that this transaction holds. Raises `KeyError` and `ValueError` when its memory cannot be read."""
    # The calendar is read after the lock is got, not joined: who waited for a change of it must see the new one.
    state = thaw(row.memory)
    # A worker whose clock is behind must not write into the past of what others have already recorded.
    return Locked(row, state, terms_of(row), max(now, state.last_at))


def terms_of(issue: Issue) -> Terms:
    """What the issue is measured by: the version it pinned and its calendar as it is now."""
    return Terms(policy_value(issue.policy_version_id), issue.calendar.value())


@transaction.atomic
def record(event: e.Event, *, on: int, actor: User | None, now: datetime) -> Issue:
    """Record one event on an issue. Raises the `Refusal` that forbids it, and then nothing was changed."""
    return record_on(lock(on, now, actor), event, actor=actor)


@enqueued_last()
def record_on(locked: Locked, event: e.Event, *, actor: User | None) -> Issue:
    """The same on an issue that the caller has locked to look at it first."""
    locked.catch_up()
    check(locked.state, event, locked.now, locked.terms)
    before = locked.state
    locked.append(event, at=locked.now, actor=actor)
    locked.catch_up()  # a reopening or a higher severity can make a rung due at once
    issue = locked.save()
    if issue.is_confidential != before.is_confidential:
        telling.confide(issue, is_confidential=issue.is_confidential)
    happened(
        *(issue, locked.state, event, actor, locked.now),
        before=before,
        people=locked.people,
        held_for=locked.held_for,
    )
    return issue


def project(issue: Issue, state: State) -> None:
    """Write the state into the issue's columns."""
    for name, value in projection(state).items():
        setattr(issue, name, value)


def projection(state: State) -> dict[str, Any]:
    """The columns of an issue that are a function of its events, by name: the only place that says which."""
    columns = {name: getattr(state, name) for name in SAME_NAME}
    return columns | {
        "holder_id": state.holder,
        "holder_department_id": state.holder_department,
        "held_until": state.held_until,
        "waits_until": state.waits_until,
        "merged_into_id": state.merged_into,
        "root_cause_id": state.root_cause,
        "next_due_at": state.next_due,
        "last_seq": state.seq,
        "memory": freeze(state),
    }


SAME_NAME = (
    "phase",
    "severity",
    "cycle",
    "reported_at",
    "started_at",
    "accepted_at",
    "acted_at",
    "resolved_at",
    "closed_at",
    "accept_by",
    "act_by",
    "resolve_by",
    "reached",
    "handovers",
    "report_count",
    "is_confidential",
    "customers",
    "first_act_by",
    "first_acted_at",
    "declined_at",
)
