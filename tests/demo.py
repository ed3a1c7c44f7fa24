"""The demo company in tests: loaded once for a module, in a transaction that is rolled back after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

NOW = datetime(2026, 3, 4, 10, 20, tzinfo=UTC)


def load(now: datetime = NOW) -> None:
    call_command("load_demo", now=now, stdout=StringIO())


def remove(**options: Any) -> str:
    """What it said."""
    out = StringIO()
    call_command("remove_demo", stdout=out, **options)
    return out.getvalue()


@contextmanager
def demo_company(blocker: Any) -> Iterator[None]:
    with blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load()
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
        connection.close()
