"""The sign of life to the outside: sent while nothing is wrong, so that its absence calls somebody."""

import logging
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from issues.models import Agenda, AuditRun, Heartbeat, SweepRun
from notifications.models import Delivery, Message

log = logging.getLogger(__name__)

LONGEST: Final = 10.0  # seconds from the first byte sent to the last one read
SWEPT_WITHIN: Final = timedelta(minutes=3)
AUDITED_WITHIN: Final = timedelta(minutes=15)
STUCK_AFTER: Final = timedelta(minutes=10)


def beat(*, url: str, now: datetime, longest: float = LONGEST) -> Heartbeat:
    """Send the sign of life unless something is wrong, and write down what became of it."""
    wrong = what_is_wrong(now)
    said: dict[str, object] = {
        "at": now,
        "is_sent": not wrong,
        "is_answered": False,
        "answer": ", ".join(wrong),
    }
    if not wrong:
        said["is_answered"], said["answer"] = _ask(url, longest)
        if said["is_answered"]:
            said["answered_at"] = now
        else:
            log.warning("The sign of life was not answered: %s", said["answer"])
    return Heartbeat.objects.update_or_create(pk=1, defaults=said)[0]


def what_is_wrong(now: datetime) -> list[str]:
    """Each thing for which somebody should be called, in words; nothing when all is well."""
    sweep = SweepRun.objects.by_engine().values_list("at", flat=True).first()
    audit = AuditRun.objects.defer("findings").first()
    stuck = now - STUCK_AFTER
    checks = {
        "no worker sweeps": sweep is None or now - sweep > SWEPT_WITHIN,
        "rungs are late": Agenda.objects.filter(due_at__lt=stuck).exists(),
        "the auditor does not run": audit is None or now - audit.at > AUDITED_WITHIN,
        "the auditor found something": audit is not None and audit.found > 0,
        "messages are not handed on": Message.objects.queued().filter(created_at__lt=stuck).exists()
        or Message.objects.gathered(stuck).exists(),
        "deliveries are not tried": Delivery.objects.due(stuck).exists(),
    }
    return [what for what, is_so in checks.items() if is_so]


def _ask(url: str, longest: float) -> tuple[bool, str]:
    """Whether the address answered with a status below 300 in time, and what it said. No redirect is followed."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    connection = kind(parts.hostname or "", parts.port, timeout=longest)
    too_late = Timer(longest, _cut, [connection])  # each read may take as long; all together may not
    too_late.start()
    try:
        connection.request("GET", path, headers={"User-Agent": "moment-of-service"})
        answer = connection.getresponse()
        return answer.status < 300, f"{answer.status} {answer.reason}"[:200]
    except (OSError, HTTPException, ValueError) as error:
        return False, f"{type(error).__name__}: {error}"[:200]
    finally:
        too_late.cancel()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # closed by now, or never open
        connection.sock.shutdown(socket.SHUT_RDWR)
