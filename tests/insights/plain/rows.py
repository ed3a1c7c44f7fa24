"""What the tables hold, row by row: nothing of the product stands between them and the loops."""

from typing import Any

from django.db import connection


def rows(statement: str) -> list[tuple[Any, ...]]:
    """What PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
