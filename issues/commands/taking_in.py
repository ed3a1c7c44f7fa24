"""Taking in what was set aside: a few at a time from each poster, the oldest first, so that a flood at one place keeps
nobody at another waiting."""

import logging
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils.dateparse import parse_datetime

from inflection_points.models import InflectionPoint, Kind, Site
from inflection_points.rules.policies import Severity
from issues.commands import telling as tell
from issues.commands.attaching import FileRefused, Kept, looked_through
from issues.commands.intake import remove_files
from issues.commands.reporting import Telling, add_report, report
from issues.models import Issue, Overflow, Report
from issues.models.intake import FOLDER
from issues.rules.limits import TAKEN_AT_ONCE
from issues.rules.refusals import ReportItAnew
from people.rules.refusals import Refusal

log = logging.getLogger(__name__)

_GRACE: Final = timedelta(days=1)  # a request under way may still write the row that names them
_Waiting = Overflow.State.WAITING


def take_in(*, now: datetime, at_once: int = TAKEN_AT_ONCE, poster: int | None = None) -> int:
    """Report what waits, up to `at_once` of each poster or of this one, and return how many. Any number may do it."""
    waiting = Overflow.objects.filter(state=_Waiting)
    if poster is not None:
        waiting = waiting.filter(poster=poster)
    posters = list(waiting.order_by("poster").values_list("poster", flat=True).distinct())
    tell.overflow(posters, now)
    chosen = [
        pk
        for one in posters
        for pk in waiting.filter(poster=one)
        .order_by("received_at", "pk")
        .values_list("pk", flat=True)[:at_once]
    ]
    return sum(_taken(pk, now) for pk in chosen)


def _taken(pk: int, now: datetime) -> bool:
    """Whether it was taken in by this call. What cannot be is set apart with its reason, and the others go on."""
    row = Overflow.objects.filter(pk=pk, state=_Waiting).first()
    if row is None:
        return False
    files, refused = _files_of(row)
    try:
        with transaction.atomic():
            held = Overflow.objects.select_for_update(skip_locked=True).filter(pk=pk, state=_Waiting).first()
            if held is None:
                return False
            held.report = _reported(held, files, now)
            held.state, held.ended_at, held.reason = Overflow.State.TAKEN, now, refused
            held.save(update_fields=["report", "state", "ended_at", "reason"])
    except (Refusal, InflectionPoint.DoesNotExist) as reason:
        _stick(pk, str(reason), now)
        return False
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("Report %s could not be taken in.", pk)  # its key is a secret: it leads to the receipt
        _stick(pk, f"{type(error).__name__}: {error}", now)
        return False
    remove_files(row)
    return True


def _stick(pk: int, reason: str, now: datetime) -> None:
    Overflow.objects.filter(pk=pk, state=_Waiting).update(
        state=Overflow.State.STUCK, ended_at=now, reason=reason[:500]
    )


def _files_of(row: Overflow) -> tuple[list[Kept], str]:
    """What may be kept of its files, and why the others may not: a bad picture costs nobody the report."""
    kept, refused = [], []
    for one in row.files:
        try:
            with default_storage.open(one["path"]) as file:
                kept.append(looked_through(file.read(), name=one["name"]))
        except FileNotFoundError:
            refused.append(one["name"])
        except FileRefused as reason:
            refused.append(str(reason))
    return kept, " ".join(refused)[:500]


def _reported(row: Overflow, files: list[Kept], now: datetime) -> Report:
    """What it became. It was received when it came, and the clocks start there."""
    telling = _telling(row, files)
    if row.into_id is not None:
        try:
            add_report(issue=row.into_id, reporter=None, now=now, telling=telling)
            return Report.objects.get(client_key=row.client_key)
        except (ReportItAnew, Issue.DoesNotExist):
            pass  # closed meanwhile: a report of its own
    facts = row.facts
    point = InflectionPoint.objects.along_the_chain().get(pk=row.poster.point_id)
    report(
        point=point,
        kind=Kind.objects.filter(pk=facts["kind"], point=point).first() if facts["kind"] else None,
        site=Site.objects.filter(pk=facts["site"], is_active=True).first() if facts["site"] else None,
        severity=Severity(facts["severity"] or Severity.NORMAL),
        is_confidential=facts["is_confidential"],
        reporter=None,
        now=now,
        telling=telling,
    )
    return Report.objects.get(client_key=row.client_key)


def _telling(row: Overflow, files: list[Kept]) -> Telling:
    facts: dict[str, Any] = row.facts
    return Telling(
        text=facts["text"],
        customers=facts["customers"],
        observed_at=parse_datetime(facts["observed_at"] or ""),
        channel="poster",
        client_key=uuid.UUID(str(row.client_key)),
        files=files,
        poster=row.poster,
        took=facts["took"],
        promised=facts["promised"],
        promised_by=parse_datetime(facts["promised_by"] or ""),
        received_at=row.received_at,
    )


def remove_left_files(*, now: datetime) -> int:
    """Delete the files older than a day that nothing waiting names, and return how many; for the nightly task."""
    named = {
        one["path"]
        for row in Overflow.objects.filter(state__in=[_Waiting, Overflow.State.STUCK])
        for one in row.files
    }
    removed = 0
    root = Path(settings.MEDIA_ROOT)
    for file in sorted((root / FOLDER).glob("*/*")):
        is_old = file.stat().st_mtime < (now - _GRACE).timestamp()
        if is_old and file.relative_to(root).as_posix() not in named:
            file.unlink(missing_ok=True)
            removed += 1
    return removed
