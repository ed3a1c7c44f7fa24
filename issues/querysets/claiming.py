"""What a sweep takes into its hands. In plain SQL: for thousands of rows Django would take longer than PostgreSQL."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from issues.querysets import Claimed

_NAMES: Final = ", ".join("id" if name == "pk" else name for name in Claimed._fields)
_CLAIM: Final = f"""
    SELECT {_NAMES} FROM issues_issue
    WHERE id = ANY(%s) AND next_due_at <= %s AND set_aside_at IS NULL FOR UPDATE SKIP LOCKED"""  # noqa: S608  constants
_MEMORY: Final = Claimed._fields.index("memory")


def claimed(issues: Sequence[int], now: datetime) -> list[Claimed]:
    """Those of these issues that are due, in this order, locked until the transaction ends.

    The agenda named them; the issue itself is asked too, which may have changed since. Left out is what somebody else has.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [list(issues), now])
        rows = {row[0]: row for row in cursor.fetchall()}
    found = [rows[pk] for pk in issues if pk in rows]
    memories = json.loads(
        f"[{','.join([row[_MEMORY] for row in found])}]"
    )  # one text: half of reading each by itself
    return [
        Claimed._make((*row[:_MEMORY], memory, *row[_MEMORY + 1 :]))
        for row, memory in zip(found, memories, strict=True)
    ]
