"""What facts add to the rollups: each count, by how much it changed in which week.

The SQL is made of the conditions of `counters`, so that a rollup and the direct answer cannot mean different things.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, Q
from django.db.models.expressions import RawSQL

from insights.querysets import counters
from insights.rules.steps import STARTS

DIGITS: Final = 8  # of each step in `Cell.took`


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Rows of a table of facts and the rollup that counts them: by what, which, and when a count may change."""

    model: str
    cells: str
    keys: dict[str, str]
    conditions: Callable[[Any], dict[str, Q]]
    instants: tuple[str, ...]
    amounts: dict[str, str] = field(default_factory=dict)  # added up instead of one a row
    only: str = "true"

    @property
    def table(self) -> str:
        return f"insights_{self.model.lower()}"


def _facts(at: Any) -> dict[str, Q]:
    counts: dict[str, Q] = {str(name): condition for name, condition in counters.bands(at).items()}
    counts |= {str(name): condition for name, condition in counters.issues(at).items()}
    del counts[counters.Count.KNOWN]
    return counts | {"reported": Q(), "took": counts[counters.Count.ACTED]}


def _waits(at: Any) -> dict[str, Q]:
    valid = counters.issues(at)[counters.Count.VALID]
    return {"waits": valid & ~counters.happened("acted_at", at)}


def _origins(at: Any) -> dict[str, Q]:
    return {"known": counters.issues(at)[counters.Count.KNOWN]}


def _spells(at: Any) -> dict[str, Q]:
    unacted = counters.unacted(at)
    return {
        "open": counters.open_spell(at),
        "unacted": unacted,
        "once": unacted & Q(was_reported_again=False),
        "more": unacted & Q(was_reported_again=True),
    }


def _of(table: str, *names: str) -> tuple[str, ...]:
    return tuple(f'{table}."{name}"' for name in names)


def _hours_after(column: str, days: int) -> str:
    return f"{column} + interval '{24 * days} hours'"


_WHERE: Final = {"week": "insights_fact.week", "point_id": "insights_fact.point_id"}
_CUSTOMERS: Final = "insights_spell.customers"
_STARTS: Final = ",".join(map(str, STARTS))
HOURS: Final = 7 * 24  # of a week; who was reported in its last one waits since its end


def _digits(many: int) -> str:
    return f"('{{{','.join(f'1e{DIGITS * n}' for n in range(many))}}}'::numeric[])"


_STEP: Final = f"{_digits(len(STARTS))}[width_bucket(insights_fact.took, ARRAY[{_STARTS}])]"
_INTO_WEEK: Final = (
    "extract(epoch FROM insights_fact.reported_at - insights_fact.week::timestamp AT TIME ZONE 'UTC')"
)
_HOUR: Final = f"{_digits(HOURS + 1)}[ceil({_INTO_WEEK} / 3600)::int + 1]"

SOURCES: Final = (
    Source(
        "Fact",
        "insights_cell",
        _WHERE,
        _facts,
        (
            *_of("insights_fact", "act_by", "acted_at", "declined_at", "resolved_at", "failed_at", "yes_at"),
            _hours_after("insights_fact.asked_at", counters.ANSWER_WITHIN.days),
        ),
        {"took": _STEP},
    ),
    Source(
        "Fact",
        "insights_waitcell",
        {**_WHERE, "clock": "coalesce(insights_fact.calendar_id, 0)"},
        _waits,
        _of("insights_fact", "acted_at", "declined_at"),
        {"waits": _HOUR},
    ),
    Source(
        "Fix",
        "insights_cell",
        _WHERE,
        counters.of_fixes,
        (
            *_of("insights_fix", "reopened_at", "rooted_at", "again_30_at", "again_90_at"),
            *(_hours_after("insights_fix.fixed_at", age) for age in counters.AGES),
        ),
    ),
    Source(
        "Fact",
        "insights_origincell",
        {**_WHERE, "origin_id": "insights_fact.origin_id"},
        _origins,
        _of("insights_fact", "origin_known_at"),
        only="insights_fact.origin_id IS NOT NULL",
    ),
    Source(
        "Holding",
        "insights_turncell",
        {**_WHERE, "department_id": "insights_holding.department_id"},
        counters.turns,
        _of("insights_holding", "since", "passed_at"),
    ),
    Source(
        "Spell",
        "insights_standingcell",
        {"point_id": "insights_fact.point_id"},
        _spells,
        (*_of("insights_spell", "since", "until"), "insights_fact.ever_acted_at"),
        {"once": _CUSTOMERS, "more": _CUSTOMERS},
    ),
)

