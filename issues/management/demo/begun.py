"""What hangs on a report besides its words: how long it took, what was begun and never sent, what customers were promised.

Drawn from a source of their own, so that they change nothing of what happens.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from issues.commands.histories import History
from issues.management.demo import words
from issues.management.demo.telling import key
from issues.models import Report, ReportStart
from issues.rules import events as e

_GIVEN_UP: Final = 0.19  # of what is begun
_PROMISES: Final = 0.09  # of the reports
_KEEPS: Final = 0.6  # of the promises, where the story allows it
_BREAKS: Final = 0.2  # of those that the story leaves no time for: the others were never made
_SOON: Final = timedelta(days=5)
HOUR: Final = timedelta(hours=1)


def begun(histories: Iterable[History], now: datetime) -> list[ReportStart]:
    """The report pages that somebody began to fill in: those that were sent, and those that never were."""
    rng = random.Random("lindenholm:begun")
    starts = []
    for history in histories:
        for report in history.reports:
            if report.channel != "browser" or report.took is not None:
                continue
            report.took = round(rng.lognormvariate(3.1, 0.5))  # about 20 seconds, now and then a minute
            at = report.received_at - timedelta(seconds=report.took)
            starts.append(ReportStart(client_key=report.client_key, point=history.issue.point, started_at=at))
            if rng.random() < _GIVEN_UP / (1 - _GIVEN_UP):
                at += rng.uniform(-20, 20) * HOUR
                if at < now:
                    starts.append(ReportStart(client_key=key(rng), point=history.issue.point, started_at=at))
    return starts


def promise(histories: Iterable[History], now: datetime) -> None:
    """Some customers are promised something with the first report; what the story leaves time for is often kept."""
    rng = random.Random("lindenholm:promises")
    chosen = [
        history
        for history in histories
        if history.reports and history.reports[0].reporter and rng.random() < _PROMISES
    ]
    keys = _reserved(len(chosen))
    for history in chosen:
        report = history.reports[0]
        report.pk = next(keys)
        report.promised = rng.choice(words.PROMISES)
        report.promised_by = report.received_at + rng.choice((4, 24, 48, 72)) * HOUR
        if not _keep(rng, history, report, now) and rng.random() > _BREAKS:
            report.promised, report.promised_by = "", None


def _keep(rng: random.Random, history: History, report: Report, now: datetime) -> bool:
    """After whatever else happened, so that the events stay in order."""
    last = history.events[-1].at
    at = last + rng.uniform(0.2, 3) * HOUR
    if at >= now or last > report.received_at + _SOON or rng.random() > _KEEPS:
        return False
    if report.promised_by is None or report.promised_by < at:
        report.promised_by = at + rng.uniform(0.5, 20) * HOUR
    owner = history.issue.point.owner
    report.kept_at, report.kept_by, report.kept_note = at, owner, rng.choice(words.KEPT)
    history.add(e.PromiseKept(owner.pk, report.pk, report.kept_note), at, owner.pk)
    return True


def _reserved(count: int) -> Iterator[int]:
    """Numbers of reports that nobody else gets: an event names the report whose promise was kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Report._meta.db_table, count],
        )
        return iter([number for (number,) in cursor.fetchall()])
