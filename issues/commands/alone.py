"""One at a time: a lock of the database's that is not waited for and ends with whoever holds it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.db import Error, connection

DELIVERING: Final = 0x4D6F5305  # any constants that nothing else locks
TAKING_IN: Final = 0x4D6F5306
MAILING_THE_WEEK: Final = 0x4D6F530A
# A machine that stands still keeps its connection: after so long without a word PostgreSQL ends the session.
_STANDS_STILL: Final = "3min"


@contextmanager
def alone(lock: int) -> Iterator[bool]:
    """Whether nobody else is at it; then nobody else begins until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        (is_alone,) = cursor.fetchone()
        if is_alone:
            cursor.execute("SELECT set_config('idle_session_timeout', %s, false)", [_STANDS_STILL])
    try:
        yield is_alone
    finally:
        if is_alone:
            with suppress(Error), connection.cursor() as cursor:  # gone with its connection, if that is gone
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
                cursor.execute("RESET idle_session_timeout")