# A turn ends with the Monday that follows: what happened at that very instant had happened by then.
_ADD: Final = """
    INSERT INTO {cells} AS cell (severity, turn, {keys}, {counts})
    SELECT kind.severity, moment.turn, {places}, {sums}
      FROM {rows}
      JOIN insights_tally ON insights_tally.fact_id = insights_fact.issue_id
     CROSS JOIN LATERAL (
        SELECT week.turn, week.turn::timestamp AT TIME ZONE 'UTC' AS was,
               least((week.turn + 7)::timestamp AT TIME ZONE 'UTC', insights_tally.at) AS at
          FROM (SELECT DISTINCT (date_trunc('week', came, 'UTC') AT TIME ZONE 'UTC')::date AS turn
                  FROM (SELECT greatest(known, insights_fact.reported_at) - interval '1 microsecond' AS came
                          FROM unnest(ARRAY[insights_fact.reported_at, {instants}]) known
                         WHERE known <= insights_tally.at) happened) week
     ) moment
     CROSS JOIN LATERAL (VALUES (insights_fact.severity), ('')) kind (severity)
     WHERE {only} {which}
     GROUP BY kind.severity, moment.turn, {places}
    ON CONFLICT (severity, turn, {keys}) DO UPDATE SET {updates}
"""
_NEXT: Final = """
    SELECT insights_fact.issue_id AS fact, min(known) AS at
      FROM {rows}
     CROSS JOIN LATERAL unnest(ARRAY[insights_fact.reported_at, {instants}]) known
     WHERE known > %(at)s {which}
     GROUP BY 1
"""
_NEXT_WORK: Final = """
    SELECT insights_fact.issue_id, min(completed_at)
      FROM insights_work JOIN insights_fact ON insights_fact.issue_id = insights_work.fact_id
     WHERE completed_at > %(at)s {which}
     GROUP BY 1
"""
_ONLY_THESE: Final = "AND insights_fact.issue_id = ANY(%(facts)s)"


@cache
def adding(source: Source, *, these: bool, sign: int) -> str:
    """The statement that adds what facts count, as of when they were tallied, or takes it away again."""
    counts = _changes(source, sign)
    keys = ", ".join(source.keys)
    return _ADD.format(
        cells=source.cells,
        keys=keys,
        counts=", ".join(counts),
        places=", ".join(source.keys.values()),
        sums=", ".join(counts.values()),
        rows=_rows(source),
        instants=", ".join(source.instants),
        only=source.only,
        which=_ONLY_THESE if these else "",
        updates=", ".join(f"{name} = cell.{name} + excluded.{name}" for name in counts),
    )


@cache
def next_instants(*, these: bool) -> str:
    """The statement that finds for each fact the first instant after `at` at which a count changes by itself."""
    parts = [
        _NEXT.format(
            rows=_rows(source), instants=", ".join(source.instants), which=_ONLY_THESE if these else ""
        )
        for source in SOURCES
    ]
    parts.append(_NEXT_WORK.format(which=_ONLY_THESE if these else ""))
    return f"SELECT fact, min(at) FROM ({' UNION ALL '.join(parts)}) parts GROUP BY 1"  # noqa: S608  constants


def _rows(source: Source) -> str:
    if source.model == "Fact":
        return "insights_fact"
    return f"{source.table} JOIN insights_fact ON insights_fact.issue_id = {source.table}.fact_id"


def _changes(source: Source, sign: int) -> dict[str, str]:
    """By how much each count changes from the beginning of the turn to its end, all rows together."""
    was, at = (_conditions(source, f"moment.{name}") for name in ("was", "at"))
    operator = "" if sign > 0 else "-"
    return {
        name: f"{operator}sum((({at[name]})::int - ({was[name]})::int){_times(source, name, at[name], was[name])})"
        for name in at
    }


def _times(source: Source, name: str, at: str, was: str) -> str:
    if name not in source.amounts:
        return ""
    return f" * CASE WHEN ({at}) <> ({was}) THEN {source.amounts[name]} ELSE 0 END"


def _conditions(source: Source, instant: str) -> dict[str, str]:
    at = RawSQL(instant, (), output_field=DateTimeField())  # noqa: S611  a column
    reported = Q(reported_at__lte=at) if source.model == "Fact" else Q(fact__reported_at__lte=at)
    return {name: _sql(source.model, reported & q) for name, q in source.conditions(at).items()}


def _sql(model: str, condition: Q) -> str:
    """The condition as PostgreSQL reads it, on rows of that table joined to its facts."""
    query = apps.get_model("insights", model)._default_manager.order_by().filter(condition).query
    compiler = query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    sql, parameters = compiler.compile(query.where)
    with connection.cursor() as cursor:
        written: bytes = cursor.mogrify(sql, parameters)
    return written.decode().replace("%", "%%")
