"""Files and rows together: what a transaction did not keep does not stay on the disk."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from issues.commands.attaching.files import Kept
from issues.models import Action, Attachment, Issue, Report
from issues.models.attachments import FOLDER
from people.models import User
from people.rules.refusals import Refusal

GRACE: Final = timedelta(days=1)  # a transaction under way may still need its files


@dataclass(slots=True)
class Stored:
    """Files that lie on the disk and wait for the row that keeps them."""

    files: Sequence[Attachment]
    is_attached: bool = field(default=False)

    @property
    def keys(self) -> tuple[UUID, ...]:
        """By which an event names them."""
        return tuple(one.pk for one in self.files)

    def attach(
        self,
        issue: Issue,
        *,
        by: User | None,
        now: datetime,
        report: Report | None = None,
        action: UUID | None = None,
    ) -> None:
        """Keep them, within the caller's transaction. What shows work stands in for what was given before it was taken
        back, which stays with the issue: its event names it."""
        if action is not None:
            Attachment.objects.filter(action=action).update(action=None)
        for one in self.files:
            one.issue, one.given_by, one.given_at = issue, by, now
            one.report = report
            one.action = Action.objects.get(pk=action) if action is not None else None
        Attachment.objects.bulk_create(self.files)
        self.is_attached = True


@contextmanager
def stored(files: Iterable[Kept]) -> Iterator[Stored]:
    """The files on the disk for as long as it takes to attach them: wrap the transaction that does.

    What is not attached at the end, or was refused, is removed again. After any other exception nobody knows whether
    the rows were committed, so that what was attached stays: `remove_unattached` looks a day later. Files are written
    before anything is locked, so that a slow disk keeps nobody waiting.
    """
    kept = Stored([])
    try:
        kept.files = [_written(one) for one in files]
        yield kept
    except BaseException as error:
        if not kept.is_attached or isinstance(error, Refusal):
            remove(kept.files)
        raise
    if not kept.is_attached:
        remove(kept.files)


def _written(file: Kept) -> Attachment:
    one = Attachment(
        kind=Attachment.Kind.PICTURE if file.picture else Attachment.Kind.DOCUMENT,
        name=file.name,
        size=len(file.content),
        digest=file.digest,
    )
    try:
        default_storage.save(one.path(), ContentFile(file.content))
        if file.picture is not None and file.small is not None:
            one.width, one.height = file.picture.width, file.picture.height
            one.small_width, one.small_height = file.small.width, file.small.height
            default_storage.save(one.path(small=True), ContentFile(file.small.content))
    except BaseException:
        remove([one])
        raise
    return one


def remove(files: Iterable[Attachment]) -> None:
    """Delete what lies on the disk for them; what is gone already is no error."""
    for one in files:
        for path in one.paths:
            default_storage.delete(path)


def remove_unattached(*, now: datetime) -> int:
    """Delete the files older than a day that no attachment names, and return how many; for the nightly task.

    They are left by a process that was killed, a commit that failed, or issues that were deleted.
    """
    removed = 0
    for folder in sorted((Path(settings.MEDIA_ROOT) / FOLDER).glob("[0-9a-f][0-9a-f]")):
        old = [file for file in folder.iterdir() if file.stat().st_mtime < (now - GRACE).timestamp()]
        names = {file: file.stem.removesuffix("-small") for file in old}
        known = set(
            Attachment.objects.filter(stored_as__in=names.values()).values_list("stored_as", flat=True)
        )
        for file in old:
            if names[file] not in known:
                file.unlink(missing_ok=True)
                removed += 1
    return removed
