"""Several questions asked at once: a page waits for one answer, and PostgreSQL is asked once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

Question = tuple[str, Mapping[str, Any]]  # SQL, and the values of its names
Rows = list[tuple[Any, ...]]


def ask_together(questions: Sequence[Question]) -> list[Rows]:
    """The rows of each of these questions, which have the same columns."""
    if not questions:
        return []
    parts: list[str] = []
    asked: dict[str, Any] = {}
    for place, (statement, values) in enumerate(questions):
        own = f"of_{place}_"
        parts.append(f"SELECT {place}, own.* FROM ({statement.replace('%(', f'%({own}')}) own")  # noqa: S608  ours
        asked |= {own + name: value for name, value in values.items()}
    found: list[Rows] = [[] for _ in questions]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), asked)
        for place, *row in cursor.fetchall():
            found[place].append(tuple(row))
    return found
