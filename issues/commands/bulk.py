"""Writing the rows of many issues in one statement each. What they hold is decided elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg2.extras import Json, execute_values

from issues.commands.recording import projection
from issues.models import Escalation, Event, Issue
from issues.rules import events as e
from issues.rules.state import State
from notifications.commands.outbox import Draft, enqueue

_ENGINE_COLUMNS = {  # what the engine's own events can change, with the type that an UPDATE from VALUES needs
    "phase": "varchar",
    "reached": "smallint",
    "held_until": "timestamptz",
    "next_due_at": "timestamptz",
    "last_seq": "integer",
    "memory": "jsonb",
}


def event_row(issue: Issue, state: State, event: e.Event, at: datetime) -> Event:
    """The row of an event that the engine recorded by itself."""
    return Event(
        issue_id=issue.pk,
        seq=state.seq,
        kind=e.kind_of(event),
        at=at,
        recorded_at=at,
        payload=e.encode(event),
    )


def write_events(events: Iterable[Event]) -> None:
    _insert(
        "INSERT INTO issues_event (issue_id, seq, kind, at, recorded_at, actor_id, is_imported, payload) VALUES %s",
        [
            (x.issue_id, x.seq, x.kind, x.at, x.recorded_at, x.actor_id, x.is_imported, Json(x.payload))
            for x in events
        ],
    )


def write_escalations(escalations: Iterable[Escalation]) -> None:
    """Raises `IntegrityError` when a rung was recorded before: the whole batch is then undone."""
    _insert(
        "INSERT INTO issues_escalation"
        " (issue_id, cycle, policy_version_id, clock, rung, due_at, fired_at, caught_up) VALUES %s",
        [
            (x.issue_id, x.cycle, x.policy_version_id, x.clock, x.rung, x.due_at, x.fired_at, x.caught_up)
            for x in escalations
        ],
    )


def write_messages(drafts: Iterable[Draft], now: datetime) -> None:
    enqueue(drafts, now=now)


def update_projections(states: Sequence[tuple[Issue, State]]) -> None:
    """Write what the engine changed into the columns of the issues."""
    rows = []
    for issue, state in states:
        columns = projection(state)
        memory = Json(columns["memory"])
        rows.append((issue.pk, *(memory if name == "memory" else columns[name] for name in _ENGINE_COLUMNS)))
    assignments = ", ".join(f"{name} = v.{name}" for name in _ENGINE_COLUMNS)
    casts = ", ".join(["%s", *(f"%s::{kind}" for kind in _ENGINE_COLUMNS.values())])
    _insert(
        f"UPDATE issues_issue SET {assignments} FROM (VALUES %s) AS v (id, {', '.join(_ENGINE_COLUMNS)})"  # noqa: S608  constants
        " WHERE issues_issue.id = v.id",
        rows,
        template=f"({casts})",
    )


def _insert(statement: str, rows: list[Any], template: str | None = None) -> None:
    if rows:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, statement, rows, template=template, page_size=1000)
