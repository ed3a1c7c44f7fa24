"""Standing in for the engine: while no worker sweeps, a web process does, one short step at a time."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from issues.commands.sweeping import sweep
from issues.commands.taking_in import take_in
from issues.commands.wanting import unwanted
from issues.models import SweepRun
from notifications.commands import delivery

STEP: Final = 200  # issues: a fraction of a second
LONGEST: Final = timedelta(seconds=10)  # for any one statement
_ONE_AT_A_TIME: Final = 0x4D6F5303  # any constant: of all web processes, one


def stand_in(*, now: datetime, patience: timedelta) -> bool:
    """Sweep a step, show its messages and take in what was set aside when no worker has swept for longer than `patience`;
    whether it did.

    Mail stays for the worker: a slow mail server must not hold a web process. Run it on a connection that is closed
    afterwards: it limits how long a statement may take.
    """
    last = SweepRun.objects.by_engine().values_list("at", flat=True).first()
    if last is not None and now - last <= patience:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{LONGEST.seconds}s"])
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return False  # another process is at it
        try:
            sweep(now=now, limit=STEP, batch=STEP, stands_in=True)
            delivery.show(now=now, unwanted=unwanted)
            take_in(now=now)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])
    return True
