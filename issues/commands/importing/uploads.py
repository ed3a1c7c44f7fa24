"""What an administrator does with an import before and after it runs: add it, correct it, start it, discard it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction

from issues.commands.importing.cases import open_with
from issues.models import IssueImport
from issues.rules.mapping import BadRow, Mapping, Row, parse
from issues.rules.refusals import Refusal
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say

PREVIEWED: Final = 20


class ImportUnderWay(Refusal):
    sentence = say("This import is under way. Wait until it is done.")


class ImportDone(Refusal):
    sentence = say("This import is done. Upload the file again to import what was refused.")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A mapping that comes with the product."""

    slug: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One row as it would be read, or why it would be refused."""

    line: int
    row: Row | None
    reason: str = ""


def shipped_mappings() -> list[Shipped]:
    """The mappings in `issues/management/mappings/`, by name."""
    folder = Path(apps.get_app_config("issues").path) / "management" / "mappings"
    texts = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}
    return [Shipped(slug, parse(text).name or slug, text) for slug, text in texts.items()]


def add_import(
    *, file: "File[bytes] | None", file_name: str, mapping: str, actor: User, now: datetime, digest: str = ""
) -> IssueImport:
    """Keep an uploaded file to look at, or note that one is imported from elsewhere (`file` is None).

    Raises `PermissionDenied`.
    """
    if not actor.may(Can.IMPORT):
        raise PermissionDenied(say("Only administrators import issues. Ask one of them."))
    return IssueImport.objects.create(
        started_by=actor,
        created_at=now,
        touched_at=now,
        file=file or "",
        file_name=Path(file_name).name[-255:],
        mapping=mapping,
        digest=digest,
    )


def digest_of(file: BinaryIO, mapping: str) -> str:
    """What makes an import the same as another: the bytes of the file and the mapping."""
    digest = hashlib.sha256(mapping.encode())
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def preview(file: BinaryIO, mapping: Mapping, now: datetime) -> Iterator[Preview]:
    """The first rows as they would be read. Raises `Unreadable`."""
    sheet, reader = open_with(file, mapping, now)
    for record in islice(sheet, PREVIEWED):
        try:
            if record.problem:
                raise BadRow(record.problem)
            yield Preview(record.line, reader.read(record.line, record.cells))
        except BadRow as error:
            yield Preview(record.line, None, str(error))


@transaction.atomic
def change_import_mapping(*, run: int, mapping: str) -> IssueImport:
    """Keep the corrected mapping, valid or not: nothing typed is lost. Raises `ImportUnderWay`, `ImportDone`."""
    row = _at_rest(run)
    row.mapping = mapping
    row.save()
    return row


@transaction.atomic
def start_import(*, run: int, now: datetime) -> IssueImport:
    """Let a worker import the file, from the beginning; one that is under way goes on where it is.

    Raises `InvalidMapping`, `ImportDone`.
    """
    row = IssueImport.objects.select_for_update().get(pk=run)
    if row.state == IssueImport.State.DONE:
        raise ImportDone
    parse(row.mapping)
    if not row.is_under_way:
        row.rows.all().delete()
        row.done = row.created = row.unchanged = row.refused = row.events = row.cases = 0
        row.made, row.reason, row.ended_at = {}, "", None
        row.state = IssueImport.State.WAITING
    row.touched_at = now
    row.save()
    return row


@transaction.atomic
def discard_import(*, run: int) -> None:
    """Forget the import and delete its file. The issues that it made stay. Raises `ImportUnderWay`."""
    row = _at_rest(run, done=True)
    name, storage = row.file.name, row.file.storage
    row.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _at_rest(run: int, *, done: bool = False) -> IssueImport:
    row = IssueImport.objects.select_for_update().get(pk=run)
    if row.is_under_way:
        raise ImportUnderWay
    if row.state == IssueImport.State.DONE and not done:
        raise ImportDone
    return row
