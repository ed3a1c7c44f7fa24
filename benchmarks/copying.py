"""Multiplying issues in SQL, with indexes and constraints in place.

The copies are written about in the order in which time would write them, but those of one template lie apart: due
rows side by side on a few pages would make any sweep look fast, the bare one most of all.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

CHILDREN = ("event", "report", "custody", "action", "escalation")
FACTS = ("spell", "holding", "fix", "work")
SWEPT = (
    "issues_issue",
    "issues_agenda",
    "issues_event",
    "issues_escalation",
    "notifications_message",
    "issues_sweeprun",
)
_NEW_KEYS = {"client_key": "gen_random_uuid()", "origin": "''"}


def multiply(background: Iterable[int], size: int, due: Iterable[int], due_size: int) -> None:
    """Replace the templates by as many copies as asked for, numbered in the order of their reports."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # copies of valid rows: no need to check each
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("CREATE TEMP TABLE template (id bigint, is_due boolean, rounds int, wanted int)")
        for keys, is_due, wanted in ((list(background), False, size), (list(due), True, due_size)):
            rounds = 1 + wanted // len(keys)
            cursor.execute(
                "INSERT INTO template SELECT unnest(%s), %s, %s, %s", [keys, is_due, rounds, wanted]
            )
        cursor.execute(_COPIES)
        cursor.execute("ANALYZE copy")
        _copy("issues_issue", {"id": "copy.new", **_NEW_KEYS}, "id", "copy.new")
        for child in CHILDREN:
            key = {"id": "gen_random_uuid()"} if child == "action" else {"id": None}
            _copy(f"issues_{child}", {**key, "issue_id": "copy.new", **_NEW_KEYS}, "issue_id", _TIMES[child])
        _copy("insights_fact", {"issue_id": "copy.new"}, "issue_id", "copy.new")
        for part in FACTS:
            _copy(f"insights_{part}", {"id": None, "fact_id": "copy.new"}, "fact_id", "copy.new")
        cursor.execute(_WORDS)
        _remove_templates(cursor)
        cursor.execute("TRUNCATE issues_agenda")
        cursor.execute(_AGENDA)
        cursor.execute(_MESSAGES)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('issues_issue', 'id'), (SELECT max(id) FROM issues_issue))"
        )


def _remove_templates(cursor: CursorWrapper) -> None:
    """With all that hangs on them."""
    for table in (*(f"issues_{child}" for child in (*CHILDREN, "words")), "issues_issue"):
        column = "id" if table == "issues_issue" else "issue_id"
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM template)")
    for part in FACTS:
        cursor.execute(f"DELETE FROM insights_{part} WHERE fact_id IN (SELECT id FROM template)")
    cursor.execute("DELETE FROM insights_fact WHERE issue_id IN (SELECT id FROM template)")


_TIMES = {
    "event": "copied.at, copy.new",
    "report": "copied.received_at",
    "custody": "copied.since",
    "action": "copied.planned_at",
    "escalation": "copied.fired_at",
}
_COPIES = """
    CREATE TEMP TABLE copy AS
    SELECT id AS old, (SELECT max(id) FROM template) + row_number() OVER (ORDER BY reported_at + scatter) AS new
    FROM (
        SELECT id, reported_at, wanted,
               interval '20 days' * (hashint8(id * 1000003 + round) / 4294967296.0) AS scatter,
               row_number() OVER (PARTITION BY is_due ORDER BY round, id) AS number
        FROM template JOIN issues_issue USING (id) CROSS JOIN LATERAL generate_series(1, rounds) round
    ) numbered
    WHERE number <= wanted"""
_WORDS = """
    INSERT INTO issues_words (issue_id, lexemes, reported_at)
    SELECT copy.new, lexemes, i.reported_at
    FROM issues_words JOIN copy ON copy.old = issue_id JOIN issues_issue i ON i.id = copy.new"""
_AGENDA = """
    INSERT INTO issues_agenda (issue_id, due_at)
    SELECT id, next_due_at FROM issues_issue WHERE next_due_at IS NOT NULL AND set_aside_at IS NULL"""
_MESSAGES = """
    INSERT INTO notifications_message
        (key, recipient_id, kind, about, context, is_urgent, state, reason, created_at, visible_at, read_at)
    SELECT 'escalated:' || e.id, coalesce(i.holder_id, p.owner_id), 'escalated', 'issue:' || i.id,
           jsonb_build_object('issue', i.id, 'title', i.title, 'point', p.name, 'clock', e.clock, 'rung', e.rung,
                              'severity', i.severity, 'cycle', e.cycle, 'act_by', i.act_by,
                              'due_at', e.due_at, 'path', '/issues/' || i.id || '/'),
           i.severity = 'critical', 'dispatched', '', e.fired_at, e.fired_at, e.fired_at
    FROM issues_escalation e JOIN issues_issue i ON i.id = e.issue_id
    JOIN inflection_points_inflectionpoint p ON p.id = i.point_id
    WHERE NOT e.caught_up ORDER BY e.fired_at"""


def _copy(table: str, replaced: dict[str, str | None], joined: str, order: str) -> None:
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        names = [name for name in names if replaced.get(name, "") is not None]
        values = [replaced.get(name) or f'copied."{name}"' for name in names]
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)}"
            f" FROM {table} copied JOIN copy ON copy.old = copied.{joined} ORDER BY {order}"
        )


def keep_due(at: datetime) -> None:
    """Remember the due issues as they are, to put them back after each sweep."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_due AS SELECT * FROM issues_issue WHERE next_due_at <= %s", [at])
        cursor.execute("ALTER TABLE bench_due ADD PRIMARY KEY (id)")


def put_back(at: datetime) -> None:
    """Undo a sweep, and clean up behind it so that the next one finds the tables as the last one did."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "bench_due")
        names = [column.name for column in columns if column.name != "id"]
        mine, kept = ", ".join(names), ", ".join(f"due.{name}" for name in names)
        cursor.execute(
            "DELETE FROM issues_escalation e USING bench_due WHERE e.issue_id = bench_due.id AND fired_at >= %s",
            [at],
        )
        cursor.execute(
            "DELETE FROM issues_event e USING bench_due d WHERE e.issue_id = d.id AND e.seq > d.last_seq"
        )
        cursor.execute("DELETE FROM notifications_message WHERE state = 'queued'")
        cursor.execute("DELETE FROM issues_sweeprun")
        cursor.execute(
            f"UPDATE issues_issue i SET ({mine}) = ({kept}) FROM bench_due due WHERE i.id = due.id"
        )
    vacuum(SWEPT)


def settle() -> None:
    """No autovacuum in the middle of a measurement: `put_back` does it between them."""
    with connection.cursor() as cursor:
        for table in SWEPT:
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        cursor.execute("VACUUM ANALYZE")


def vacuum(tables: Iterable[str]) -> None:
    """Reclaim dead rows and refresh the statistics."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
