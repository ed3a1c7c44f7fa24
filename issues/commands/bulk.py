"""Writing the rows of many issues in one statement each. What they hold is decided elsewhere.

What is only appended is copied in. Rows that are changed travel as one JSON text, which PostgreSQL unpacks: a third of
the time of a long list of values.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Model

from issues.querysets import Claimed
from issues.rules import events as e
from issues.rules.memory import changes, freeze
from issues.rules.state import State
from people.commands.copying import copy_in, utc_iso

Row = dict[str, Any]


class EventRow(NamedTuple):
    """A row of `issues_event`; `payload` is JSON, instants are ISO 8601."""

    issue_id: int
    seq: int
    kind: str
    at: str
    recorded_at: str
    is_imported: bool
    payload: str
    actor_id: int | None = None


class EscalationRow(NamedTuple):
    """A row of `issues_escalation`; instants are ISO 8601."""

    issue_id: int
    cycle: int
    policy_version_id: int
    clock: str
    rung: int
    due_at: str
    fired_at: str
    caught_up: bool


_ENGINE: Final = {  # what the engine's own events can change
    "phase": "varchar",
    "reached": "smallint",
    "held_until": "timestamptz",
    "waits_until": "timestamptz",
    "resolve_by": "timestamptz",
    "next_due_at": "timestamptz",
    "last_seq": "integer",
}
_MEMORY: Final = {"changed": "jsonb", "gone": "text[]"}
_encode: Final = json.JSONEncoder(
    default=lambda value: value.isoformat() if isinstance(value, datetime) else str(value),
    check_circular=False,
    separators=(",", ":"),
).encode
_SCHEDULE: Final = {  # what another calendar can change as well
    **_ENGINE,
    "accept_by": "timestamptz",
    "act_by": "timestamptz",
    "resolve_by": "timestamptz",
    "first_act_by": "timestamptz",
}


def event_row(issue: Claimed, state: State, event: e.Event, at: datetime) -> EventRow:
    """An event that the engine recorded by itself."""
    now = utc_iso(at)
    return EventRow(issue.pk, state.seq, e.kind_of(event), now, now, False, _encode(e.encode(event)))


def escalation_rows(issue: Claimed, cycle: int, event: e.Escalated, at: datetime) -> list[EscalationRow]:
    """The rung that fired and those that were passed on the way to it."""
    rungs: list[tuple[e.Escalated | e.Passed, bool]] = [(event, False)]
    rungs += [(passed, True) for passed in event.passed]
    of, now = (issue.pk, cycle, issue.policy_version_id), utc_iso(at)
    return [
        EscalationRow(*of, rung.clock, rung.rung, rung.due_at.isoformat(), now, caught_up)
        for rung, caught_up in rungs
    ]


def projection_row(issue: Claimed, before: State, state: State) -> Row:
    """What the engine changed of an issue: its columns, and of its memory what is not as it was."""
    changed, gone = changes(before, state)
    return _columns(issue, state) | {"changed": changed, "gone": gone}


def schedule_row(issue: Claimed, state: State) -> Row:
    """The same with the deadlines themselves, which another calendar moves, and the whole memory."""
    return _columns(issue, state) | {
        "accept_by": state.accept_by,
        "act_by": state.act_by,
        "resolve_by": state.resolve_by,
        "first_act_by": state.first_act_by,
        "memory": freeze(state),
    }


def _columns(issue: Claimed, state: State) -> Row:
    return {
        "id": issue.pk,
        "phase": state.phase,
        "reached": state.reached,
        "held_until": state.held_until,
        "waits_until": state.waits_until,
        "resolve_by": state.resolve_by,
        "next_due_at": state.next_due,
        "last_seq": state.seq,
    }


def write_events(rows: Sequence[EventRow]) -> None:
    copy_in("issues_event", EventRow._fields, rows)


def write_escalations(rows: Sequence[EscalationRow]) -> None:
    """Raises `IntegrityError` when a rung was recorded before: the whole batch is then undone."""
    copy_in("issues_escalation", EscalationRow._fields, rows)


def update_projections(rows: Sequence[Row]) -> None:
    """Write what the engine changed into the columns of the issues."""
    _update({**_ENGINE, **_MEMORY}, rows, "(memory - row.gone) || row.changed")


def update_schedules(rows: Sequence[Row]) -> None:
    """The same for what another calendar changed: nothing of the memory is as it was."""
    _update({**_SCHEDULE, "memory": "jsonb"}, rows, "row.memory")


def rewrite(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write these fields, by the names of their columns, of saved rows of one model: Django's own way takes ten times
    as long, because it asks PostgreSQL a question for each field of each row."""
    if not rows:
        return
    of = rows[0]._meta
    key, wanted = of.pk.attname, set(names)
    kinds = {
        field.attname: str(field.db_type(connection))
        for field in of.concrete_fields
        if field.attname == key or field.attname in wanted
    }
    own = ", ".join(f'"{name}" = row."{name}"' for name in kinds if name != key)
    statement = f'UPDATE {of.db_table} t SET {own} FROM {_unpacked(kinds)} WHERE t."{key}" = row."{key}"'  # noqa: S608  constants
    _execute(statement, [{name: getattr(row, name) for name in kinds} for row in rows])


def _update(columns: dict[str, str], rows: Sequence[Row], memory: str) -> None:
    own = ", ".join(f"{name} = row.{name}" for name in columns if name not in {"memory", *_MEMORY})
    row = _unpacked({"id": "bigint", **columns})
    _execute(
        f"UPDATE issues_issue SET {own}, memory = {memory} FROM {row} WHERE issues_issue.id = row.id",  # noqa: S608  constants
        rows,
    )


def _unpacked(columns: dict[str, str]) -> str:
    typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    return f"jsonb_to_recordset(%s) AS row ({typed})"


def _execute(statement: str, rows: Sequence[Row]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [_encode(rows)])


def end_custodies(rows: Sequence[Row]) -> None:
    """End the running custody of each `issue` at `at`, with its `reason`."""
    row = _unpacked({"issue": "bigint", "at": "timestamptz", "reason": "text"})
    ended = f'UPDATE issues_custody c SET until = row."at", reason = row.reason FROM {row}'  # noqa: S608  constants
    _execute(f"{ended} WHERE c.issue_id = row.issue AND c.until IS NULL", rows)


def move_reports(rows: Sequence[Row]) -> None:
    """Give the reports of each `issue` to the one `into` which it is merged, which knows where they came from."""
    row = _unpacked({"issue": "bigint", "into": "bigint"})
    whose = 'told_of_id = coalesce(r.told_of_id, r.issue_id), issue_id = row."into"'
    _execute(f"UPDATE issues_report r SET {whose} FROM {row} WHERE r.issue_id = row.issue", rows)  # noqa: S608  constants


def shift_snoozes(rows: Sequence[Row]) -> None:
    """Let everybody sleep on who had hidden an `issue` at event `since` or later: what event `seq` says wakes nobody."""
    row = _unpacked({"issue": "bigint", "since": "integer", "seq": "integer"})
    shifted = f"UPDATE issues_snooze s SET seq = row.seq FROM {row}"  # noqa: S608  constants
    _execute(f"{shifted} WHERE s.issue_id = row.issue AND s.seq >= row.since", rows)


def wake(rows: Sequence[Row]) -> None:
    """Each `person` sees the `issue` in the own list again."""
    row = _unpacked({"issue": "bigint", "person": "bigint"})
    hidden = f"DELETE FROM issues_snooze s USING {row}"  # noqa: S608  constants
    _execute(f"{hidden} WHERE s.issue_id = row.issue AND s.person_id = row.person", rows)
