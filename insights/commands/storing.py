"""The rows of facts in the database: read as they are, and replaced, for many issues at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from insights.rules.facts import Derived, FactRow, FixRow, HoldingRow, SpellRow, WorkRow
from people.commands.copying import copy_in

_RENAMED: Final = {
    name: f"{name}_id" for name in ("issue", "point", "calendar", "origin", "department", "passed_to")
}
_PARTS: Final[tuple[tuple[str, type[Any]], ...]] = (
    ("insights_spell", SpellRow),
    ("insights_holding", HoldingRow),
    ("insights_fix", FixRow),
    ("insights_work", WorkRow),
)


def _columns(row: type[Any]) -> list[str]:
    return [_RENAMED.get(name, name) for name in row._fields]


def stored(issues: Sequence[int]) -> dict[int, Derived]:
    """What is kept of these issues, as it was derived; an issue that is not counted has nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_columns(FactRow))} FROM insights_fact WHERE issue_id = ANY(%s)",  # noqa: S608  constants
            [list(issues)],
        )
        facts = [FactRow(*row) for row in cursor.fetchall()]
        parts = []
        for table, row_type in _PARTS:
            found: dict[int, list[Any]] = defaultdict(list)
            cursor.execute(
                f"SELECT fact_id, {', '.join(_columns(row_type))} FROM {table} WHERE fact_id = ANY(%s) ORDER BY id",  # noqa: S608
                [list(issues)],
            )
            for fact, *values in cursor.fetchall():
                found[fact].append(row_type(*values))
            parts.append(found)
    return {fact.issue: Derived(fact, *(tuple(found[fact.issue]) for found in parts)) for fact in facts}


def forget(issues: Sequence[int]) -> None:
    """Remove everything that is kept of these issues."""
    with connection.cursor() as cursor:
        for table, _ in _PARTS:
            cursor.execute(f"DELETE FROM {table} WHERE fact_id = ANY(%s)", [list(issues)])  # noqa: S608  constants
        cursor.execute("DELETE FROM insights_fact WHERE issue_id = ANY(%s)", [list(issues)])


def keep(derived: Iterable[Derived]) -> None:
    """Write down what is counted of issues of which nothing is kept yet."""
    rows: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for one in derived:
        rows["insights_fact"].append(one.fact)
        for (table, _), parts in zip(_PARTS, one[1:], strict=True):
            rows[table] += [(one.fact.issue, *part) for part in parts]
    copy_in("insights_fact", _columns(FactRow), rows["insights_fact"])
    for table, row_type in _PARTS:
        copy_in(table, ["fact_id", *_columns(row_type)], rows[table])


def are_many(issues: int) -> bool:
    """Whether so many are a tenth or more of those that PostgreSQL believes to be there, as after an import."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 10 * %s >= reltuples FROM pg_class WHERE oid = 'insights_fact'::regclass", [issues]
        )
        (are,) = cursor.fetchone()
    return bool(are)


def analyse() -> None:
    """Tell PostgreSQL how many rows there are and of which values, before it would find out by itself."""
    tables = ("issues_issue", "insights_fact", *(table for table, _ in _PARTS))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
