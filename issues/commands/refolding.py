"""Computing issues from their events: what the auditor compares with, and what another calendar makes of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inflection_points.models.policies import policy_value
from issues.commands.recording import Locked, project, terms_of
from issues.models import Event, Issue
from issues.rules import events as e
from issues.rules.lifecycle import fold
from issues.rules.state import State, Terms

History = list[tuple[e.Event, datetime]]


def refold(issue: int) -> State:
    """The state of an issue computed from its events alone. Raises `ValueError` when it has none."""
    row = Issue.objects.select_related("calendar", "policy_version").get(pk=issue)
    return fold_by(histories_of([issue])[issue], terms_of(row))


def histories_of(issues: Sequence[int]) -> dict[int, History]:
    """The events of each issue in order, in one query."""
    found: dict[int, History] = {pk: [] for pk in issues}
    rows = Event.objects.filter(issue__in=issues).order_by("issue", "seq")
    for pk, kind, payload, at in rows.values_list("issue", "kind", "payload", "at"):
        found[pk].append((e.decode(kind, payload), at))
    return found


def fold_by(history: History, terms: Terms) -> State:
    """Fold a history by the terms that hold now; before it moved to another policy version, by the one of then."""
    moves = [event for event, _ in history if isinstance(event, e.PolicyMoved)]
    if moves:
        terms = replace(terms, policy=policy_value(moves[0].before))
    return fold(history, terms, {move.version: policy_value(move.version) for move in moves})


def reckon_by_calendar_of_now(locked: Locked) -> None:
    """Bring a closed issue in step with its calendar, if that was changed since: it is about to be open again.

    What it was counted by stands; its timeline says why the rest moved.
    """
    issue, calendar = locked.issue, locked.issue.calendar
    if issue.closed_at is None or calendar.changed_at is None or calendar.changed_at <= issue.closed_at:
        return
    event = e.CalendarChanged(calendar.name, locked.state.first_act_by)
    locked.append(event, at=locked.now)
    locked.state = refold(issue.pk)
    project(issue, locked.state)
