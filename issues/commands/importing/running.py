"""Running an import: batch after batch, each in its own transaction together with the count of how far it got.

So a killed import knows exactly which cases it has written, and goes on behind them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from django.db import connection, transaction
from django.db.models import QuerySet

from issues.commands.importing.cases import Case, Refused, Survey, cases, survey
from issues.commands.importing.sheets import Unreadable
from issues.commands.importing.writing import Outcome, Writer
from issues.models import ImportRow, IssueImport
from issues.rules.mapping import InvalidMapping, Mapping, parse
from people.models import User
from people.rules.words import english_of, plain, say

BATCH: Final = 200  # cases in a transaction
SLICE: Final = 2000  # cases of an uploaded file in one go, so that a worker is free again within seconds
KEPT_ROWS: Final = 10_000  # refused rows that are written down; further ones are only counted
STALLED: Final = timedelta(minutes=3)
_IMPORT_LOCK: Final = 0x4D6F5302  # any constant: one batch of any import at a time
NOTHING_WENT_IN: Final = say(
    "Not one case could be taken in. The reasons stand with the rows: correct the mapping or the file."
).plain()
_GONE: Final = say("The uploaded file is gone. Upload it again.").plain()
_NOT_STARTED: Final = (IssueImport.State.PREVIEW, IssueImport.State.WAITING)


def run_import(*, run: int, now: datetime, most: int = SLICE) -> bool:
    """Import the next cases of an uploaded file. True when more remain: then call it again.

    An import that is done, was discarded or is only being looked at stays as it is.
    """
    row = IssueImport.objects.filter(pk=run).first()
    if row is None or not row.is_under_way or not row.file:
        return False
    try:
        with Path(row.file.path).open("rb") as file:
            return import_issues(run=row, file=file, now=now, most=most)
    except FileNotFoundError:
        _end(row.pk, IssueImport.State.FAILED, now, _GONE)
        return False


def import_issues(*, run: IssueImport, file: BinaryIO, now: datetime, most: int | None = None) -> bool:
    """Import the cases of the file that are not in yet, at most `most`. True when more remain.

    A file or a mapping that cannot be read ends the run as failed, with the sentence in `reason`; `run` is refreshed.
    """
    try:
        remain = _import(run, file, now, most)
    except (Unreadable, InvalidMapping) as error:
        _end(run.pk, IssueImport.State.FAILED, now, english_of(error))
        remain = False
    run.refresh_from_db()
    return remain


def stalled(now: datetime) -> QuerySet[IssueImport]:
    """Uploaded imports that should be running but that no worker has had in hand lately."""
    return IssueImport.objects.filter(
        state__in=(IssueImport.State.WAITING, IssueImport.State.RUNNING), touched_at__lt=now - STALLED
    ).exclude(file="")


def importer_of(run: IssueImport, mapping: Mapping) -> User:
    """Who answers for the points that are made. Raises `InvalidMapping` where nobody can."""
    address = mapping.points.owner
    if address:
        named: User | None = User.objects.active().filter(email__iexact=address).first()
        if named is None:
            raise InvalidMapping(
                say(
                    "“%(address)s” is not an active person here. Correct “points.owner” in the mapping.",
                    address=address,
                )
            )
        return named
    if run.started_by is None or not run.started_by.is_active:
        raise InvalidMapping(
            say("Nobody would answer for new points. Name an active person as “points.owner”.")
        )
    return run.started_by


def _import(run: IssueImport, file: BinaryIO, now: datetime, most: int | None) -> bool:
    mapping = parse(run.mapping)
    writer = Writer(mapping, importer_of(run, mapping), now)
    found = survey(file, mapping, now)
    position = _begin(run.pk, found, now)
    last = len(found.ends) if most is None else min(len(found.ends), position + most)
    rest = cases(file, mapping, found.ends, skip=position, now=now)
    for batch in _batches(islice(rest, last - position)):
        if not _write(run.pk, batch, position, writer, now):
            return False
        position += len(batch)
    if position < len(found.ends):
        return True
    _finish(run.pk, now)
    return False


def _batches(rest: Iterable[Case]) -> Iterator[list[Case]]:
    rest = iter(rest)
    while batch := list(islice(rest, BATCH)):
        yield batch


@transaction.atomic
def _begin(run: int, found: Survey, now: datetime) -> int:
    """Note what the file holds; for an import that goes on, say how many of its cases are done."""
    row = IssueImport.objects.select_for_update().get(pk=run)
    if row.state in _NOT_STARTED:
        row.state = IssueImport.State.RUNNING
        row.cases, row.row_count, row.refused = len(found.ends), found.rows, len(found.loose)
        _keep(row, found.loose)
    row.touched_at = now
    row.save()
    return row.done


@transaction.atomic
def _write(run: int, batch: Sequence[Case], position: int, writer: Writer, now: datetime) -> bool:
    """Write the batch that begins at case `position`; False when somebody stopped the run."""
    with connection.cursor() as cursor:
        # Two imports at once would both find a case, a person or a point missing, and both make it.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
    row = IssueImport.objects.select_for_update().filter(pk=run, state=IssueImport.State.RUNNING).first()
    if row is None:
        return False
    # The same run may have been sent twice; what the other worker did meanwhile is not done again.
    _count(row, writer.write(batch[max(0, row.done - position) :]))
    row.done = max(row.done, position + len(batch))
    row.touched_at = now
    row.save()
    return True


def _count(row: IssueImport, outcome: Outcome) -> None:
    row.created += outcome.created
    row.unchanged += outcome.unchanged
    row.events += outcome.events
    row.refused += len(outcome.refused)
    row.made = dict(Counter(row.made) + outcome.made)
    _keep(row, outcome.refused)


def _keep(row: IssueImport, refused: Sequence[Refused]) -> None:
    room = max(0, KEPT_ROWS - (row.refused - len(refused)))
    ImportRow.objects.bulk_create(
        (
            ImportRow(run=row, line=one.line, case=one.case, reason=str(plain(one.reason))[:300])
            for one in refused[:room]
        ),
        ignore_conflicts=True,
    )


def _finish(run: int, now: datetime) -> None:
    """Where not one case went in the mapping is wrong: then the file is kept, to be read with another."""
    row = IssueImport.objects.filter(pk=run).first()
    if row is not None and row.refused and not row.created and not row.unchanged:
        _end(run, IssueImport.State.FAILED, now, NOTHING_WENT_IN)
    else:
        _end(run, IssueImport.State.DONE, now)


@transaction.atomic
def _end(run: int, state: IssueImport.State, now: datetime, reason: str = "") -> None:
    row = IssueImport.objects.select_for_update().filter(pk=run).first()
    if row is None or row.state == IssueImport.State.DONE:
        return
    name, storage = row.file.name, row.file.storage
    row.state, row.reason, row.ended_at, row.touched_at = state, reason, now, now
    if state == IssueImport.State.DONE and name:
        row.file = ""
        transaction.on_commit(lambda: storage.delete(name))
    row.save()
