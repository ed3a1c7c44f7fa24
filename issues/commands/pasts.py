"""What the events of issues say: read from the database, and folded."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Policy
from issues.commands.ledger import action_of, custody_of
from issues.models import Action, Custody, Event, Issue
from issues.rules import events as e
from issues.rules.custody import custody_change
from issues.rules.lifecycle import fold, states
from issues.rules.state import State, Terms
from issues.rules.undoing import standing

History = list[tuple[e.Event, datetime]]


def histories_of(issues: Sequence[int]) -> dict[int, History]:
    """The events of each issue in order, in one query."""
    found: dict[int, History] = {pk: [] for pk in issues}
    rows = Event.objects.filter(issue__in=issues).order_by("issue", "seq")
    for pk, kind, payload, at in rows.values_list("issue", "kind", "payload", "at"):
        found[pk].append((e.decode(kind, payload), at))
    return found


def fold_by(history: History, terms: Terms) -> State:
    """Fold a history by the terms that hold now; before it moved to another policy version, by the one of then."""
    return fold(history, *_terms_of_then(history, terms))


def _terms_of_then(history: History, terms: Terms) -> tuple[Terms, dict[int, Policy]]:
    moves = [event for event, _ in history if isinstance(event, e.PolicyMoved)]
    if moves:
        terms = replace(terms, policy=policy_value(moves[0].before))
    return terms, {move.version: policy_value(move.version) for move in moves}


@dataclass(slots=True)
class Kept:
    """The custodies and actions that the events of an issue leave, as rows that are not saved."""

    issue: Issue
    custodies: list[Custody] = field(default_factory=list)
    actions: dict[Any, Action] = field(default_factory=dict)

    def take(self, before: State | None, after: State, event: e.Event, at: datetime) -> None:
        """One more event."""
        ended, begins = custody_change(before, after, event)
        if ended:
            self.custodies[-1].until, self.custodies[-1].reason = at, ended
        if begins:
            self.custodies.append(custody_of(self.issue, after, at, event))
        if isinstance(event, e.ACTS) and self.custodies:
            self.custodies[-1].acted = True
        match event:
            case e.ActionPlanned():
                self.actions[event.action] = action_of(self.issue, event, at)
            case e.ActionStarted():
                self.actions[event.action].started_at = at
            case e.ActionCompleted():
                action = self.actions[event.action]
                action.started_at, action.completed_at = action.started_at or at, at
                action.evidence = event.evidence
            case e.ActionReassigned():
                self.actions[event.action].assignee_id = event.to


def as_it_was(issue: Issue, history: History, of: int, terms: Terms) -> tuple[State, Kept]:
    """The issue before event number `of`, and the rows that its events had left by then."""
    stood = standing(history[: of - 1])
    kept, before = Kept(issue), None
    for (event, at), after in zip(stood, states(stood, *_terms_of_then(stood, terms)), strict=True):
        kept.take(before, after, event, at)
        before = after
    if before is None:
        raise ValueError("The report of an issue is not taken back.")
    return before, kept


def hidden(history: History) -> dict[int, tuple[datetime, int]]:
    """Until when each person hid the issue from the own list, and the event after which it comes back.

    As the rows say it: others sleep on over what somebody hides, or takes back.
    """
    after: list[dict[int, tuple[datetime, int]]] = [{}]
    for n, (event, _) in enumerate(history, start=1):
        rows, first = after[-1], n
        if isinstance(event, e.Undone):
            rows, first = after[event.of - 1], event.of
        if isinstance(event, e.Snoozed | e.Undone):
            rows = {by: (until, n if seq >= first - 1 else seq) for by, (until, seq) in rows.items()}
        if isinstance(event, e.Snoozed):
            rows[event.by] = (event.until, n)
        after.append(rows)
    return after[-1]
