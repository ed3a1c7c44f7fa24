"""Keeping the rollups in step with the facts: what a fact counted is taken away before it changes, and added as it is then."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db import connection

from insights.querysets.contributions import SOURCES, adding, next_instants

_TALLY: Final = """
    INSERT INTO insights_tally (fact_id, at, point_id, severity, unacted_since)
    SELECT issue_id, %(at)s, point_id, severity,
           CASE WHEN (ever_acted_at IS NULL OR ever_acted_at > %(at)s)
                 AND EXISTS (SELECT FROM insights_spell s WHERE s.fact_id = issue_id
                                AND s.since <= %(at)s AND (s.until IS NULL OR s.until > %(at)s)) THEN reported_at END
      FROM insights_fact WHERE {which}
"""
_REMEMBER: Final = """
    UPDATE insights_tally SET next_at = next.at FROM ({next}) next (fact, at) WHERE insights_tally.fact_id = next.fact
"""
_FORGET: Final = "DELETE FROM insights_tally WHERE fact_id = ANY(%(facts)s)"
_DUE: Final = "SELECT fact_id FROM insights_tally WHERE next_at <= %s ORDER BY next_at LIMIT %s"
_WORKS: Final = """
    INSERT INTO insights_workcell AS cell (severity, turn, point_id, completed, preventive)
    SELECT kind.severity, (date_trunc('week', completed_at, 'UTC') AT TIME ZONE 'UTC')::date, work.point_id,
           {sign} count(*), {sign} count(*) FILTER (WHERE is_preventive)
      FROM insights_work work
      JOIN insights_tally tally ON tally.fact_id = work.fact_id AND work.completed_at <= tally.at
     CROSS JOIN LATERAL (VALUES (work.severity), ('')) kind (severity)
     WHERE {which}
     GROUP BY 1, 2, 3
    ON CONFLICT (severity, turn, point_id) DO UPDATE
       SET completed = cell.completed + excluded.completed, preventive = cell.preventive + excluded.preventive
"""
_ALL_COUNTED: Final = """
    INSERT INTO insights_keeping (id, at) VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET at = {at}
"""
_OF_FACTS: Final = "work.fact_id = ANY(%(facts)s)"
_CELLS: Final = (*dict.fromkeys(source.cells for source in SOURCES), "insights_workcell")


def due(now: datetime, limit: int) -> list[int]:
    """The facts of which a count has changed since, merely because time has passed; the longest ago first."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, limit])
        return [fact for (fact,) in cursor.fetchall()]


def tally_anew(facts: Sequence[int], *, now: datetime) -> None:
    """Count these facts, which are as they were, as of `now`."""
    withdraw(facts)
    enter(facts, now=now)


def all_is_counted(now: datetime) -> None:
    """Remember that nothing that had happened by then is left to be counted; never less than is remembered."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL_COUNTED.format(at="greatest(insights_keeping.at, excluded.at)"), [now])


def withdraw(facts: Sequence[int]) -> None:
    """Take away what these facts count. To be called before they change; what was never entered has nothing."""
    if not facts:
        return
    with connection.cursor() as cursor:
        for source in SOURCES:
            cursor.execute(adding(source, these=True, sign=-1), {"facts": list(facts)})
        cursor.execute(_WORKS.format(sign="-", which=_OF_FACTS), {"facts": list(facts)})
        cursor.execute(_FORGET, {"facts": list(facts)})


def enter(facts: Sequence[int], *, now: datetime) -> None:
    """Add what these facts count as of `now`. To be called once they have changed."""
    if not facts:
        return
    given: dict[str, Any] = {"facts": list(facts), "at": now}
    with connection.cursor() as cursor:
        cursor.execute(_TALLY.format(which="issue_id = ANY(%(facts)s)"), given)
        for source in SOURCES:
            cursor.execute(adding(source, these=True, sign=1), given)
        cursor.execute(_WORKS.format(sign="", which=_OF_FACTS), given)
        cursor.execute(_REMEMBER.format(next=next_instants(these=True)), given)


@contextmanager
def compared() -> Iterator[list[int]]:
    """How many sums of each rollup are others at its end than at its beginning: told at its end, in a transaction."""
    differing: list[int] = []
    with connection.cursor() as cursor:
        for table in _CELLS:
            cursor.execute(f"CREATE TEMPORARY TABLE before_{table} AS SELECT * FROM {table}")  # noqa: S608  constants
        yield differing
        for table in _CELLS:
            cursor.execute(_differing(table))
            (many,) = cursor.fetchone()
            differing.append(int(many))
            cursor.execute(f"DROP TABLE before_{table}")


def _differing(table: str) -> str:
    """A row that is not there counts nothing."""
    [model] = [one for one in apps.get_app_config("insights").get_models() if one._meta.db_table == table]
    keys = [str(field.column) for field in model._meta.pk_fields]
    columns = [field.column for field in model._meta.concrete_fields]
    counts = [column for column in columns if column and column not in keys]
    was, now = (", ".join(f"coalesce({name}.{count}, 0)" for count in counts) for name in ("was", "now"))
    return f"""
        SELECT count(*) FROM before_{table} was FULL JOIN {table} now USING ({", ".join(keys)})
         WHERE ({was}) IS DISTINCT FROM ({now})
    """  # noqa: S608  constants


def enter_all(*, now: datetime) -> None:
    """Make all rollups anew, from all facts."""
    with connection.cursor() as cursor:
        for table in (*_CELLS, "insights_tally"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  constants
        cursor.execute(_TALLY.format(which="true"), {"at": now})
        for source in SOURCES:
            cursor.execute(adding(source, these=False, sign=1))
        cursor.execute(_WORKS.format(sign="", which="true"))
        cursor.execute(_REMEMBER.format(next=next_instants(these=False)), {"at": now})
        cursor.execute(_ALL_COUNTED.format(at="excluded.at"), [now])
