"""What was set aside does not stay for ever: ended rows and files that nothing names go at night."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from issues.commands.intake import remove_files
from issues.models import Overflow
from issues.models.intake import FOLDER, LEFT

# So long a phone may send the same again, and somebody may ask what became of a picture that was refused.
KEPT_FOR: Final = timedelta(days=30)
_GRACE: Final = timedelta(days=1)  # a request under way may still write the row that names them
_AT_ONCE: Final = 1000


def forget_overflow(*, now: datetime) -> int:
    """Delete what was taken in or discarded 30 days ago, and return how many; for the nightly task.

    The receipt code of what was taken in goes on leading to its report, which knows it as well.
    """
    ended = Overflow.objects.exclude(state__in=LEFT).filter(ended_at__lt=now - KEPT_FOR)
    forgotten = 0
    while rows := list(ended.order_by("pk")[:_AT_ONCE]):
        Overflow.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            remove_files(row)
        forgotten += len(rows)
    return forgotten


def remove_left_files(*, now: datetime) -> int:
    """Delete the files older than a day that no row names, and return how many; for the nightly task."""
    named = {one["path"] for files in _named() for one in files}
    removed = 0
    root = Path(settings.MEDIA_ROOT)
    for file in sorted((root / FOLDER).glob("*/*")):
        is_old = file.stat().st_mtime < (now - _GRACE).timestamp()
        if is_old and file.relative_to(root).as_posix() not in named:
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def _named() -> list[list[dict[str, str]]]:
    return list(Overflow.objects.exclude(files=[]).values_list("files", flat=True))
